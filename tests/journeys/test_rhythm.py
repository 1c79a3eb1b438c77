"""A client's rhythm, and what silence means in it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.rules import Standing, cadence, overdue_ratio, standing

DAY_ZERO = date(2026, 3, 1)
gaps = st.lists(st.integers(1, 1000), max_size=30)


@pytest.mark.parametrize(
    ("own", "usual", "days"),
    [
        ([28, 30, 35], 60, 30),  # the middle one
        ([28, 30], 60, 29),  # between the two in the middle
        ([28], 60, 60),  # one gap is not yet a rhythm
        ([], 45.5, 45.5),
        ([], None, 42),  # a practice that knows nothing yet
        ([1, 2, 3], 60, 7),
        ([400, 500], 60, 180),
        ([], 300, 180),
    ],
)
def test_cadence_is_the_median_of_ones_own_gaps_once_there_are_two(own, usual, days):
    assert cadence(own, usual=usual) == days


@given(gaps, st.none() | st.floats(1, 1000))
def test_cadence_always_lies_between_a_week_and_half_a_year(own, usual):
    assert 7 <= cadence(own, usual=usual) <= 180


@given(gaps, st.randoms())
def test_cadence_does_not_depend_on_the_order_of_the_gaps(own, chance):
    mixed = own[:]
    chance.shuffle(mixed)
    assert cadence(mixed, usual=50) == cadence(own, usual=50)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Standing.ACTIVE),
        (45, Standing.ACTIVE),  # 1.5 times 30, still on time
        (46, Standing.AT_RISK),
        (75, Standing.AT_RISK),  # 2.5 times 30
        (76, Standing.LAPSED),
    ],
)
def test_a_client_is_at_risk_after_one_and_a_half_rhythms_and_lapsed_after_two_and_a_half(days, expected):
    today = DAY_ZERO + timedelta(days=days)
    assert standing(last_visit=DAY_ZERO, today=today, cadence=30, has_future_booking=False) == expected


def test_a_client_who_has_booked_is_scheduled_however_long_ago_the_last_visit_was():
    today = DAY_ZERO + timedelta(days=900)
    assert standing(last_visit=DAY_ZERO, today=today, cadence=30, has_future_booking=True) == "scheduled"


def test_the_overdue_ratio_is_one_when_the_client_is_right_on_time():
    assert overdue_ratio(last_visit=DAY_ZERO, today=DAY_ZERO + timedelta(days=30), cadence=30) == 1
