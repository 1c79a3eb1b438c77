"""Where the facts say a client stands, and where a hand may put them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.rules import ORDER, Seen, Stage, allowed_days, rhythm_of, stage_by_facts, why_not

TODAY = date(2026, 3, 2)
WAS_HERE = date(2026, 2, 20)


@pytest.mark.parametrize(
    ("seen", "stage"),
    [
        (Seen(), Stage.AWARENESS),
        (Seen(has_next=True), Stage.BOOKING),
        (Seen(is_arrived=True), Stage.ARRIVAL),
        (Seen(is_arrived=True, has_next=True, last_visit_on=WAS_HERE, owes=True), Stage.ARRIVAL),
        (Seen(is_in_service=True, is_arrived=True), Stage.SERVICE),
        (Seen(last_visit_on=WAS_HERE, owes=True), Stage.PAYMENT),
        (Seen(last_visit_on=WAS_HERE, owes=True, has_next=True), Stage.PAYMENT),
        (Seen(last_visit_on=WAS_HERE), Stage.AFTERCARE),
        (Seen(last_visit_on=WAS_HERE, has_answered=True), Stage.REBOOKING),
        (Seen(last_visit_on=WAS_HERE, has_next=True), Stage.REBOOKING),
    ],
)
def test_a_visit_under_way_comes_first_then_the_bill_then_what_comes_next(seen, stage):
    assert stage_by_facts(seen, lapses_on=None, today=TODAY) == stage


def test_a_client_lapses_on_the_day_their_silence_grew_too_long():
    seen = Seen(last_visit_on=WAS_HERE, has_answered=True)

    assert stage_by_facts(seen, lapses_on=TODAY + timedelta(days=1), today=TODAY) == Stage.REBOOKING
    assert stage_by_facts(seen, lapses_on=TODAY, today=TODAY) == Stage.LAPSED


def test_who_has_a_visit_booked_never_lapses():
    booked = Seen(last_visit_on=WAS_HERE, has_next=True)

    assert stage_by_facts(booked, lapses_on=TODAY, today=TODAY) == Stage.REBOOKING


def test_who_owes_money_lapses_like_everybody():
    owing = Seen(last_visit_on=WAS_HERE, owes=True)

    assert stage_by_facts(owing, lapses_on=TODAY + timedelta(days=1), today=TODAY) == Stage.PAYMENT
    assert stage_by_facts(owing, lapses_on=TODAY, today=TODAY) == Stage.LAPSED


def test_the_days_of_a_rhythm_follow_the_last_visit():
    days = [date(2026, 1, 1), date(2026, 1, 29), date(2026, 2, 26)]

    rhythm = rhythm_of(days, usual=None, has_future_booking=False)

    assert rhythm.cadence_days == 28
    assert rhythm.nudge_on == date(2026, 3, 21)  # 23 days after the last visit
    assert rhythm.at_risk_on == date(2026, 4, 10)  # the 43rd day: 42 is still 1.5 times 28
    assert rhythm.lapses_on == date(2026, 5, 8)  # the 71st


def test_a_booked_visit_keeps_the_rhythm_and_silences_its_alarms():
    rhythm = rhythm_of([WAS_HERE], usual=30, has_future_booking=True)

    assert (rhythm.cadence_days, rhythm.nudge_on, rhythm.lapses_on) == (30, None, None)


def test_no_visit_no_rhythm():
    assert rhythm_of([], usual=30, has_future_booking=False).cadence_days is None


@given(st.lists(st.dates(date(2024, 1, 1), date(2026, 1, 1)), min_size=1, unique=True).map(sorted))
def test_a_nudge_comes_before_the_risk_and_the_risk_before_the_loss(days):
    rhythm = rhythm_of(days, usual=None, has_future_booking=False)

    assert days[-1] < rhythm.nudge_on < rhythm.at_risk_on < rhythm.lapses_on


@pytest.mark.parametrize(
    ("to", "now", "seen", "no"),
    [
        (Stage.AFTERCARE, Stage.AFTERCARE, Seen(last_visit_on=WAS_HERE), "already_there"),
        (Stage.REBOOKING, Stage.SERVICE, Seen(is_in_service=True), "in_the_house"),
        (Stage.ARRIVAL, Stage.BOOKING, Seen(has_next=True), "only_at_the_door"),
        (Stage.SERVICE, Stage.BOOKING, Seen(has_next=True), "only_at_the_door"),
        (Stage.AFTERCARE, Stage.BOOKING, Seen(has_next=True), "no_visit_yet"),
        (Stage.LAPSED, Stage.BOOKING, Seen(has_next=True), "visit_booked"),
        (Stage.AWARENESS, Stage.BOOKING, Seen(has_next=True), "visit_booked"),
        (Stage.AWARENESS, Stage.LAPSED, Seen(last_visit_on=WAS_HERE), "was_here"),
        (Stage.BOOKING, Stage.AWARENESS, Seen(), None),
        (Stage.REBOOKING, Stage.LAPSED, Seen(last_visit_on=WAS_HERE), None),
        (Stage.AFTERCARE, Stage.PAYMENT, Seen(last_visit_on=WAS_HERE, owes=True), None),
        (Stage.LAPSED, Stage.AWARENESS, Seen(), None),
    ],
)
def test_a_hand_may_not_move_a_client_against_what_is_plain(to, now, seen, no):
    assert why_not(to, now=now, seen=seen) == no


def test_the_facts_own_stage_is_never_refused_to_a_hand_outside_the_house():
    for seen in (Seen(), Seen(has_next=True), Seen(last_visit_on=WAS_HERE)):
        facts = stage_by_facts(seen, lapses_on=None, today=TODAY)
        for now in ORDER:
            assert why_not(facts, now=now, seen=seen) in {None, "already_there"}


def test_allowed_days_come_from_the_practices_own_passages_once_there_are_thirty():
    assert allowed_days(Stage.AFTERCARE, passages=29, third_quartile=4.2) == 10
    assert allowed_days(Stage.AFTERCARE, passages=30, third_quartile=4.2) == 5
    assert allowed_days(Stage.PAYMENT, passages=500, third_quartile=0.01) == 1
    assert allowed_days(Stage.LAPSED, passages=500, third_quartile=90) is None
