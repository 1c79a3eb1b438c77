"""The numbers of the dashboard: each with what it counted, what it was before, and whether the change is real."""

from dataclasses import dataclass, replace
from datetime import date

from metrics.definitions import DEFINITIONS, Definition
from metrics.queries import days, people
from metrics.queries.counted import Counted
from metrics.queries.live import Live, live_of
from metrics.queries.scope import Scope
from metrics.rules.change import Direction, change_of_counts, change_of_sums, direction
from metrics.rules.contributions import ACTIVE_DAYS
from metrics.rules.periods import DAY, Period
from metrics.rules.satisfaction import Nps
from metrics.rules.shares import Interval, Share, difference


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number of the page.

    amount      a count, minor units, or a score; None when there is none to tell
    before      the same for the period before; None when it cannot be compared
    period      the days it counted, when they are not the page's
    unripe      units left out because their window is still open
    is_of_all   it speaks of the whole practice although a place or a practitioner is chosen
    """

    definition: Definition
    share: Share | None = None
    amount: float | None = None
    interval: Interval | None = None
    share_before: Share | None = None
    before: float | None = None
    change: Direction = Direction.UNKNOWN
    period: Period | None = None
    unripe: int = 0
    counted: int = 0
    still_standing: int | None = None
    is_of_all: bool = False


@dataclass(frozen=True)
class Numbers:
    """All of a page, by metric id, with what the charts need of the same reading."""

    by_id: dict[str, Number]
    days: days.Days
    standings: dict[str, int]
    standings_before: dict[str, int]
    active: dict[date, int]


def numbers_of(scope: Scope) -> Numbers:
    counted = Counted(scope)
    return numbers(counted, live_of(counted))


def numbers(counted: Counted, live: Live) -> Numbers:
    scope, read, active = counted.scope, counted.of(days.days_of), counted.of(days.active_by_day)
    first = counted.of(days.begun)
    found = [
        _returns(counted.of(people.returns)),
        _rebooking(scope, read, live.undecided),
        *_counts(scope, read, first.here),
        _revenue(scope, read, first.here),
        *_broken(scope, read, live.called_off),
        *_lifetime(counted.of(people.lifetime)),
        *_satisfaction(live),
        _active(scope, active, first.anywhere),
        _unresolved(counted.of(days.loose_ends)),
    ]
    standings, standings_before = live.standings
    return Numbers(
        by_id={number.definition.id: number for number in found},
        days=read,
        standings=dict(standings),
        standings_before=dict(standings_before),
        active=active,
    )


def headlines(scope: Scope) -> list[Number]:
    """The four that fit on the day's page: visits, revenue, rebooking, no-shows."""
    read, first = days.days_of(scope), days.begun(scope).here
    return [
        _counts(scope, read, first)[0],
        _revenue(scope, read, first),
        _rebooking(scope, read, days.undecided_visits(scope)),
        _broken(scope, read, 0)[0],
    ]


def _share(metric: str, now: Share, before: Share, **more: object) -> Number:
    return Number(
        definition=DEFINITIONS[metric],
        share=now,
        interval=now.interval,
        share_before=before,
        change=direction(difference(now, before)),
        counted=now.denominator,
        **more,  # type: ignore[arg-type]
    )


def _returns(found: people.Returns) -> Number:
    return _share("new_client_return_90", found.share, found.before, period=found.period, unripe=found.unripe)


def _rebooking(scope: Scope, read: days.Days, undecided: int) -> Number:
    now, before = (
        Share(read.total("rebooked", period), read.total("closed", period))
        for period in (scope.period, scope.period.before())
    )
    stands = read.total("still_standing", scope.period)
    return _share("rebooking_24h", now, before, still_standing=stands, unripe=undecided)


def is_told(since: date, first: date | None) -> bool:
    """Whether the record speaks of every day since then. A count of days it is silent about is no zero to compare
    with: a practice that has just begun, or come from elsewhere, would seem to grow by leaps."""
    return first is not None and first <= since


def _counts(scope: Scope, read: days.Days, first: date | None) -> list[Number]:
    found = []
    for metric, column in (("visits", "visits"), ("new_clients", "newcomers")):
        now, before = read.total(column, scope.period), read.total(column, scope.period.before())
        number = Number(definition=DEFINITIONS[metric], amount=now, counted=now)
        found.append(_compared(number, before, scope.period.before().start, first))
    return found


def _compared(number: Number, before: int, since: date, first: date | None) -> Number:
    """A count beside the one before it, when the record reaches back to where that began."""
    if not is_told(since, first):
        return number
    return replace(number, before=before, change=direction(change_of_counts(number.counted, before)))


def _revenue(scope: Scope, read: days.Days, first: date | None) -> Number:
    now, before = read.revenue(scope.period), read.revenue(scope.period.before())
    number = Number(
        definition=DEFINITIONS["revenue"], amount=sum(now), counted=read.total("entries", scope.period)
    )
    if not is_told(scope.period.before().start, first):
        return number
    return replace(number, before=sum(before), change=direction(change_of_sums(now, before)))


def _broken(scope: Scope, read: days.Days, called_off: int) -> list[Number]:
    """called_off    cancelled late for later today: they wait until it is known who else comes at those hours"""
    now, before = read.outcomes(scope.period), read.outcomes(scope.period.before())
    now = replace(now, late_cancel=max(now.late_cancel - called_off, 0))  # it may not have been counted yet
    return [
        _share("no_show_rate", now.no_show_rate, before.no_show_rate),
        _share("broken_rate", now.broken_rate, before.broken_rate),
    ]


def _lifetime(found: people.Lifetime) -> list[Number]:
    """No arrows: most of the people in the two averages are the same, so noise cannot be told from change."""
    mean = Number(
        definition=DEFINITIONS["ltv_mean"],
        amount=found.mean,
        before=found.mean_before,
        counted=found.people,
    )
    return [mean, Number(definition=DEFINITIONS["ltv_median"], amount=found.median, counted=found.people)]


def _satisfaction(live: Live) -> list[Number]:
    return [_share("csat", *live.content), _nps(*live.recommendation)]


def _nps(now: Nps, before: Nps) -> Number:
    return Number(
        definition=DEFINITIONS["nps"],
        amount=now.score,
        before=before.score,
        interval=now.interval,
        change=direction(now.difference(before)),
        counted=now.answers,
    )


def _active(scope: Scope, by_day: dict[date, int], first: date | None) -> Number:
    """The two counts share people, so the arrow is slower than it could be, never too quick."""
    now, before = by_day[scope.period.end - DAY], by_day[scope.period.start - DAY]
    number = Number(definition=DEFINITIONS["active_90"], amount=now, counted=now, is_of_all=scope.is_filtered)
    return _compared(number, before, scope.period.start - ACTIVE_DAYS * DAY, first)


def _unresolved(loose_ends: int) -> Number:
    return Number(definition=DEFINITIONS["unresolved"], amount=loose_ends, counted=loose_ends)
