from datetime import UTC, date, datetime, timedelta

import pytest

from bookings.rules import buffers, policy, ranking, status, terms
from bookings.rules.anatomy import Anatomy, Use
from bookings.rules.status import Status

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_practitioner_is_free_in_processing_and_the_room_is_not():
    colour = Anatomy(30, 40, 20, before=5, after=10)

    assert colour.minutes == 90
    assert colour.client == Use(((0, 90),))
    assert colour.practitioner == Use(((0, 30), (70, 90)), 5, 10)
    assert colour.room == Use(((0, 90),), 5, 10)
    assert colour.equipment(["processing"]) == Use(((30, 70),))


def test_a_service_may_keep_the_practitioner_through_processing():
    assert Anatomy(30, 40, 20, is_free_in_processing=False).practitioner.pieces == ((0, 90),)


def test_a_room_that_needs_no_cleaning_is_free_at_once():
    assert Anatomy(30, after=15, is_room_cleaned=False).room == Use(((0, 30),))


def test_parts_that_touch_are_one_piece_and_empty_parts_are_none():
    assert Anatomy(30, 0, 15).practitioner.pieces == ((0, 45),)
    assert Anatomy(30, 15).practitioner.pieces == ((0, 30),)


def test_the_larger_rest_is_enough_unless_the_practice_adds_them():
    assert buffers.rest_between(15, 10) == 15
    assert buffers.rest_between(15, 10, "sum") == 25
    assert buffers.is_rested(0, 15, after=15, before=10)
    assert not buffers.is_rested(0, 14, after=15, before=10)
    assert not buffers.is_rested(0, 24, after=15, before=10, rule="sum")


def test_exactly_24_hours_notice_is_in_time():
    assert not policy.is_late_cancellation(starts_at=NOON, cancelled_at=NOON - timedelta(hours=24))
    assert policy.is_late_cancellation(starts_at=NOON, cancelled_at=NOON - timedelta(hours=23, minutes=59))


def test_notice_and_horizon_compare_instants():
    assert not policy.is_too_soon(starts_at=NOON, at=NOON - timedelta(hours=2), notice_minutes=120)
    assert policy.is_too_soon(starts_at=NOON, at=NOON - timedelta(minutes=119), notice_minutes=120)
    assert not policy.is_too_far(starts_at=NOON, at=NOON - timedelta(days=90), horizon_days=90)
    assert policy.is_too_far(starts_at=NOON, at=NOON - timedelta(days=91), horizon_days=90)


def test_a_client_may_move_three_times_and_not_inside_the_cut_off():
    rules = policy.Policy()
    in_time = NOON - timedelta(hours=24)
    assert policy.may_move(starts_at=NOON, at=in_time, moves=2, policy=rules)
    assert not policy.may_move(starts_at=NOON, at=in_time, moves=3, policy=rules)
    assert not policy.may_move(starts_at=NOON, at=in_time + timedelta(minutes=1), moves=0, policy=rules)


def test_nobody_is_a_no_show_in_the_first_quarter_of_an_hour():
    assert not policy.may_be_no_show(starts_at=NOON, at=NOON + timedelta(minutes=14))
    assert policy.may_be_no_show(starts_at=NOON, at=NOON + timedelta(minutes=15))


def test_a_manage_link_outlives_the_visit_by_a_day():
    assert policy.link_expires_at(NOON) == NOON + timedelta(days=1)


def test_every_step_can_be_taken_back_and_no_step_skips_the_table():
    for verb, steps in status.STEPS.items():
        for old, new in steps.items():
            assert status.follows(old, verb) == new
            assert status.may_become(old, new)
            assert status.may_become(new, old)
    assert not status.may_become("completed", "no_show")
    assert not status.may_become("cancelled_late", "cancelled_by_practice")
    assert not status.may_become("arrived", "no_show")
    assert status.follows("completed", "cancel_by_client") is None


