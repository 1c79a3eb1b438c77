"""The rhythm of a client: how long between visits, and when silence begins to mean something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

GAPS_OF_ONES_OWN = 2  # fewer, and the practice's usual gap speaks for the client
SHORTEST, LONGEST = 7, 180  # days; outside this a median is an accident of few visits
USUAL = 42  # days; for a practice that has no two visits of anyone yet
ACTIVE, AT_RISK = 1.5, 2.5  # times the cadence
NUDGE_AHEAD = 5  # days before the rhythm says it is time; features.md F56


class Standing(StrEnum):
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    AT_RISK = "at_risk"
    LAPSED = "lapsed"


def cadence(gaps: Sequence[float], *, usual: float | None) -> float:
    """The days between this client's visits: the median of their own gaps, once they have two.

    gaps        days between consecutive visits of this client
    usual       the median gap of the whole practice; None when it has none
    Source      metrics.md §1, "Cadence & churn risk"
    """
    own = median(gaps) if len(gaps) >= GAPS_OF_ONES_OWN else None
    return clamped(own, usual=usual)


def clamped(own: float | None, *, usual: float | None) -> float:
    """Own rhythm if there is one, else the practice's, else six weeks; never under 7 or over 180 days."""
    days = own if own is not None else usual if usual is not None else USUAL
    return float(min(max(days, SHORTEST), LONGEST))


def overdue_ratio(*, last_visit: date, today: date, cadence: float) -> float:
    """Days since the last visit in units of the client's own rhythm; 1.0 is right on time."""
    return (today - last_visit).days / cadence


def standing(*, last_visit: date, today: date, cadence: float, has_future_booking: bool) -> Standing:
    """Scheduled when a visit is booked; otherwise active up to 1.5 times the rhythm, at risk up to 2.5,
    lapsed after."""
    if has_future_booking:
        return Standing.SCHEDULED
    ratio = overdue_ratio(last_visit=last_visit, today=today, cadence=cadence)
    if ratio <= ACTIVE:
        return Standing.ACTIVE
    return Standing.AT_RISK if ratio <= AT_RISK else Standing.LAPSED


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When silence begins to mean something for one client.

    nudge_on, at_risk_on, lapses_on     first local day on which it holds; None while a visit is booked
    """

    cadence_days: int | None = None
    nudge_on: date | None = None
    at_risk_on: date | None = None
    lapses_on: date | None = None


def rhythm_of(visit_days: Sequence[date], *, usual: float | None, has_future_booking: bool) -> Rhythm:
    """The days that matter, from the days of a client's visits.

    visit_days      local days with a completed visit, oldest first, each once
    usual           the median gap of the whole practice; None when it has none
    """
    if not visit_days:
        return Rhythm()
    days = cadence([(later - earlier).days for earlier, later in pairwise(visit_days)], usual=usual)
    whole = round(days)
    if has_future_booking:
        return Rhythm(cadence_days=whole)
    last = visit_days[-1]
    return Rhythm(
        cadence_days=whole,
        nudge_on=last + timedelta(days=max(whole - NUDGE_AHEAD, (whole + 1) // 2, 1)),
        at_risk_on=last + timedelta(days=int(days * ACTIVE) + 1),
        lapses_on=last + timedelta(days=int(days * AT_RISK) + 1),
    )
