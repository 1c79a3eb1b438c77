"""The tables that charts are drawn from: what they say to people, and what they draw."""

from datetime import date, timedelta

import pytest

from metrics.drawn import CUTS, money_and_visits, newcomers, rebooking
from metrics.queries.charts import Bucket, cut_by
from metrics.queries.people import Curve
from metrics.rules.periods import Period
from metrics.rules.shares import Share

WEEK = Period(date(2026, 3, 2), date(2026, 3, 9))


def drawn(share):
    [row] = rebooking([Bucket(WEEK, 0, 0, share, is_partial=False, is_month=False)])
    [cell] = row.cells
    return cell


@pytest.mark.parametrize(
    ("share", "text"),
    [(Share(0, 0), "–"), (Share(1, 1), "1 / 1"), (Share(9, 19), "9 / 19"), (Share(10, 20), "50% (10 / 20)")],
)
def test_a_share_of_few_is_told_in_counts_also_beside_a_chart(share, text):
    assert drawn(share).text == text


def test_a_share_of_few_is_drawn_with_how_unsure_it_is():
    cell = drawn(Share(1, 1))
    assert (cell.value, cell.low, cell.high) == ("100.0", "20.7", "100.0")
    assert drawn(Share(0, 0)).value == ""


@pytest.mark.parametrize(
    ("since", "visits", "value"),
    [
        (date(2026, 3, 8), 0, "0"),
        (date(2026, 3, 9), 0, ""),  # the record begins the day after
        (date(2026, 3, 9), 2, "2"),
        (None, 0, ""),
    ],
)
def test_what_lies_before_the_record_is_not_drawn_as_zero(since, visits, value):
    bucket = Bucket(WEEK, visits, 0, Share(0, 0), is_partial=False, is_month=False)
    [row] = money_and_visits([bucket], "USD", since=since)
    assert row.cells[1].value == value


@pytest.mark.parametrize(("people", "words"), [(1, "Of 1 new client."), (312, "Of 312 new clients.")])
def test_a_curve_says_of_how_many_it_is(people, words):
    assert newcomers(Curve([], followed=0, people=people)) == words


@pytest.mark.parametrize(
    ("days", "of_money", "of_rebooking"),
    [
        (7, "day", "day"),
        (8, "day", "week"),
        (31, "day", "week"),
        (32, "week", "week"),
        (191, "month", "month"),
    ],
)
def test_a_chart_says_whether_its_points_are_days_weeks_or_months(days, of_money, of_rebooking):
    period = Period(WEEK.end - timedelta(days=days), WEEK.end)
    assert (cut_by(period), cut_by(period, days_up_to=7)) == (of_money, of_rebooking)
    assert str(CUTS[cut_by(period)])
