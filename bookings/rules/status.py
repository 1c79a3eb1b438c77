"""The one table of what may follow what in the life of an appointment.

The database trigger, the pages and the API read this table and no other.

Source      features.md F47, §4.7; house issue, "Bookings"
"""

from enum import StrEnum
from typing import Literal

Who = Literal["client", "staff"]


class Status(StrEnum):
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    IN_SERVICE = "in_service"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    CANCELLED_LATE = "cancelled_late"
    CANCELLED_BY_PRACTICE = "cancelled_by_practice"


B, C, A, I, D = Status.BOOKED, Status.CONFIRMED, Status.ARRIVED, Status.IN_SERVICE, Status.COMPLETED  # noqa: E741
N = Status.NO_SHOW

PLANNED = frozenset({B, C})
CANCELLED = frozenset({Status.CANCELLED_BY_CLIENT, Status.CANCELLED_LATE, Status.CANCELLED_BY_PRACTICE})
STANDING = frozenset({B, C, A, I})
"""Still to come or under way: the time is claimed and the client is expected."""
CLAIMING = frozenset({B, C, A, I, D})
"""These keep their rows in the occupancy table."""

# verb -> {from: to it may lead}
STEPS: dict[str, dict[Status, Status]] = {
    "confirm": {B: C},
    "mark_arrived": {B: A, C: A},
    "start_service": {B: I, C: I, A: I},
    "complete": {B: D, C: D, A: D, I: D},
    "mark_no_show": {B: N, C: N},
    "cancel_by_client": {B: Status.CANCELLED_BY_CLIENT, C: Status.CANCELLED_BY_CLIENT},
    "cancel_late": {B: Status.CANCELLED_LATE, C: Status.CANCELLED_LATE},
    "cancel_by_practice": dict.fromkeys((B, C, A), Status.CANCELLED_BY_PRACTICE),
}
CLIENT_VERBS = frozenset({"confirm", "cancel_by_client", "cancel_late"})


def _pairs() -> frozenset[tuple[Status, Status]]:
    forward = {(old, new) for steps in STEPS.values() for old, new in steps.items()}
    # A moved visit asks to be confirmed anew; an undo goes back the way it came.
    return frozenset(forward | {(new, old) for old, new in forward})


PAIRS = _pairs()
"""Every change of status the database lets through, undo included."""


def follows(status: str, verb: str) -> Status | None:
    """Where this verb leads from here; None if it leads nowhere."""
    return STEPS[verb].get(Status(status))


def verbs_from(status: str, who: Who = "staff") -> tuple[str, ...]:
    """What may be done with an appointment in this state, in the order of a visit."""
    allowed = (verb for verb, steps in STEPS.items() if Status(status) in steps)
    return tuple(verb for verb in allowed if who == "staff" or verb in CLIENT_VERBS)


def may_become(old: str, new: str) -> bool:
    return (Status(old), Status(new)) in PAIRS


def before(status: str, *, confirmed: bool, arrived: bool, started: bool) -> Status | None:
    """Where an undo leads: the last state before this one that really was. None from the first.

    confirmed, arrived, started     whether those moments are on record
    """
    planned = C if confirmed else B
    present = A if arrived else planned
    return {
        B: None,
        C: B,
        A: planned,
        I: present,
        D: I if started else present,
        N: planned,
        Status.CANCELLED_BY_CLIENT: planned,
        Status.CANCELLED_LATE: planned,
        Status.CANCELLED_BY_PRACTICE: present,
    }[Status(status)]
