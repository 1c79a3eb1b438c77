"""Times kept for ten minutes, while somebody fills in the form."""

from datetime import timedelta

import pytest

from bookings import actions
from bookings.models import Hold, Occupancy
from practices.tasks import practices_listed_by
from tests.bookings.worlds import DAY, HOUR, keep, online
from tests.factories import NOON, TEN, book, make_client


def test_a_hold_keeps_the_time_for_ten_minutes_and_no_longer(willow):
    kept = keep(willow)
    with pytest.raises(actions.SlotTaken):
        book(willow, at=NOON + timedelta(minutes=9))
    assert book(willow, make_client(willow, "Ida Stone"), at=NOON + timedelta(minutes=10))
    with pytest.raises(actions.SlotTaken):
        book(willow, at=NOON + timedelta(minutes=10), **online(hold=kept))


def test_whoever_holds_a_time_can_book_it(willow):
    kept = keep(willow)
    assert book(willow, **online(hold=kept))
    assert not Hold.objects.exists()
    assert not Occupancy.objects.filter(kind="hold").exists()


def test_a_new_hold_gives_the_old_one_back(willow):
    first = keep(willow)
    keep(willow, TEN + HOUR, instead_of=first)
    assert Hold.objects.count() == 1
    with pytest.raises(actions.SlotTaken):
        keep(willow, TEN + HOUR)


def test_holds_follow_the_rules_of_online_booking(willow):
    with pytest.raises(actions.TooSoon):
        keep(willow, at=TEN - HOUR)
    with pytest.raises(actions.TooFar):
        keep(willow, TEN + 98 * DAY)
    willow.service.books_online = False
    with pytest.raises(actions.NotOnline):
        keep(willow)


def test_expired_holds_are_swept_away(willow):
    keep(willow)
    assert actions.drop_expired_holds(at=NOON) == 0
    assert actions.drop_expired_holds(at=NOON + HOUR) == 1
    assert not Occupancy.objects.exists()


def test_a_hold_that_is_over_is_known_for_a_day(willow):
    keep(willow)
    over = NOON + timedelta(minutes=10)
    assert looked_at(willow, over)
    actions.drop_expired_holds(at=over)
    assert not looked_at(willow, over + DAY - HOUR)
    actions.drop_expired_holds(at=over + DAY - HOUR)
    assert Hold.objects.exists()

    assert looked_at(willow, over + DAY)
    actions.drop_expired_holds(at=over + DAY)
    assert not Hold.objects.exists()


def looked_at(world, at):
    return practices_listed_by("practices_with_expired_holds", at) == [world.practice]
