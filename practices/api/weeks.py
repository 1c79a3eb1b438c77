"""A week of wall times, as programs say it and are told it."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from rest_framework import serializers

from practices.weeks import Span

MOST = 14
"""Rows of one week: two a day."""


class SpanIn(serializers.Serializer[Any]):
    """Wall time of the place. A pause is the gap between two rows of a day; `00:00` as the end is midnight."""

    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 is Monday")
    starts = serializers.TimeField()
    ends = serializers.TimeField()


class SpanOut(serializers.Serializer[Any]):
    """Wall time of the place; `00:00:00` as the end is midnight."""

    weekday = serializers.IntegerField(help_text="0 is Monday")
    starts = serializers.TimeField()
    ends = serializers.TimeField()


def spans(hours: Iterable[dict[str, Any]]) -> list[Span]:
    """What came in, as the actions take it."""
    return [(span["weekday"], span["starts"], span["ends"]) for span in hours]


def told(rows: Iterable[list[Any]]) -> list[dict[str, Any]]:
    """Opening hours as they are kept, for SpanOut."""
    return [
        {"weekday": weekday, "starts": time.fromisoformat(starts), "ends": time.fromisoformat(ends)}
        for weekday, starts, ends in rows
    ]
