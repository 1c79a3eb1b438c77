"""From working plans on the wall to working minutes.

A day with an exception follows the exception alone; a closed day has no hours; else the weekly shifts hold.
Nobody is received while the place itself is shut, whoever works.

Source      features.md F35, §4.1
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from bookings.rules.time import span

ODD, EVEN = 1, 2


class Weekly(NamedTuple):
    """A weekly shift. starts and ends are minutes on the wall; ends 1440 is midnight.

    week        0 every week, 1 odd ISO weeks, 2 even ISO weeks
    """

    practitioner_id: int
    weekday: int
    starts: int
    ends: int
    week: int
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and self.from_on <= day
            and (self.until_on is None or day < self.until_on)
            and self.week in (0, ODD if day.isocalendar().week % 2 else EVEN)
        )


class Special(NamedTuple):
    """A day that is not like the others; without hours it is off."""

    practitioner_id: int
    day: date
    starts: int | None
    ends: int | None


class Opening(NamedTuple):
    """A weekly stretch in which a place is open. starts and ends are minutes on the wall; ends 1440 is midnight."""

    weekday: int
    starts: int
    ends: int


def open_spans(days: Sequence[date], zone: str, openings: Iterable[Opening]) -> list[tuple[int, int]]:
    """When the place is open on these days, in minutes since 1970, half open."""
    week: dict[int, list[Opening]] = defaultdict(list)
    for one in openings:
        week[one.weekday].append(one)
    return [span(day, one.starts, one.ends, zone) for day in days for one in week[day.weekday()]]


def working_spans(
    days: Sequence[date],
    zone: str,
    *,
    weekly: Iterable[Weekly],
    special: Iterable[Special] = (),
    closed: Collection[date] = (),
) -> dict[int, list[tuple[int, int]]]:
    """For each practitioner, when they work here, in minutes since 1970, half open."""
    exceptions: dict[tuple[int, date], list[Special]] = defaultdict(list)
    for one in special:
        exceptions[one.practitioner_id, one.day].append(one)
    on_weekday: dict[int, list[Weekly]] = defaultdict(list)
    for shift in weekly:
        on_weekday[shift.weekday].append(shift)
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for day in days:
        if day in closed:
            continue
        for shift in on_weekday[day.weekday()]:
            if shift.holds_on(day) and (shift.practitioner_id, day) not in exceptions:
                spans[shift.practitioner_id].append(span(day, shift.starts, shift.ends, zone))
        for (practitioner_id, when), rows in exceptions.items():
            if when == day:
                hours = [(r.starts, r.ends) for r in rows if r.starts is not None and r.ends is not None]
                spans[practitioner_id] += [span(day, starts, ends, zone) for starts, ends in hours]
    return spans
