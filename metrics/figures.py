"""The figures of the dashboard as the page shows them; each process keeps what it has drawn of them."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from metrics import drawn, wording
from metrics.cards import cards
from metrics.definitions import DEFINITIONS
from metrics.queries.charts import COHORT_MONTHS, buckets, cohorts, cut_by
from metrics.queries.counted import Counted
from metrics.queries.days import begun, days_of
from metrics.queries.live import Live
from metrics.queries.numbers import is_told, numbers
from metrics.queries.people import waiting_curve
from metrics.queries.rows.people import STANDINGS
from metrics.rules.periods import DAY
from practices.middleware import PracticeRequest
from practices.permissions import allowed

SEES_ROWS = "see_rows_behind_metrics"


def figures(request: PracticeRequest, counted: Counted, live: Live, *, address: str) -> str:
    """Cards, charts, cohorts and standings. They hold nothing of the person who looks but what is named here.

    address     of the filters, for the lists behind the figures
    """
    practice = request.practice
    sees_rows = allowed(request.member, SEES_ROWS)

    def draw() -> str:
        context = {**_figures(counted, live), "address": address, "may": {SEES_ROWS: sees_rows}}
        return render_to_string("metrics/parts/figures.html", context)

    about = (live, get_language(), practice.slug, practice.currency, sees_rows, address)
    return counted.drawn(about, draw)


def _figures(counted: Counted, live: Live) -> dict[str, Any]:
    currency = counted.scope.practice.currency
    found, first = numbers(counted, live), counted.of(begun).here
    had_begun = is_told(counted.scope.period.start - DAY, first)
    return {
        "cards": cards(found, currency),
        "standings": [
            (
                standing,
                label,
                found.standings[standing],
                found.standings_before[standing] if had_begun else None,
            )
            for standing, label in STANDINGS.items()
        ],
        "people": sum(found.standings.values()),
        "months": range(COHORT_MONTHS),
        "definitions": DEFINITIONS,
        "units": f"{wording.sign(currency)},",
        **_charts(counted, currency),
    }


def _charts(counted: Counted, currency: str) -> dict[str, Any]:
    scope, days, curve = counted.scope, counted.of(days_of), counted.of(waiting_curve)
    return {
        "money_rows": drawn.money_and_visits(buckets(scope, days), currency, since=counted.of(begun).here),
        "money_cut": drawn.CUTS[cut_by(scope.period)],
        "rebooking_cut": drawn.CUTS[cut_by(scope.period, days_up_to=7)],
        "rebooking_rows": drawn.rebooking(buckets(scope, days, days_up_to=7)),
        "curve_rows": drawn.second_visits(curve),
        "curve_note": f"{drawn.newcomers(curve)} {drawn.half_came(curve)}",
        "cohorts": drawn.cohort_lines(counted.of(cohorts)),
    }
