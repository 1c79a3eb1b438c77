"""Kaplan and Meier on data whose answer is in the books."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.drawn import Cell, second_visits
from metrics.queries.people import Curve
from metrics.rules.survival import kaplan_meier, median_wait

# Freireich and others 1963, weeks in remission of 42 children with leukaemia, as tabled by Gehan 1965.
TREATED = [
    *((week, True) for week in (6, 6, 6, 7, 10, 13, 16, 22, 23)),
    *((week, False) for week in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)),
]
PLACEBO = [(week, True) for week in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
waits = st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=80)


def test_the_treated_group_has_the_published_curve():
    steps = kaplan_meier(TREATED)
    assert [step.time for step in steps] == [6, 7, 10, 13, 16, 22, 23]
    assert [round(step.survival, 4) for step in steps] == [
        0.8571,
        0.8067,
        0.7529,
        0.6902,
        0.6275,
        0.5378,
        0.4482,
    ]
    assert [round(step.error, 4) for step in steps] == [
        0.0764,
        0.0869,
        0.0963,
        0.1068,
        0.1141,
        0.1282,
        0.1346,
    ]
    assert [(step.at_risk, step.events) for step in steps[:2]] == [(21, 3), (17, 1)]


def test_the_treated_group_has_the_published_log_log_interval():
    first, last = kaplan_meier(TREATED)[0], kaplan_meier(TREATED)[-1]
    assert (round(first.interval.low, 4), round(first.interval.high, 4)) == (0.6197, 0.9516)
    assert (round(last.interval.low, 4), round(last.interval.high, 4)) == (0.1881, 0.6801)


def test_the_medians_are_twenty_three_and_eight_weeks():
    assert median_wait(kaplan_meier(TREATED)) == 23
    assert median_wait(kaplan_meier(PLACEBO)) == 8


def test_when_nobody_waits_any_more_the_curve_reaches_the_ground():
    last = kaplan_meier(PLACEBO)[-1]
    assert (last.survival, last.interval) == (0, None)
    assert round(next(s.survival for s in kaplan_meier(PLACEBO) if s.time == 8), 4) == 0.3810


def test_with_nobody_there_is_no_curve_and_no_median():
    assert kaplan_meier([]) == []
    assert median_wait([]) is None


def test_one_who_came_again_is_not_taken_for_certainty():
    only = kaplan_meier([(20, True)])
    assert [(step.survival, step.interval) for step in only] == [(0, None)]

    rows = second_visits(Curve(only, followed=30, people=1))
    assert [row.cells[0] for row in rows] == [Cell("0%", "0.0")] * 3 + [Cell("100%", "100.0")] * 2


@given(waits)
def test_the_curve_never_rises_and_its_interval_holds_it(given_waits):
    steps = kaplan_meier(given_waits)
    curve = [1.0, *(step.survival for step in steps)]
    assert all(later <= earlier for earlier, later in zip(curve, curve[1:], strict=False))
    for step in steps:
        if step.interval is None:
            assert step.survival == 0
            continue
        assert 0 <= step.interval.low <= step.survival + 1e-9
        assert step.survival <= step.interval.high + 1e-9 <= 1 + 1e-9


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60))
def test_when_all_are_seen_to_the_end_the_curve_is_the_plain_share_still_waiting(times):
    for step in kaplan_meier([(time, True) for time in times]):
        assert step.survival == pytest.approx(sum(time > step.time for time in times) / len(times))
