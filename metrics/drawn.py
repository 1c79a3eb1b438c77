"""Rows of the tables that the charts are drawn from: words for people, and beside them figures for the drawing."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from babel.numbers import get_currency_precision
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from metrics import wording
from metrics.queries.charts import Bucket, CohortRow, Cut, next_month
from metrics.queries.people import Curve
from metrics.rules.shares import Share
from metrics.rules.survival import Step, median_wait

WEEKS = 26  # of the waiting curve: half a year
CUTS = {Cut.DAY: _("Day"), Cut.WEEK: _("Week from"), Cut.MONTH: _("Month")}


@dataclass(frozen=True)
class Cell:
    """text for people; value, low and high plain numbers for the chart, empty when there is none"""

    text: str
    value: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]
    is_partial: bool = False


def money_and_visits(cut: list[Bucket], currency: str, *, since: date | None) -> list[Row]:
    """since       the first day the record speaks of; what lies wholly before it is unknown, and not drawn as zero"""
    units = 10 ** get_currency_precision(currency)
    return [Row(_label(bucket), _taken(bucket, currency, units, since), bucket.is_partial) for bucket in cut]


def _taken(bucket: Bucket, currency: str, units: int, since: date | None) -> list[Cell]:
    is_told = since is not None and bucket.period.end > since
    if not (is_told or bucket.revenue or bucket.visits):
        return [Cell("–"), Cell("–")]
    return [
        Cell(wording.money(bucket.revenue, currency), f"{bucket.revenue / units:.2f}"),
        Cell(wording.whole(bucket.visits), str(bucket.visits)),
    ]


def rebooking(cut: list[Bucket]) -> list[Row]:
    return [Row(_label(bucket), [_share(bucket.rebooked)], bucket.is_partial) for bucket in cut]


def second_visits(curve: Curve) -> list[Row]:
    """By so many weeks after the first visit: the share who came again, and its interval."""
    if not curve.steps:
        return []
    times = [step.time for step in curve.steps]
    rows = []
    for week in range(min(WEEKS, curve.followed // 7) + 1):
        position = bisect_right(times, 7 * week)
        rows.append(Row(str(week), [_came(curve.steps[position - 1] if position else None)]))
    return rows


def _came(step: Step | None) -> Cell:
    """None: nobody has come again by then."""
    came = 1 - step.survival if step else 0.0
    if step is None or step.interval is None:
        return Cell(wording.percent(came), f"{100 * came:.1f}")
    low, high = 1 - step.interval.high, 1 - step.interval.low
    text = f"{wording.percent(came)} ({wording.percent(low)} – {wording.percent(high)})"
    return Cell(text, *(f"{100 * share:.1f}" for share in (came, low, high)))


def newcomers(curve: Curve) -> str:
    """Of how many people the curve is, in words: a curve of three looks like one of three hundred."""
    return ngettext("Of %(n)d new client.", "Of %(n)d new clients.", curve.people) % {"n": curve.people}


def half_came(curve: Curve) -> str:
    """When half of the newcomers had come again, in words; empty when they have not."""
    days = median_wait(curve.steps)
    if days is None:
        return ""
    return ngettext("Half come again within %(n)d day.", "Half come again within %(n)d days.", days) % {
        "n": days
    }


@dataclass(frozen=True)
class Heat:
    """One cell of the cohorts: its words, its colour from 0 to 9, and which month it opens."""

    text: str
    title: str
    heat: int
    k: int
    is_running: bool


@dataclass(frozen=True)
class CohortLine:
    label: str
    month: str
    size: int
    cells: list[Heat]


def cohort_lines(rows: list[CohortRow]) -> list[CohortLine]:
    return [
        CohortLine(wording.month(row.month), row.month.strftime("%Y-%m"), row.size, _heats(row))
        for row in rows
    ]


def _heats(row: CohortRow) -> list[Heat]:
    found = []
    for k, (share, heat, is_running) in enumerate(row.heat()):
        title = _("%(n)d of %(size)d came in %(month)s") % {
            "n": share.numerator,
            "size": row.size,
            "month": wording.month(next_month(row.month, k)),
        }
        text = wording.whole(share.numerator) if row.size < 20 else wording.percent(share.rate or 0)
        found.append(Heat(text, title, heat, k, is_running))
    return found


def _share(share: Share) -> Cell:
    """The counts, and a percentage beside them when they are enough for one; the point is drawn with its interval."""
    if share.rate is None or share.interval is None:
        return Cell("–")
    value, low, high = (f"{100 * part:.1f}" for part in (share.rate, share.interval.low, share.interval.high))
    counts = wording.counts(share)
    return Cell(counts if share.is_small else f"{wording.percent(share.rate)} ({counts})", value, low, high)


def _label(bucket: Bucket) -> str:
    if bucket.is_month:
        return wording.month(bucket.period.start)
    return wording.day(bucket.period.start)
