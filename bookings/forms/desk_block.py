"""Keeping time free of visits: whose, from when until when, and why."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bookings.forms.days import DayField
from bookings.forms.desk_booking import ByPublicId
from bookings.queries.day import people_at
from bookings.queries.timetable import minute_of_wall
from bookings.rules.time import MINUTES_A_DAY, instant_of, span
from practices.models import Location

CLOCK = {"type": "time", "step": 300}
MIDNIGHT = time(0)
"""As an end it is the end of the day."""


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
        if {"day", "begins", "ends"} <= set(given) and MIDNIGHT != given["ends"] <= given["begins"]:
            raise ValidationError({"ends": _("The end must come after the start.")})
        return given

    def arguments(self) -> dict[str, Any]:
        """What `block_time` wants: wall times become instants of the place."""
        given = self.cleaned_data
        begins, ends = minute_of_wall(given["begins"]), minute_of_wall(given["ends"]) or MINUTES_A_DAY
        starts_at, ends_at = map(instant_of, span(given["day"], begins, ends, self.place.time_zone))
        return {"starts_at": starts_at, "ends_at": ends_at, "reason": given["reason"]}
