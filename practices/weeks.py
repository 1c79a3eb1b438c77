"""A week of wall times, as rows (weekday 0 to 6, from, to)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import time

Span = tuple[int, time, time]
MIDNIGHT = time(0)


def runs_forward(week: Iterable[Span]) -> bool:
    """Whether each row ends after it begins, and no two rows of a day overlap; midnight as an end is the day's end."""
    days: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for weekday, starts, ends in week:
        days[weekday].append((minute(starts), minute(ends) if ends != MIDNIGHT else 24 * 60))
    for spans in days.values():
        stops = [stop for span in sorted(spans) for stop in span]
        if any(starts >= ends for starts, ends in spans) or stops != sorted(stops):
            return False
    return True


def most_rows(week: Iterable[Span]) -> int:
    """How many rows the day with most of them has: two make one pause."""
    return max(Counter(weekday for weekday, _, _ in week).values(), default=0)


def minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
