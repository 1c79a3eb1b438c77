"""Sums of days, read from the derived tables: one query a table, for this period and the one before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Min, Model, Q, Sum

from metrics.models import Active, Daily, Outcome, Takings, VisitFact
from metrics.queries.scope import Scope
from metrics.rules.outcomes import Outcomes
from metrics.rules.periods import Period

DAILY = ("visits", "newcomers", "closed", "rebooked", "still_standing")
OUTCOME = ("attended", "no_show", "late_cancel", "early_cancel", "practice_cancel", "unresolved")
TAKINGS = ("paid", "refunded", "entries")


@dataclass(frozen=True)
class Days:
    """Counts by day. A day without a row has nothing of it."""

    by_day: dict[date, dict[str, int]]

    def total(self, name: str, period: Period) -> int:
        return sum(self.each(name, period))

    def each(self, name: str, period: Period) -> list[int]:
        """One figure for every day of the period, empty days included."""
        days = (period.start + timedelta(days=offset) for offset in range(period.days))
        return [self.by_day.get(day, {}).get(name, 0) for day in days]

    def outcomes(self, period: Period) -> Outcomes:
        return Outcomes(**{name: self.total(name, period) for name in OUTCOME})

    def revenue(self, period: Period) -> list[int]:
        paid, refunded = self.each("paid", period), self.each("refunded", period)
        return [came - went for came, went in zip(paid, refunded, strict=True)]


def days_of(scope: Scope) -> Days:
    by_day: dict[date, dict[str, int]] = {}
    for model, columns in ((Daily, DAILY), (Outcome, OUTCOME), (Takings, TAKINGS)):
        for row in _summed(model, columns, scope):
            by_day.setdefault(row.pop("day"), {}).update(row)
    return Days(by_day)


def _summed(model: type[Model], columns: Iterable[str], scope: Scope) -> Iterable[dict[str, Any]]:
    rows = model._default_manager.filter(day__gte=scope.both.start, day__lt=scope.both.end, **scope.place())
    # A figure may be named like its column: the sums are made under other names and given back under theirs.
    sums = rows.values("day").annotate(**{f"sum_{name}": Sum(name) for name in columns})
    for row in sums:
        yield {name.removeprefix("sum_"): figure for name, figure in row.items()}


class Begun(NamedTuple):
    """The day of the first appointment; before it the record is silent, which is not the same as zero.

    here        at the page's place and in its hands; None when there was none
    """

    here: date | None
    anywhere: date | None


def begun(scope: Scope) -> Begun:
    here = Q(**scope.place())
    return Begun(**Outcome.objects.aggregate(here=Min("day", filter=here), anywhere=Min("day")))


def loose_ends(scope: Scope) -> int:
    """Past appointments of which nobody has said how they ended."""
    past = Outcome.objects.filter(day__lt=scope.today, **scope.place())
    return past.aggregate(n=Sum("unresolved"))["n"] or 0


def undecided_visits(scope: Scope) -> int:
    """Visits of the page's days whose 24 hours are not over, of people who have not been erased."""
    fresh = VisitFact.objects.standing().filter(
        rebooked_24h=None,
        client__erased_at=None,
        day__gte=scope.period.start,
        day__lt=scope.period.end,
        **scope.place(),
    )
    return int(fresh.values("client_id", "day").distinct().count())


def active_by_day(scope: Scope) -> dict[date, int]:
    """How many different people came within the 90 days up to each day, exactly; of the whole practice."""
    steps = dict(
        Active.objects.filter(span=90, day__lt=scope.period.end).values_list("day", "delta").order_by("day")
    )
    before = scope.both.start
    level = sum(delta for day, delta in steps.items() if day < before)
    found = {}
    for offset in range(scope.both.days):
        day = before + timedelta(days=offset)
        level += steps.get(day, 0)
        found[day] = level
    return found
