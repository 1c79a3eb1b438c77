"""Which of the free times to offer first, and why.

What fits the client comes first, what leaves the practice useful gaps second. Ranking never hides
a time. Each of the first three carries the reason that speaks for it.

Source      features.md F23, F33, F5
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

DayPart = Literal["morning", "afternoon", "evening"]
NOON, EVENING = 12 * 60, 17 * 60


class Reason(StrEnum):
    USUAL_PERSON = "usual_person"
    USUAL_TIME = "usual_time"
    CLOSEST = "closest"
    FITS_SNUGLY = "fits_snugly"
    SOONEST = "soonest"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One free time.

    starts_at           minutes since 1970
    minute_of_day       on the wall
    gap_before, gap_after   idle minutes it would leave beside the neighbouring visits
    """

    starts_at: int
    practitioner_id: int
    minute_of_day: int
    gap_before: int = 0
    gap_after: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of the client: said, or seen in past visits."""

    practitioner_id: int | None = None
    minute_of_day: int | None = None
    near: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    score: tuple[int, int, int]
    reason: Reason


def day_part(minute_of_day: int) -> DayPart:
    if minute_of_day < NOON:
        return "morning"
    return "afternoon" if minute_of_day < EVENING else "evening"


def wasted(gap: int, shortest: int) -> int:
    """Idle minutes nobody can use: a gap shorter than the shortest service. No gap wastes nothing."""
    return gap if gap < shortest else 0


def ranked(candidates: Iterable[Candidate], wish: Wish, *, shortest: int = 30) -> list[Ranked]:
    """Candidates, best first. Fit decides, then wasted gaps, then the earlier time."""
    scored = [_scored(candidate, wish, shortest) for candidate in candidates]
    return sorted(scored, key=lambda r: (r.score, r.candidate.starts_at, r.candidate.practitioner_id))


def _scored(candidate: Candidate, wish: Wish, shortest: int) -> Ranked:
    same_person = wish.practitioner_id is not None and candidate.practitioner_id == wish.practitioner_id
    same_part = wish.minute_of_day is not None and (
        day_part(candidate.minute_of_day) == day_part(wish.minute_of_day)
    )
    away = 0 if wish.near is None else abs(candidate.starts_at - wish.near) // 60
    waste = wasted(candidate.gap_before, shortest) + wasted(candidate.gap_after, shortest)
    fit = -(2 * same_person + same_part)
    if same_person:
        reason = Reason.USUAL_PERSON
    elif same_part:
        reason = Reason.USUAL_TIME
    elif wish.near is not None:
        reason = Reason.CLOSEST
    else:
        reason = Reason.FITS_SNUGLY if waste == 0 else Reason.SOONEST
    return Ranked(candidate, (fit, away, waste), reason)


def nearest(
    starts: Iterable[tuple[int, int]], *, to: int, practitioner_id: int | None = None, count: int = 3
) -> list[tuple[int, int]]:
    """The free times closest to the one that was lost: the same person first when equally close.

    starts      (minutes since 1970, practitioner id)
    """

    def far(start: tuple[int, int]) -> tuple[int, bool, int, int]:
        return (abs(start[0] - to), start[1] != practitioner_id, start[0], start[1])

    found: dict[int, tuple[int, int]] = {}
    for start in sorted(starts, key=far):
        found.setdefault(start[0], start)
        if len(found) == count:
            break
    return list(found.values())
