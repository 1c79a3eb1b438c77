"""Days and times as people choose them and addresses name them, of years in which somebody could be meant."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from practices.api.times import FIRST, LAST


class DayField(forms.DateField):
    """A day that has a day before and a day after."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not is_near(day):
            raise forms.ValidationError(
                _("A year from %(first)s to %(last)s."), params={"first": FIRST, "last": LAST}
            )
        return day


def is_near(day: date) -> bool:
    return FIRST <= day.year <= LAST


def day_in(text: str) -> date | None:
    """The day of an address; none where it cannot be read or meant."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and is_near(found) else None


def moment_in(text: str) -> datetime | None:
    """The moment of an address or a button; none where it cannot be read or meant."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and is_near(found) else None
