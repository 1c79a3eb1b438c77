from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from followups.rules import purposes
from followups.rules.checks import Step, World, cap_frees, decide
from followups.rules.quiet import MARKETING, VISITS, Window
from followups.rules.why import REASONS, RULES, because

BERLIN = "Europe/Berlin"
NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo(BERLIN))
NIGHT = datetime(2026, 11, 23, 23, tzinfo=ZoneInfo(BERLIN))
MORNING = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo(BERLIN))
WORLD = World(zones=(BERLIN,), window=VISITS, gives_up_at=NOON + timedelta(days=3), consent=True)


def asked(purpose=purposes.REMINDER_SMS, at=NOON, **world):
    verdict = decide(purpose, replace(WORLD, **world), at=at)
    assert verdict.reason in REASONS
    return verdict.step, verdict.reason, verdict.until


def test_a_message_with_nothing_in_its_way_goes_out():
    assert asked() == (Step.SEND, "clear", None)


@pytest.mark.parametrize(
    ("world", "reason"),
    [
        ({"is_released": False}, "not_released"),
        ({"is_suppressed": True}, "suppressed"),
        ({"consent": False}, "consent_withdrawn"),
        ({"has_address": False}, "no_address"),
    ],
)
def test_a_no_withholds(world, reason):
    assert asked(**world) == (Step.WITHHOLD, reason, None)


def test_the_first_no_in_the_fixed_order_is_the_one_given():
    assert asked(is_suppressed=True, consent=False, has_address=False, is_still_true=False)[1] == "suppressed"
    assert asked(consent=False, has_address=False, is_still_true=False)[1] == "consent_withdrawn"
    assert asked(has_address=False, is_still_true=False)[1] == "no_address"


def test_marketing_needs_a_yes_and_a_message_about_a_visit_only_the_lack_of_a_no():
    assert asked(purposes.REBOOK, consent=None)[:2] == (Step.WITHHOLD, "consent_missing")
    assert asked(purposes.REMINDER_EMAIL, consent=None)[0] is Step.SEND
    assert asked(purposes.CHECK_IN, consent=None)[0] is Step.SEND


def test_at_night_it_waits_for_the_morning():
    assert asked(at=NIGHT) == (Step.WAIT, "quiet_hours", MORNING)


def test_a_reminder_that_would_wait_beyond_the_visit_is_dropped():
    assert asked(at=NIGHT, gives_up_at=MORNING) == (Step.EXPIRE, "quiet_hours", None)


def test_a_reminder_whose_visit_has_begun_is_dropped():
    assert asked(at=WORLD.gives_up_at) == (Step.EXPIRE, "too_late", None)


def test_within_twelve_hours_of_the_visit_a_word_about_it_may_come_at_night():
    soon = NIGHT + timedelta(hours=9)

    assert asked(purposes.CONFIRMATION, at=NIGHT, visit_starts_at=soon)[0] is Step.SEND
    assert asked(purposes.CONFIRMATION, at=NIGHT, visit_starts_at=NIGHT + timedelta(hours=13))[0] is Step.WAIT
    assert asked(purposes.CHECK_IN, at=NIGHT, visit_starts_at=soon)[0] is Step.WAIT


def test_a_word_about_a_visit_before_the_quiet_hours_end_comes_at_night_and_not_never():
    late = Window(time(10), time(20))
    evening, starts_at = NIGHT.replace(hour=20, minute=30), MORNING.replace(hour=9, minute=30)
    tomorrow = {"visit_starts_at": starts_at, "gives_up_at": starts_at, "window": late}
    allowed = starts_at - timedelta(hours=12)

    assert asked(purposes.CONFIRMATION, at=evening, **tomorrow) == (Step.WAIT, "quiet_hours", allowed)
    assert asked(purposes.CONFIRMATION, at=allowed, **tomorrow)[0] is Step.SEND
    assert asked(purposes.CHECK_IN, at=evening, **tomorrow)[0] is Step.EXPIRE
    # Where the morning is early enough, it is waited for.
    assert asked(purposes.CONFIRMATION, at=evening, **{**tomorrow, "window": VISITS})[2] == MORNING


def test_the_answer_to_a_stop_goes_out_at_once_though_the_address_is_closed():
    assert asked(purposes.STOPPED, at=NIGHT, is_suppressed=True, consent=False)[0] is Step.SEND


def test_the_third_message_of_a_week_waits_until_the_first_is_a_week_old():
    sent = (NOON - timedelta(days=6), NOON - timedelta(days=2))

    assert asked(purposes.CHECK_IN, sent_lately=sent) == (Step.WAIT, "weekly_cap", NOON + timedelta(days=1))
    assert asked(purposes.REMINDER_SMS, sent_lately=sent)[0] is Step.SEND
    assert asked(purposes.CHECK_IN, sent_lately=sent[:1])[0] is Step.SEND


def test_a_cap_that_frees_at_night_waits_for_the_morning_after():
    sent = (NIGHT - timedelta(days=7, hours=-1), NOON - timedelta(days=2))

    assert asked(purposes.CHECK_IN, sent_lately=sent)[2] == MORNING


def test_the_cap_can_be_zero():
    assert cap_frees((), at=NOON, cap=0) == NOON + timedelta(days=7)


def test_what_is_no_longer_true_is_taken_back():
    assert asked(is_still_true=False) == (Step.WITHDRAW, "no_longer_true", None)
    assert asked(is_still_true=False, at=NIGHT)[0] is Step.WITHDRAW


def test_a_number_nobody_can_place_is_never_written_to_by_a_machine():
    zones = ("Pacific/Auckland", "Europe/London")

    assert asked(purposes.REBOOK, at=NOON, zones=zones, window=MARKETING)[:2] == (Step.EXPIRE, "never_awake")


def test_every_purpose_says_why():
    assert set(purposes.PURPOSES) <= set(RULES)
    why = because("rebook", rhythm_days=42, last_visit_on="2026-11-01")
    assert why["sentence"].startswith("Usually here every 42 days, last here on 2026-11-01")
    assert because("rebook")["sentence"].startswith("Usually here every … days")
    assert why["version"] == 1
