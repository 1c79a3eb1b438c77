"""Days on the wall, hours gone by, and when a number is ripe."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.rules.outcomes import Outcome, Outcomes, client_cancellation
from metrics.rules.periods import (
    Period,
    days_between,
    elapsed,
    is_rebooking_ripe,
    last_ripe_day,
    local_day,
)
from metrics.rules.shares import Share

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAY = timedelta(days=1)
dates = st.dates(date(2000, 1, 1), date(2040, 1, 1))


def test_a_late_evening_belongs_to_the_day_on_its_own_wall():
    late = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
    assert local_day(late, NEW_YORK) == date(2026, 6, 30)
    assert local_day(late, BERLIN) == date(2026, 7, 1)


def test_ten_to_midnight_and_ten_past_are_one_day_apart():
    evening = datetime(2026, 7, 1, 23, 50, tzinfo=BERLIN)
    assert days_between(evening, evening + timedelta(minutes=20), BERLIN) == 1


@pytest.mark.parametrize(
    ("noon_before", "hours"),
    [(datetime(2026, 3, 28, 12, tzinfo=BERLIN), 23), (datetime(2026, 10, 24, 12, tzinfo=BERLIN), 25)],
)
def test_noon_to_noon_over_a_change_of_clocks_is_not_twenty_four_hours(noon_before, hours):
    noon_after = noon_before + timedelta(days=1)  # the same clock face
    assert elapsed(noon_before, noon_after) == timedelta(hours=hours)
    assert days_between(noon_before, noon_after, BERLIN) == 1
    assert is_rebooking_ripe(noon_before, at=noon_after) is (hours == 25)


def test_ninety_days_are_ripe_only_when_the_ninetieth_is_over():
    today = date(2026, 6, 30)
    assert last_ripe_day(90, today=today) == date(2026, 3, 31)
    assert last_ripe_day(90, today=today) + 90 * DAY == today - DAY


def test_the_ripe_part_of_a_period_ends_where_windows_are_still_open():
    spring = Period(date(2026, 3, 1), date(2026, 6, 1))
    assert spring.ripe(90, today=date(2026, 6, 30)) == Period(date(2026, 3, 1), date(2026, 4, 1))
    assert spring.ripe(90, today=date(2027, 1, 1)) == spring
    assert spring.ripe(90, today=date(2026, 3, 5)).days == 0


@given(dates, st.integers(0, 800), st.integers(0, 365), dates)
def test_every_day_that_is_ripe_has_its_whole_window_behind_it_and_no_other_day_has(
    start, days, window, today
):
    period = Period(start, start + timedelta(days=days))
    ripe = period.ripe(window, today=today)
    for offset in range(days):
        day = start + timedelta(days=offset)
        assert (ripe.start <= day < ripe.end) == (day + timedelta(days=window) < today)


@given(dates, st.integers(0, 800))
def test_the_period_before_is_as_long_and_ends_where_this_one_starts(start, days):
    period = Period(start, start + timedelta(days=days))
    assert (period.before().days, period.before().end) == (days, start)


NOON = datetime(2026, 3, 29, 12, tzinfo=BERLIN)  # the clocks went forward that night


@pytest.mark.parametrize(
    ("before", "outcome"),
    [
        (timedelta(hours=25), Outcome.EARLY_CANCEL),
        (timedelta(hours=24), Outcome.EARLY_CANCEL),  # exactly the notice is in time
        (timedelta(hours=24) - timedelta(seconds=1), Outcome.LATE_CANCEL),
        (timedelta(seconds=1), Outcome.LATE_CANCEL),
        (timedelta(0), Outcome.NO_SHOW),
        (-timedelta(hours=1), Outcome.NO_SHOW),
    ],
)
def test_a_cancellation_is_early_late_or_a_no_show_by_the_hours_gone_by(before, outcome):
    cancelled_at = NOON.astimezone(UTC) - before
    assert (
        client_cancellation(starts_at=NOON, cancelled_at=cancelled_at, notice=timedelta(hours=24)) == outcome
    )


def test_noon_the_day_before_a_short_night_is_too_late():
    the_day_before = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    outcome = client_cancellation(starts_at=NOON, cancelled_at=the_day_before, notice=timedelta(hours=24))
    assert outcome == Outcome.LATE_CANCEL


def test_what_the_practice_cancelled_or_nobody_resolved_is_in_no_rate():
    counted = Outcomes(attended=80, no_show=5, late_cancel=15, early_cancel=20)
    beside = Outcomes(80, 5, 15, 20, practice_cancel=9, unresolved=7)
    for rate in ("no_show_rate", "broken_rate", "cancellation_rate"):
        assert getattr(counted, rate) == getattr(beside, rate)
    assert counted.no_show_rate == Share(5, 85)
    assert counted.broken_rate == Share(20, 100)
    assert counted.cancellation_rate == Share(35, 120)
