"""Counting in fixed windows, which all limits stand on: in Redis, or in this process alone while Redis is away."""

from dataclasses import dataclass

from django.core.cache import cache

A_LITTLE_LONGER = 60  # seconds a window is kept past its end, for clocks that differ


@dataclass(frozen=True)
class Count:
    """times     so often within this window, this time included
    is_alone  only this process was counted, because Redis is away: allow less
    """

    times: int
    is_alone: bool


def count(key: str, *, seconds: int) -> Count:
    """Count one more."""
    times = cache.count(key, timeout=seconds + A_LITTLE_LONGER)  # type: ignore[attr-defined]  # config.cache adds it
    return Count(times, bool(getattr(cache, "is_away", False)))
