"""A visit of several services, one after the other, perhaps with several people.

Source      features.md F24
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    visits: dict[int, Visit] = {}
    for first in legs[0]:
        for bit in positions(first.starts):
            if bit not in visits:
                rest = _continued(legs[1:], bit + first.minutes, step, max_wait)
                if rest is not None:
                    visits[bit] = [(first.practitioner_id, bit), *rest]
    return dict(sorted(visits.items()))


def _continued(legs: Sequence[Sequence[Leg]], ready: int, step: int, max_wait: int) -> Visit | None:
    if not legs:
        return []
    for wait in range(0, max_wait + 1, step):
        for leg in legs[0]:
            if leg.starts >> (ready + wait) & 1:
                rest = _continued(legs[1:], ready + wait + leg.minutes, step, max_wait)
                if rest is not None:
                    return [(leg.practitioner_id, ready + wait), *rest]
    return None
