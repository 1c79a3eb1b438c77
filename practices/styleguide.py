"""Every component on one page, with made-up content. In development and tests only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

STATES = (
    ("booked", "Booked"),
    ("confirmed", "Confirmed"),
    ("arrived", "Arrived"),
    ("in_service", "In service"),
    ("completed", "Completed"),
    ("no_show", "No-show"),
    ("cancelled_by_client", "Cancelled"),
    ("planned", "Planned"),
    ("delivered", "Delivered"),
    ("failed", "Failed"),
    ("at_risk", "At risk"),
    ("lapsed", "Lapsed"),
)
PEOPLE = (
    ("Zoë Baker", "zoe@example.com", "completed", "Completed", 12000),
    ("Liam Ortega", "liam@example.com", "booked", "Booked", 8500),
    ("Priya Raman", "priya@example.com", "confirmed", "Confirmed", 9500),
    ("Grace Kim", "grace@example.com", "no_show", "No-show", 0),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As you would greet them.")
    email = forms.EmailField(label="E-mail", required=False)
    service = forms.ChoiceField(label="Service", choices=[("d", "Deep tissue, 60 min"), ("c", "Cupping")])
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    how = forms.ChoiceField(
        label="Reminder by",
        choices=[("sms", "Text"), ("email", "E-mail"), ("no", "Not at all")],
        widget=forms.RadioSelect,
        initial="sms",
    )
    may_text = forms.BooleanField(label="May we text you?", required=False, help_text="Say STOP at any time.")


def sample() -> dict[str, Any]:
    return {
        "states": STATES,
        "people": PEOPLE,
        "form": SampleForm(),
        "refused": SampleForm({"name": "", "email": "zoe@", "service": "d", "how": "sms"}),
        "page_obj": Paginator(range(212), 25).page(2),
        "now": datetime(2026, 11, 23, 14, 30, tzinfo=UTC),
        "hues": ("teal", "ocean", "indigo", "plum", "rose", "clay", "ochre", "moss", "slate"),
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """All components in the frame of the account pages."""
    messages.info(request, "Zoë Baker is booked for Tuesday at 10:30.", extra_tags="undo:/styleguide/")
    return HttpResponse(render_to_string("practices/styleguide.html", sample(), request))


def public(request: HttpRequest) -> HttpResponse:
    """The frame of the pages clients see."""
    return render(
        request,
        "practices/styleguide_public.html",
        sample() | {"practice": {"name": "Willow Clinic", "hue": "ocean"}},
    )
