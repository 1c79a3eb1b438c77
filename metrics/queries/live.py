"""What the page says that no count holds: it changes with each booking, closing and answer, and is asked for each time.

Frozen and hashable: what is drawn of it is kept under it.
"""

from array import array
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from metrics.queries import answers, days, people
from metrics.queries.counted import Counted
from metrics.queries.scope import Scope
from metrics.rules.periods import DAY
from metrics.rules.satisfaction import Nps
from metrics.rules.shares import Share

Standings = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Live:
    """Pairs are of the page's days and of those before.

    undecided   visits whose 24 hours are not over
    standings   (where, how many people) at the last day's end
    """

    undecided: int
    content: tuple[Share, Share]
    recommendation: tuple[Nps, Nps]
    standings: tuple[Standings, Standings]


def live_of(counted: Counted) -> Live:
    scope, now, before = counted.scope, counted.scope.period, counted.scope.period.before()
    return Live(
        undecided=days.undecided_visits(scope),
        content=answers.content(scope),
        recommendation=(answers.recommendation(scope, now), answers.recommendation(scope, before)),
        standings=(_standings(counted, now.end), _standings(counted, now.start)),
    )


def _standings(counted: Counted, end: date) -> Standings:
    """Who is booked is asked each time; where that leaves everybody is counted only when the answer is another."""
    scope, last = counted.scope, end - DAY
    booked = sorted(people.booked_people(scope.practice, scope.end_of(last)))

    def stand() -> Standings:
        return tuple(people.standings(scope, last, booked=booked, usual=counted.of(usual)).items())

    return counted.known(("standings", last, _told_apart(booked)), stand)


def _told_apart(ids: list[int]) -> bytes:
    """A short key for a list that may be long."""
    return blake2b(array("q", ids).tobytes(), digest_size=16).digest()


def usual(scope: Scope) -> float | None:
    return people.usual_gap()
