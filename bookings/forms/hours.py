"""When people work: the week, single days, closures."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bookings.forms.days import DayField
from bookings.models import Resource
from practices.forms.practice import CLOCK, HUES
from practices.forms.seen import SeenForm
from practices.forms.week import SeenWeekForm
from practices.models import Location, Member


class TeamWeekForm(SeenWeekForm):
    """The weekly hours of one person at one place, from a day on.

    planned     as `bookings.queries.hours.planned_week` tells it
    """

    from_on = DayField(label=_("From"))

    def __init__(self, *args: Any, planned: dict[str, Any], today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, hours=planned["hours"], initial={"from_on": today}, was=planned, **kwargs)

    def wanted(self) -> dict[str, Any]:
        """The arguments of `save_week`."""
        given, clock = self.cleaned_data, time.fromisoformat
        week = [(day, clock(start), clock(end)) for day, start, end in given["hours"]]
        return {"week": week, "from_on": given["from_on"], "seen": given["seen"]}

    def said(self, name: str, value: Any) -> list[tuple[str, str]]:
        """Of hours to come it is told when they begin."""
        if name != "ahead":
            return super().said(name, value)
        days = {day for row in value for day in row[:2] if day > self.today.isoformat()}
        told = ", ".join(date_format(date.fromisoformat(day), "j M Y") for day in sorted(days))
        return [("from_on", _now("other hours from {days}").format(days=told) if told else "")]


class DaysForm(forms.Form):
    """Days off, or other hours on some days, then at one place."""

    location = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Location.unscoped.none(),
        empty_label=None,
        help_text=_("A day off is off everywhere."),
    )
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"), required=False)
    starts = forms.TimeField(
        label=_("Works from"), required=False, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M")
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def __init__(self, *args: Any, usual: Location, **kwargs: Any) -> None:
        super().__init__(*args, initial={"location": usual}, **kwargs)
        self.usual, places = usual, Location.objects.filter(closed_at=None)
        self.fields["location"].queryset = places  # type: ignore[attr-defined]
        if places.count() < 2:
            del self.fields["location"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("starts")) != bool(given.get("ends")):
            self.add_error("starts", _("Fill in both times, or none for a day off."))
        given["last"] = given.get("last") or given.get("first")
        return given

    def wanted(self) -> dict[str, Any]:
        """The arguments of `set_day`."""
        given = self.cleaned_data
        hours = (given["starts"], given["ends"]) if given["starts"] else None
        return {
            "location": given.get("location", self.usual),
            "first": given["first"],
            "last": given["last"],
            "hours": hours,
            "reason": given["reason"],
        }


class ClosureForm(forms.Form):
    """Whole days on which a place, or all of them, is shut."""

    location = forms.ModelChoiceField(
        label=_("Where"), queryset=Location.unscoped.none(), required=False, empty_label=_("Everywhere")
    )
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = Location.objects.filter(closed_at=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["last"] = given.get("last") or given.get("first")
        return given


class PractitionerForm(forms.Form):
    """Somebody who treats. A member of the team, or a name alone."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    member = forms.ModelChoiceField(
        label=_("Member of the team"),
        queryset=Member.unscoped.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("So that they see their own day when they sign in."),
    )
    hue = forms.ChoiceField(label=_("Colour"), choices=list(HUES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Resource.objects.exclude(member=None).values("member")
        free = Member.objects.filter(left_at=None).exclude(pk__in=taken)
        self.fields["member"].queryset = free.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("name"):
            member = given.get("member")
            given["name"] = member.name if member else ""
        if not given["name"]:
            self.add_error("name", _("Give a name, or choose a member."))
        return given


class PersonForm(SeenForm):
    """How a practitioner is shown, and who may book them."""

    name = forms.CharField(label=_("Name"), max_length=120)
    hue = forms.ChoiceField(label=_("Colour"), choices=list(HUES.items()))
    books_online = forms.BooleanField(label=_("Clients may book them online"), required=False)

    def __init__(self, *args: Any, who: Resource, **kwargs: Any) -> None:
        was = {name: getattr(who, name) for name in ("name", "hue", "books_online")}
        super().__init__(*args, was=was, initial=dict(was), **kwargs)
