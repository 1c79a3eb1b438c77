"""Days and instants coming in: of a time in which somebody could be meant."""

from datetime import date, datetime
from typing import Any

from rest_framework import serializers

FIRST, LAST = 1900, 2999
"""Years. Beyond them calendars have no room for the day before or the day after."""


def near(value: date) -> None:
    """Raises      ValidationError"""
    if not FIRST <= value.year <= LAST:
        raise serializers.ValidationError(f"A year from {FIRST} to {LAST}.")


class Day(serializers.DateField):
    """A day that has a day before and a day after."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        near(day)
        return day


class Instant(serializers.DateTimeField):
    """A moment that can be moved by days in any zone."""

    def to_internal_value(self, value: Any) -> datetime:
        at: datetime = super().to_internal_value(value)
        near(at)
        return at
