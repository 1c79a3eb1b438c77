"""Keeping time free of visits: whose, from when until when, and why."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bookings.forms.days import DayField
from bookings.forms.desk_booking import ByPublicId
from bookings.queries.day import people_at
from bookings.rules.time import first_instant
from practices.models import Location

CLOCK = {"type": "time", "step": 300}


class BlockForm(forms.Form):
    who = ByPublicId(label=_("Practitioner"), empty_label=None)
    day = DayField(label=_("Day"))
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    reason = forms.CharField(label=_("What for"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any], place: Location) -> None:
        super().__init__(data, initial=initial)
        self.place = place
        self.fields["who"].queryset = people_at(place)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if {"day", "begins", "ends"} <= set(given) and given["ends"] <= given["begins"]:
            raise ValidationError({"ends": _("The end must come after the start.")})
        return given

    def arguments(self) -> dict[str, Any]:
        """What `block_time` wants: wall times become instants of the place."""
        given = self.cleaned_data
        starts_at, ends_at = (
            first_instant(datetime.combine(given["day"], given[edge]), self.place.time_zone)
            for edge in ("begins", "ends")
        )
        return {"starts_at": starts_at, "ends_at": ends_at, "reason": given["reason"]}
