from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followups.rules.quiet import MARKETING, VISITS, Window, is_quiet, next_allowed, quiet_begins, strictest
from followups.rules.zones import ANYWHERE_IN_NORTH_AMERICA, plausible_zones, zones_of_number

NEW_YORK, LONDON, BERLIN, KOLKATA, LORD_HOWE, KATHMANDU = (
    "America/New_York", "Europe/London", "Europe/Berlin",
    "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu",
)  # fmt: skip
ZONES = [
    NEW_YORK,
    LONDON,
    BERLIN,
    KOLKATA,
    LORD_HOWE,
    KATHMANDU,
    "Pacific/Honolulu",
    "America/St_Johns",
    "Pacific/Chatham",
]
MINUTE = timedelta(minutes=1)

instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
windows = st.sampled_from(
    [
        VISITS,
        MARKETING,
        Window(time(7, 30), time(21, 15)),
        Window(time(18), time(2)),
        Window(time(2, 30), time(4)),
    ]
)


def local(zone, *parts):
    return datetime(*parts, tzinfo=ZoneInfo(zone))


def first_waking_minute(at, zones, window):
    """The same question answered by walking minutes."""
    candidate = at.replace(second=0, microsecond=0)
    for _ in range(2 * 24 * 60 + 15):
        if candidate >= at and not is_quiet(candidate, zones=zones, window=window):
            return candidate
        candidate += MINUTE
    return None


@given(instants, st.sampled_from(ZONES), windows)
@example(local(NEW_YORK, 2027, 3, 14, 1, 45), NEW_YORK, Window(time(2, 30), time(4)))
@example(local(NEW_YORK, 2026, 11, 1, 0, 50), NEW_YORK, Window(time(2, 30), time(4)))
@example(local(LORD_HOWE, 2026, 10, 4, 1, 50), LORD_HOWE, Window(time(2, 30), time(4)))
def test_nothing_goes_out_at_night_whatever_the_zone(at, zone, window):
    allowed = next_allowed(at, zones=[zone], window=window)

    assert allowed is not None
    assert allowed >= at
    assert window.holds(allowed.astimezone(ZoneInfo(zone)).time())


@given(instants, st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True), windows)
def test_the_next_allowed_instant_is_the_first_one(at, zones, window):
    allowed = next_allowed(at, zones=zones, window=window)
    walked = first_waking_minute(at, zones, window)

    if not is_quiet(at, zones=zones, window=window):
        assert allowed == at
    else:
        assert allowed == walked


def test_a_text_due_at_night_waits_for_eight_in_the_morning():
    assert next_allowed(local(BERLIN, 2026, 11, 22, 23), zones=[BERLIN], window=VISITS) == local(
        BERLIN, 2026, 11, 23, 8
    )


def test_eight_in_the_evening_is_quiet_and_eight_in_the_morning_is_not():
    assert is_quiet(local(BERLIN, 2026, 11, 22, 20), zones=[BERLIN], window=VISITS)
    assert not is_quiet(local(BERLIN, 2026, 11, 22, 19, 59), zones=[BERLIN], window=VISITS)
    assert not is_quiet(local(BERLIN, 2026, 11, 22, 8), zones=[BERLIN], window=VISITS)


@pytest.mark.parametrize(("night", "hours"), [((2026, 3, 28, 22), 9), ((2026, 10, 24, 22), 11)])
def test_the_night_the_clocks_change_is_an_hour_shorter_or_longer(night, hours):
    asked = local(BERLIN, *night).astimezone(UTC)

    assert next_allowed(asked, zones=[BERLIN], window=VISITS) - asked == timedelta(hours=hours)


def test_marketing_waits_until_every_plausible_clock_is_awake():
    morning_in_new_york = local(NEW_YORK, 2026, 11, 23, 9)
    zones = plausible_zones(profile=NEW_YORK, number="+13035550101", location=NEW_YORK, is_marketing=True)

    assert zones == ("America/Denver", NEW_YORK)
    assert next_allowed(morning_in_new_york, zones=zones, window=MARKETING) == local(
        "America/Denver", 2026, 11, 23, 9
    )


def test_a_message_about_a_visit_follows_the_clients_own_clock():
    assert plausible_zones(profile=BERLIN, number="+13035550101", location=NEW_YORK, is_marketing=False) == (
        BERLIN,
    )
    assert plausible_zones(profile=None, number=None, location=NEW_YORK, is_marketing=False) == (NEW_YORK,)


def test_a_toll_free_number_may_ring_anywhere_so_the_strictest_hours_hold():
    assert zones_of_number("+18005550100") == ANYWHERE_IN_NORTH_AMERICA
    assert zones_of_number("+80012345678") == ()
    allowed = next_allowed(
        local(NEW_YORK, 2026, 11, 23, 9), zones=ANYWHERE_IN_NORTH_AMERICA, window=MARKETING
    )
    assert allowed == local("Pacific/Honolulu", 2026, 11, 23, 9)


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+12125550100", NEW_YORK),
        ("+13035550100", "America/Denver"),
        ("+447700900123", LONDON),
        ("+4915112345678", BERLIN),
    ],
)
def test_a_number_tells_its_zone(number, zone):
    assert zone in zones_of_number(number)


def test_every_zone_of_the_number_table_exists():
    for prefix in ("1212", "44", "7", "61", "52"):
        for zone in zones_of_number("+" + prefix):
            ZoneInfo(zone)


def test_clocks_that_never_wake_together_give_no_instant():
    assert (
        next_allowed(local(LONDON, 2026, 6, 1, 12), zones=["Pacific/Auckland", LONDON], window=MARKETING)
        is None
    )


def test_a_text_is_valid_until_quiet_hours_begin():
    assert quiet_begins(local(BERLIN, 2026, 11, 22, 18, 40), zones=[BERLIN], window=VISITS) == local(
        BERLIN, 2026, 11, 22, 20
    )
    assert quiet_begins(local(BERLIN, 2026, 11, 22, 21), zones=[BERLIN], window=VISITS) == local(
        BERLIN, 2026, 11, 22, 21
    )


def test_the_strictest_of_several_windows_is_what_they_share():
    assert strictest(VISITS, Window(time(9), time(21))) == Window(time(9), time(20))


def test_a_window_keeps_to_quarters_of_an_hour():
    with pytest.raises(ValueError, match="quarter"):
        Window(time(8, 5), time(20))
