"""What the page says that changes without a count: with each closing and answer, and with the hour.

Frozen and hashable: what is drawn of it is kept under it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from metrics.queries import answers, days, people
from metrics.queries.counted import Counted
from metrics.queries.scope import Scope
from metrics.rules.periods import DAY
from metrics.rules.satisfaction import Nps
from metrics.rules.shares import Share

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Live:
    """Pairs are of the page's days and of those before.

    undecided   visits whose 24 hours are not over
    standings   (where, how many people) at the last day's end
    """

    undecided: int
    content: tuple[Share, Share]
    recommendation: tuple[Nps, Nps]
    standings: tuple[Counts, Counts]


def live_of(counted: Counted) -> Live:
    scope, now, before = counted.scope, counted.scope.period, counted.scope.period.before()
    return Live(
        undecided=days.undecided_visits(scope),
        content=answers.content(scope),
        recommendation=(answers.recommendation(scope, now), answers.recommendation(scope, before)),
        standings=(_standings(counted, now.end), _standings(counted, now.start)),
    )


@dataclass(frozen=True)
class Stood:
    """Where people stood at a moment, which is where they stand until the next visit begins.

    until       None: no visit lies ahead
    """

    counts: Counts
    at: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.at <= at and (self.until is None or at < self.until)


def _standings(counted: Counted, end: date) -> Counts:
    """Bookings, moves, cancellations and imports leave marks, so between two counts only the hour changes who is
    booked; and of a day that is over, nothing does."""
    scope, last = counted.scope, end - DAY
    at = scope.end_of(last)
    is_over = at < scope.now

    def stand() -> Stood:
        until = None if is_over else people.next_turn(scope.practice, at)
        return Stood(tuple(people.standings(scope, last, usual=counted.of(usual)).items()), at, until)

    kept = counted.known(("standings", at if is_over else last), stand, lambda stood: stood.holds(at))
    return kept.counts


def usual(scope: Scope) -> float | None:
    return people.usual_gap()
