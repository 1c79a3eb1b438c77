"""What the charts draw: the period in buckets, the cohorts, the time until a second visit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Sum

from metrics.models import Cohort
from metrics.queries.days import Days
from metrics.queries.scope import Scope
from metrics.rules.periods import Period
from metrics.rules.shares import Share

COHORT_MONTHS = 12


class Cut(StrEnum):
    """What a point of a chart stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Bucket:
    """A day, a week or a month of the chart.

    is_partial   cut off by the period's edge, or not over yet
    """

    period: Period
    visits: int
    revenue: int
    rebooked: Share
    is_partial: bool
    is_month: bool


def buckets(scope: Scope, days: Days, *, days_up_to: int = 31) -> list[Bucket]:
    """The period cut so that a chart can show it: by day when it is short, by week up to half a year, by month.

    days_up_to      the longest period that is cut by day; shares of single days say little
    """
    found = []
    for whole in _cuts(scope.period, days_up_to):
        part = Period(max(whole.start, scope.period.start), min(whole.end, scope.period.end))
        found.append(
            Bucket(
                part,
                days.total("visits", part),
                sum(days.revenue(part)),
                Share(days.total("rebooked", part), days.total("closed", part)),
                part != whole or whole.end > scope.today,
                whole.days > 7,
            )
        )
    return found


def cut_by(period: Period, *, days_up_to: int = 31) -> Cut:
    if period.days <= days_up_to:
        return Cut.DAY
    return Cut.WEEK if period.days <= 190 else Cut.MONTH


def _cuts(period: Period, days_up_to: int) -> Iterator[Period]:
    cut, day = cut_by(period, days_up_to=days_up_to), period.start
    if cut == Cut.MONTH:
        day = day.replace(day=1)
    elif cut == Cut.WEEK:
        day -= timedelta(days=day.weekday())
    while day < period.end:
        following = next_month(day) if cut == Cut.MONTH else day + timedelta(days=7 if cut == Cut.WEEK else 1)
        yield Period(day, following)
        day = following


def next_month(day: date, months: int = 1) -> date:
    """The first of the month so many months on."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class CohortRow:
    """Newcomers of a month, and how many of them came k months later; the last of those months is running."""

    month: date
    size: int
    came: list[Share]

    def heat(self) -> list[tuple[Share, int, bool]]:
        """Each share with a step of 0 to 9 for its colour, and whether its month is still running."""
        last = len(self.came) - 1
        return [
            (share, min(9, round(10 * (share.rate or 0))), k == last) for k, share in enumerate(self.came)
        ]


def cohorts(scope: Scope) -> list[CohortRow]:
    """The last twelve months of first visits, oldest first. Months without newcomers are left out."""
    this_month = scope.today.replace(day=1)
    oldest = next_month(this_month, -COHORT_MONTHS + 1)
    cells = {
        (month, k): clients
        for month, k, clients in Cohort.objects.filter(month__gte=oldest, **scope.place())
        .values("month", "k")
        .annotate(n=Sum("clients"))
        .values_list("month", "k", "n")
    }
    rows = []
    for back in range(COHORT_MONTHS - 1, -1, -1):
        month = next_month(this_month, -back)
        if size := cells.get((month, 0), 0):
            came = [Share(cells.get((month, k), 0), size) for k in range(back + 1)]
            rows.append(CohortRow(month, size, came))
    return rows
