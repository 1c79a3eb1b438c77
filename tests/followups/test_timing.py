from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followups.rules import timing

NEW_YORK = "America/New_York"


def local(*parts, zone=NEW_YORK, fold=0):
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize("sunday", [(2026, 3, 8), (2026, 11, 1)])
def test_a_day_before_is_the_same_hour_on_the_clock_though_the_clocks_change(sunday):
    starts_at = local(*sunday, 9).astimezone(UTC)

    due = timing.wall_time_before(starts_at, zone=NEW_YORK, days=1).astimezone(ZoneInfo(NEW_YORK))

    assert (due.day, due.hour, due.minute) == (local(*sunday, 9).day - 1 or 31, 9, 0)
    assert starts_at - due.astimezone(UTC) in {timedelta(hours=23), timedelta(hours=25)}


def test_an_hour_the_spring_change_skips_moves_one_on():
    due = timing.wall_time_before(local(2026, 3, 9, 2, 30), zone=NEW_YORK, days=1)

    assert due.astimezone(ZoneInfo(NEW_YORK)).replace(tzinfo=None) == datetime(2026, 3, 8, 3, 30)  # noqa: DTZ001


def test_a_visit_booked_later_than_its_reminder_is_not_reminded():
    starts_at = local(2026, 11, 24, 15)

    remind = timing.reminder_due(starts_at, zone=NEW_YORK, days=1, known_at=local(2026, 11, 23, 14, 59))
    assert remind == local(2026, 11, 23, 15)
    assert timing.reminder_due(starts_at, zone=NEW_YORK, days=1, known_at=local(2026, 11, 23, 15)) is None
    assert timing.reminder_due(starts_at, zone=NEW_YORK, days=2, known_at=local(2026, 11, 23, 9)) is None


def test_the_check_in_comes_three_hours_after_the_visit_and_lapses():
    ended_at = local(2026, 11, 24, 15)

    assert timing.check_in_due(ended_at) == (local(2026, 11, 24, 18), local(2026, 11, 27, 18))


@pytest.mark.parametrize(
    ("rhythm", "day"),
    [(42, date(2026, 12, 8)), (7, date(2026, 11, 5)), (1, date(2026, 11, 2)), (10, date(2026, 11, 6))],
)
def test_the_next_visit_is_proposed_five_days_before_the_rhythm_says(rhythm, day):
    due, gives_up = timing.rebook_due(last_visit_on=date(2026, 11, 1), rhythm_days=rhythm, zone=NEW_YORK)

    assert due == datetime.combine(day, timing.MORNING, ZoneInfo(NEW_YORK))
    assert gives_up - due == timing.NUDGE_LAPSES_AFTER


def test_a_lapsed_client_hears_from_us_the_morning_after():
    due, gives_up = timing.win_back_due(lapsed_on=date(2026, 11, 1), zone=NEW_YORK)

    assert due == local(2026, 11, 2, 10)
    assert gives_up == due + timedelta(days=14)
