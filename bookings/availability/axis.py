"""The stretch of real time a search covers, and the wall-time grid on it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bookings.availability.bits import DAY
from bookings.rules.time import day_span, offset_spans

MARGIN = DAY
"""Visits just outside the asked days still press on the first and last one."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Bit 0 lies at `origin`, in minutes since 1970."""

    origin: int
    length: int
    zone: str

    @classmethod
    def over(cls, first: date, last: date, zone: str) -> "Axis":
        """The days from first to last, both included, and a margin on either side."""
        start, end = day_span(first, zone)[0] - MARGIN, day_span(last, zone)[1] + MARGIN
        return cls(start, end - start, zone)

    @property
    def end(self) -> int:
        return self.origin + self.length

    def bit(self, minute: int) -> int:
        return minute - self.origin

    def minute(self, bit: int) -> int:
        return bit + self.origin

    def window(self, start: int, end: int) -> int:
        """All minutes from start to end, both in minutes since 1970."""
        low, high = max(0, start - self.origin), min(self.length, end - self.origin)
        return ((1 << (high - low)) - 1) << low if low < high else 0

    def days(self, first: date, last: date) -> int:
        return self.window(day_span(first, self.zone)[0], day_span(last, self.zone)[1])

    def grid(self, step: int) -> int:
        """Minutes at which the wall shows a multiple of the step: 09:00, 09:15, on any side of a change."""
        return _grid(self.origin, self.length, self.zone, step)


@lru_cache(maxsize=64)
def _grid(origin: int, length: int, zone: str, step: int) -> int:
    pattern = 0
    for n in range(0, length + step, step):
        pattern |= 1 << n
    grid = 0
    for start, end, offset in offset_spans(origin, origin + length, zone):
        first = start + (-(start + offset)) % step
        inside = ((1 << (end - start)) - 1) << (start - origin)
        grid |= (pattern << (first - origin)) & inside
    return grid


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
