from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.availability import Axis
from bookings.availability.bits import positions
from bookings.rules import time
from tests.bookings.clocks import CHANGES


def wall(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("zone", "spring", "autumn", "moved"), CHANGES)
def test_a_day_is_as_long_as_it_really_is(zone, spring, autumn, moved):
    def length(day):
        start, end = time.day_span(day, zone)
        return end - start

    assert length(spring) == 24 * 60 - moved
    assert length(autumn) == 24 * 60 + moved
    assert length(spring + timedelta(days=30)) == 24 * 60


@pytest.mark.parametrize(("zone", "spring", "autumn", "moved"), CHANGES)
@pytest.mark.parametrize("step", [5, 15])
def test_the_grid_shows_round_times_and_never_a_time_that_does_not_exist(zone, spring, autumn, moved, step):
    for day in (spring, autumn):
        axis = Axis.over(day, day, zone)
        shown = [
            time.instant_of(axis.minute(bit)).astimezone(ZoneInfo(zone))
            for bit in positions(axis.grid(step) & axis.days(day, day))
        ]
        start, end = time.day_span(day, zone)
        walked = [
            at
            for at in (time.instant_of(m).astimezone(ZoneInfo(zone)) for m in range(start, end))
            if at.minute % step == 0
        ]
        assert shown == walked
        assert all(at.date() == day for at in shown)


def test_a_shift_in_the_night_of_the_spring_change_is_three_hours():
    start, end = time.span(date(2026, 3, 29), 60, 300, "Europe/Berlin")
    assert end - start == 3 * 60


def test_a_shift_in_the_night_of_the_autumn_change_is_five_hours():
    start, end = time.span(date(2026, 10, 25), 60, 300, "Europe/Berlin")
    assert end - start == 5 * 60


def test_a_shift_that_starts_inside_the_gap_starts_when_the_clocks_jump():
    start, _ = time.span(date(2026, 3, 29), 150, 300, "Europe/Berlin")
    assert time.instant_of(start) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_in_the_gap_never_happens_and_one_in_the_fold_happens_twice():
    assert time.instants(wall("2026-03-29T02:30"), "Europe/Berlin") == ()
    first, second = time.instants(wall("2026-10-25T02:30"), "Europe/Berlin")
    assert second - first == timedelta(hours=1)
    assert [time.offset_label(at, "Europe/Berlin") for at in (first, second)] == ["UTC+2", "UTC+1"]
    assert time.is_ambiguous(first, "Europe/Berlin")
    assert not time.is_ambiguous(first + timedelta(hours=3), "Europe/Berlin")


def test_offsets_of_half_an_hour_and_of_the_west_are_spoken_right():
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert time.offset_label(noon, "America/St_Johns") == "UTC−2:30"
    assert time.offset_label(noon, "Australia/Lord_Howe") == "UTC+10:30"


def test_a_day_before_keeps_the_time_on_the_wall_across_a_change():
    nine = datetime(2026, 3, 29, 7, tzinfo=UTC)  # 09:00 in Berlin, an hour after the gap
    assert time.days_before(nine, 1, "Europe/Berlin") == datetime(2026, 3, 28, 8, tzinfo=UTC)
    nine = datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert time.days_before(nine, 1, "Europe/Berlin") == datetime(2026, 10, 24, 7, tzinfo=UTC)


def test_a_day_before_that_falls_into_the_gap_is_the_moment_of_the_change():
    half_past_two = datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
    assert time.days_before(half_past_two, 1, "Europe/Berlin") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_three_hours_before_are_elapsed_hours():
    four = datetime(2026, 3, 29, 2, tzinfo=UTC)  # 04:00 in Berlin, two hours after 01:00 on the wall
    assert time.wall_of(time.hours_before(four, 3), "Europe/Berlin") == wall("2026-03-29T00:00")


def test_today_is_the_day_of_the_location():
    late = datetime(2026, 6, 1, 23, tzinfo=UTC)
    assert time.day_of(late, "Europe/Berlin") == date(2026, 6, 2)
    assert time.day_of(late, "America/New_York") == date(2026, 6, 1)
