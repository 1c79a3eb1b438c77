"""What one visit adds to each sum: take the old visit's share away, add the new one's, and the sum is right."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

RETURN_DAYS = 90
ACTIVE_DAYS = 90

Key = tuple[object, ...]
Counts = tuple[int, ...]


class Story(NamedTuple):
    """A row of the visit table, its columns in the table's order."""

    client_id: int
    day: date
    location_id: int
    practitioner_id: int | None
    appointments: int
    minutes: int
    is_person: bool
    is_newcomer: bool
    first_day: date
    first_location_id: int
    first_practitioner_id: int | None
    prev_day: date | None
    next_day: date | None
    own_gap: float | None
    rebooked: bool | None
    still_stands: bool | None


def daily(visit: Story) -> Iterator[tuple[Key, Counts]]:
    is_new = visit.is_newcomer and visit.prev_day is None
    back_in_time = visit.next_day is not None and (visit.next_day - visit.day).days <= RETURN_DAYS
    yield (
        (visit.day, visit.location_id, visit.practitioner_id),
        (
            1,
            visit.minutes,
            int(is_new),
            int(is_new and back_in_time),
            int(visit.rebooked is not None),
            int(bool(visit.rebooked)),
            int(bool(visit.still_stands)),
        ),
    )


def cohort(visit: Story) -> Iterator[tuple[Key, Counts]]:
    opens_month = visit.prev_day is None or _month(visit.prev_day) != _month(visit.day)
    if visit.is_newcomer and opens_month:
        k = 12 * (visit.day.year - visit.first_day.year) + visit.day.month - visit.first_day.month
        place = (visit.first_location_id, visit.first_practitioner_id)
        yield (_month(visit.first_day), k, *place), (1,)


def gap(visit: Story) -> Iterator[tuple[Key, Counts]]:
    if visit.is_person and visit.prev_day is not None:
        yield ((visit.day - visit.prev_day).days,), (1,)


def active(visit: Story) -> Iterator[tuple[Key, Counts]]:
    """Active from this visit until the next one takes over or the window closes."""
    if visit.is_person:
        closes = visit.day + timedelta(days=ACTIVE_DAYS)
        yield (ACTIVE_DAYS, visit.day), (1,)
        yield (ACTIVE_DAYS, min(visit.next_day or closes, closes)), (-1,)


SHARES = {"daily": daily, "cohort": cohort, "gap": gap, "active": active}


def moved(gone: Sequence[Story], come: Sequence[Story]) -> Mapping[str, dict[Key, Counts]]:
    """By how much each sum changes when these visits go and those come; unmoved keys are left out."""
    moves: dict[str, dict[Key, Counts]] = {}
    for name, share in SHARES.items():
        total: dict[Key, Counts] = {}
        for sign, visits in ((-1, gone), (1, come)):
            for visit in visits:
                for key, counts in share(visit):
                    old = total.get(key) or (0,) * len(counts)
                    total[key] = tuple(was + sign * n for was, n in zip(old, counts, strict=True))
        moves[name] = {key: counts for key, counts in total.items() if any(counts)}
    return moves


def _month(day: date) -> date:
    return day.replace(day=1)
