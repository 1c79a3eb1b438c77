"""Strangers who book: known or new, they are who they say only as far as it does no harm."""

from datetime import timedelta

import pytest

from bookings import actions, presets
from bookings.models import Appointment, Hold, Resource, Service
from clients import actions as clients
from clients.models import Client
from tests.bookings.test_booking import keep
from tests.factories import NOON, TEN, book, make_client

ZOE = actions.Visitor(name="Zoe Baker", email="", phone="+12125550123", language="en")


def test_somebody_known_by_number_and_name_is_booked_under_their_record(willow):
    zoe = make_client(willow, "Zoë Baker", phone="+1 212 555 0123")
    assert actions.book_held(keep(willow), ZOE, at=NOON).client == zoe


@pytest.mark.parametrize(
    "known", [{"phone": "+1 212 555 0199"}, {"phone": "+1 212 555 0123", "name": "Tom Baker"}]
)
def test_a_name_or_a_number_alone_is_somebody_new(willow, known):
    other = make_client(willow, known.pop("name", "Zoe Baker"), **known)
    appointment = actions.book_held(keep(willow), ZOE, at=NOON)
    assert appointment.client != other
    assert Client.objects.count() == 2


def test_a_client_with_a_stop_alert_books_for_themselves_without_a_reason(willow):
    zoe = make_client(willow, "Zoe Baker", phone=ZOE.phone)
    clients.note_fact(zoe, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)

    assert actions.book_held(keep(willow), ZOE, at=NOON).client == zoe


def test_a_hold_is_made_good_once(willow):
    kept = keep(willow)
    appointment = actions.book_held(kept, ZOE, at=NOON)
    with pytest.raises(actions.HoldGone):
        actions.book_held(Hold(pk=10**9, token=kept.token), ZOE, at=NOON)
    assert actions.booked_before(actions.key_of(kept)) == appointment


def test_when_the_time_is_lost_nobody_is_registered(willow):
    kept, later = keep(willow), NOON + timedelta(minutes=11)
    book(willow, make_client(willow, "Ida Stone"), TEN, at=later)
    with pytest.raises(actions.SlotTaken):
        actions.book_held(kept, ZOE, at=later)
    assert not Client.objects.filter(name="Zoe Baker").exists()
    assert Appointment.objects.count() == 1


def test_a_hold_given_back_frees_its_time_at_once(willow):
    actions.release_hold(keep(willow))
    assert book(willow)


def test_setting_up_twice_changes_nothing(willow):
    before = Service.objects.count()
    presets.set_up(willow.practice, "spa", location=willow.location, owner=willow.owner, at=NOON)
    assert Service.objects.count() == before


def test_a_practice_without_an_owner_who_treats_still_has_services(cedar):
    from practices.tenancy import inside

    with inside(cedar.practice):
        Resource.objects.filter(kind="practitioner").update(member=None)
        people = Resource.objects.count()
        for model in (Resource, Service):
            assert model.objects.exists()
        Service.objects.all().delete()
        presets.set_up(cedar.practice, "coach", location=cedar.location, owner=None, at=NOON)
        assert Service.objects.count() == 3
        assert Resource.objects.count() == people
