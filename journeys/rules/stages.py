"""Where a client stands, read from the facts; and which moves a hand may make against them.

Source      features.md F41 to F43
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    AWARENESS = "awareness"
    BOOKING = "booking"
    ARRIVAL = "arrival"
    SERVICE = "service"
    PAYMENT = "payment"
    AFTERCARE = "aftercare"
    REBOOKING = "rebooking"
    LAPSED = "lapsed"


ORDER = tuple(Stage)
AFTER_A_VISIT = frozenset({Stage.PAYMENT, Stage.AFTERCARE, Stage.REBOOKING})
IN_THE_HOUSE = frozenset({Stage.ARRIVAL, Stage.SERVICE})

# Days a client may stand in a stage before somebody should look, until the practice's own passages say better.
PRESETS = {
    Stage.AWARENESS: 14,
    Stage.BOOKING: 14,
    Stage.ARRIVAL: 1,
    Stage.SERVICE: 1,
    Stage.PAYMENT: 2,
    Stage.AFTERCARE: 10,
    Stage.REBOOKING: 21,
}
PASSAGES_ENOUGH = 30  # features.md F43


@dataclass(frozen=True, slots=True)
class Seen:
    """What the record says of one client now.

    is_arrived, is_in_service   in one of their visits
    has_next                    a visit is booked or confirmed
    last_visit_on               local day of the newest completed visit
    owes                        that visit is not paid in full
    has_answered                its check-in was answered
    """

    is_arrived: bool = False
    is_in_service: bool = False
    has_next: bool = False
    last_visit_on: date | None = None
    owes: bool = False
    has_answered: bool = False


def stage_by_facts(seen: Seen, *, lapses_on: date | None, today: date) -> Stage:
    """The one stage the facts speak for. Which of them was heard first, or twice, makes no difference.

    A visit under way comes first, then a silence that grew too long, then an open bill, then what comes next.
    A debt hides no silence: it stays with its visit.
    lapses_on   first day on which the silence is longer than this client's rhythm explains
    """
    if seen.is_in_service:
        return Stage.SERVICE
    if seen.is_arrived:
        return Stage.ARRIVAL
    if seen.last_visit_on is None:
        return Stage.BOOKING if seen.has_next else Stage.AWARENESS
    if not seen.has_next and lapses_on is not None and lapses_on <= today:
        return Stage.LAPSED
    if seen.owes:
        return Stage.PAYMENT
    if seen.has_next:
        return Stage.REBOOKING
    return Stage.REBOOKING if seen.has_answered else Stage.AFTERCARE


def why_not(to: Stage, *, now: Stage, seen: Seen) -> str | None:
    """Why a hand may not move this client there; None when it may.

    Answers     already_there, in_the_house, only_at_the_door, no_visit_yet, visit_booked, was_here
    """
    if to == now:
        return "already_there"
    if seen.is_arrived or seen.is_in_service:
        return "in_the_house"
    if to in IN_THE_HOUSE:
        return "only_at_the_door"
    if to in AFTER_A_VISIT and seen.last_visit_on is None:
        return "no_visit_yet"
    if to in {Stage.LAPSED, Stage.AWARENESS} and seen.has_next:
        return "visit_booked"
    if to == Stage.AWARENESS and seen.last_visit_on is not None:
        return "was_here"
    return None


def allowed_days(stage: Stage, *, passages: int, third_quartile: float | None) -> int | None:
    """Days a client may stand here before they count as stalled: three of four of the practice's own passages.

    passages            finished stays in this stage
    third_quartile      their 75th percentile, in days
    """
    if stage == Stage.LAPSED:
        return None
    if passages < PASSAGES_ENOUGH or third_quartile is None:
        return PRESETS[stage]
    return max(1, -int(-third_quartile // 1))
