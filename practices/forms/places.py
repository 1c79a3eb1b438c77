"""A place and its opening hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practices.forms.practice import zone_choices
from practices.forms.week import SeenWeekForm
from practices.models import Location

PLAIN = ("name", "time_zone", "street", "postcode", "city", "phone")
USUAL = [[day, "09:00", "18:00"] for day in range(5)]


class LocationForm(SeenWeekForm):
    """Where a place is, and when it is open."""

    name = forms.CharField(label=_("Name"), max_length=120)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)

    def __init__(self, *args: Any, location: Location | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {name: getattr(location, name) for name in PLAIN} if location else {}
        initial |= kwargs.pop("initial", {})
        hours = location.hours if location else USUAL
        was = initial | {"hours": hours} if location else None
        super().__init__(*args, hours=hours, initial=initial, was=was, **kwargs)