@pytest.mark.parametrize("known", [(c, a, s) for c in (0, 1) for a in (0, 1) for s in (0, 1)])
def test_an_undo_leads_to_a_state_the_table_knows(known):
    confirmed, arrived, started = map(bool, known)
    for current in Status:
        target = status.before(current, confirmed=confirmed, arrived=arrived, started=started)
        assert target is None if current == "booked" else status.may_become(current, target)


def test_what_a_client_may_do_is_less_than_what_staff_may():
    assert status.verbs_from("booked", "client") == ("confirm", "cancel_by_client", "cancel_late")
    assert "mark_no_show" in status.verbs_from("confirmed")
    assert status.verbs_from("no_show") == ()


def test_only_a_living_appointment_claims_its_time():
    assert set(Status) == status.CLAIMING | status.CANCELLED | {Status.NO_SHOW}
    assert status.CLAIMING - {Status.COMPLETED} == status.STANDING


USUAL = terms.Terms(60, 8000)
DAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ([], USUAL),
        ([terms.Override(location_id=1, price=9000)], terms.Terms(60, 9000)),
        ([terms.Override(location_id=2, price=9000)], USUAL),
        ([terms.Override(practitioner_id=7, minutes=75)], terms.Terms(75, 8000)),
        (
            [
                terms.Override(7, 1, price=7000),
                terms.Override(7, None, 75, 7500),
                terms.Override(None, 1, 50, 9000),
            ],
            terms.Terms(75, 7000),
        ),
        ([terms.Override(price=8500, valid_from=date(2026, 5, 2))], USUAL),
        ([terms.Override(price=8500, valid_to=DAY)], USUAL),
        (
            [
                terms.Override(price=8500, valid_from=DAY),
                terms.Override(price=8200, valid_from=date(2026, 1, 1)),
            ],
            terms.Terms(60, 8500),
        ),
    ],
)
def test_the_most_particular_word_about_price_and_length_wins(overrides, expected):
    found = terms.terms_for(USUAL, overrides, practitioner_id=7, location_id=1, day=DAY)
    assert found == expected


def candidate(starts_at, practitioner_id=1, before=0, after=0):
    return ranking.Candidate(starts_at, practitioner_id, starts_at % 1440, before, after)


def test_the_usual_person_comes_before_the_usual_time_and_both_before_a_snug_gap():
    nine, two = candidate(9 * 60, 2), candidate(14 * 60, 2, before=10)
    petra = candidate(18 * 60, 1, after=20)
    wish = ranking.Wish(practitioner_id=1, minute_of_day=14 * 60 + 30)

    best = ranking.ranked([nine, two, petra], wish)

    assert [r.candidate for r in best] == [petra, two, nine]
    assert [r.reason for r in best] == ["usual_person", "usual_time", "fits_snugly"]


def test_among_equals_the_time_that_wastes_no_gap_comes_first_and_nothing_is_hidden():
    wasteful, snug, roomy = candidate(540, before=10), candidate(600), candidate(660, before=60)

    best = ranking.ranked([wasteful, snug, roomy], ranking.Wish())

    assert [r.candidate for r in best] == [snug, roomy, wasteful]
    assert best[-1].reason == "soonest"


def test_a_lost_time_is_replaced_by_the_closest_ones():
    best = ranking.ranked([candidate(900), candidate(620)], ranking.Wish(near=600))
    assert [r.candidate.starts_at for r in best] == [620, 900]
    assert best[0].reason == "closest"


def test_the_three_nearest_times_prefer_the_same_person():
    starts = [(600, 2), (600, 1), (630, 1), (570, 2), (700, 1)]
    assert ranking.nearest(starts, to=600, practitioner_id=1) == [(600, 1), (630, 1), (570, 2)]


def test_parts_of_the_day_meet_at_noon_and_at_five():
    assert [ranking.day_part(m) for m in (719, 720, 1019, 1020)] == [
        "morning",
        "afternoon",
        "afternoon",
        "evening",
    ]
