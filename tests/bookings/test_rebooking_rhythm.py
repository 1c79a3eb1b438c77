"""When to come again: the client's own rhythm, a free day near it, the usual time of day."""

from datetime import date, timedelta

import pytest

from bookings.actions import Details, complete
from bookings.queries.desk_rebooking import proposals
from bookings.queries.desk_visit import segments_of
from bookings.rules.rhythm import best_days, usual_gap
from bookings.rules.time import wall_of
from tests.factories import NOON, TEN, book, make_client

MONDAY = date(2026, 3, 2)


def days(*numbers):
    return [MONDAY + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("came", "gap"),
    [
        (days(), 28),
        (days(0), 28),
        (days(0, 21), 28),
        (days(0, 21, 42), 21),
        (days(0, 21, 42, 142), 21),
        (days(0, 0, 500), 28),
    ],
)
def test_three_visits_tell_a_rhythm_and_one_long_pause_does_not_break_it(came, gap):
    assert usual_gap(came, 28) == gap


def test_the_closest_days_win_and_are_told_in_order():
    free = days(10, 13, 14, 15, 30)

    assert best_days(free, near=MONDAY + timedelta(days=14)) == days(13, 14, 15)
    assert best_days(days(), near=MONDAY) == []


def test_three_days_at_the_usual_time_with_the_same_person(willow):
    visit = book(willow)

    slots = proposals(visit, segments_of(visit)[0], at=NOON)

    walls = [wall_of(slot.starts_at, "America/New_York") for slot in slots]
    assert [wall.hour for wall in walls] == [10, 10, 10]
    assert len({wall.date() for wall in walls}) == 3
    assert MONDAY + timedelta(days=14) in {wall.date() for wall in walls}
    assert {slot.practitioner_id for slot in slots} == {willow.petra.pk}


def test_the_clients_own_rhythm_outweighs_the_services(willow):
    zoe = make_client(willow)
    anyhow = Details(insist=frozenset({"hours"}))
    for weeks in (3, 2, 1):
        at = TEN - timedelta(weeks=weeks)
        complete(book(willow, zoe, at, details=anyhow), by=willow.desk, at=at)
    visit = book(willow, zoe)

    slots = proposals(visit, segments_of(visit)[0], at=NOON)

    assert MONDAY + timedelta(days=7) in {slot.starts_at.date() for slot in slots}


def test_who_has_left_is_not_proposed(willow):
    visit = book(willow)
    willow.petra.retired_at = NOON
    willow.petra.save()

    assert proposals(visit, segments_of(visit)[0], at=NOON) == []
