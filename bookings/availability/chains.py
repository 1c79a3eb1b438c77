"""A visit of several services, one after the other, perhaps with several people.

Source      features.md F24
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from bookings.availability.bits import positions

MAX_WAIT = 15
Visit = list[tuple[int, int]]
"""The legs of a visit in turn: (practitioner id, bit)."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One service of the visit with one practitioner.

    starts      bitmap of its own free starts
    minutes     how long the client is in it
    """

    practitioner_id: int
    starts: int
    minutes: int


def chained(legs: Sequence[Sequence[Leg]], *, step: int = 5, max_wait: int = MAX_WAIT) -> dict[int, Visit]:
    """For each bit at which the whole visit may start, its legs.

    legs        for each service in turn, who could do it and when

    The shortest wait wins, then the order in which the people are given.
    """
    waits = range(0, max_wait + 1, step)
    legs = _leading_on(legs, waits)
    visits: dict[int, Visit] = {}
    for first in legs[0]:
        for bit in positions(first.starts):
            if bit not in visits:
                visits[bit] = [(first.practitioner_id, bit), *_rest(legs[1:], bit + first.minutes, waits)]
    return dict(sorted(visits.items()))


def _leading_on(legs: Sequence[Sequence[Leg]], waits: range) -> list[list[Leg]]:
    """Each leg with only the starts from which the visit can be brought to its end: from the last one back.

    So that nobody searches in vain later: with many people and services that would take longer each time.
    """
    kept: list[list[Leg]] = [list(legs[-1])]
    for turn in reversed(legs[:-1]):
        ahead = reduce(or_, (leg.starts for leg in kept[0]), 0)
        soon = reduce(or_, (ahead >> wait for wait in waits))
        kept.insert(0, [replace(leg, starts=leg.starts & soon >> leg.minutes) for leg in turn])
    return kept


def _rest(legs: Sequence[Sequence[Leg]], ready: int, waits: range) -> Visit:
    """The legs to come, each as soon as it can be; that there is one within the wait is known."""
    visit: Visit = []
    for turn in legs:
        who, bit, minutes = next(
            (leg.practitioner_id, ready + wait, leg.minutes)
            for wait in waits
            for leg in turn
            if leg.starts >> (ready + wait) & 1
        )
        visit.append((who, bit))
        ready = bit + minutes
    return visit
