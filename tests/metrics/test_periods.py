"""Days on the wall, and when a number is ripe."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from metrics.rules.periods import Period, last_ripe_day, local_day

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAY = timedelta(days=1)
dates = st.dates(date(2000, 1, 1), date(2040, 1, 1))


def test_a_late_evening_belongs_to_the_day_on_its_own_wall():
    late = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
    assert local_day(late, NEW_YORK) == date(2026, 6, 30)
    assert local_day(late, BERLIN) == date(2026, 7, 1)


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
