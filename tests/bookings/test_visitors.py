"""Strangers who book: known or new, they are who they say only as far as it does no harm."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bookings import actions, presets
from bookings.models import Appointment, Hold, Resource, Service
from clients import actions as clients
from clients.models import Client
from tests.bookings.worlds import keep
from tests.factories import NOON, TEN, book, make_client

ZOE = actions.Visitor(name="Zoe Baker", email="", phone="+12125550123", language="en")


def test_somebody_known_by_number_and_name_is_booked_under_their_record(willow):
    zoe = make_client(willow, "Zoë Baker", phone="+1 212 555 0123")
    assert actions.book_held(keep(willow), ZOE, at=NOON).client == zoe


@pytest.mark.parametrize(
    ("profile", "typed", "kept_for_staff"),
    [
        ("zoe@old.example", "zoe@new.example", "zoe@new.example"),
        ("", "zoe@new.example", "zoe@new.example"),
        ("zoe@old.example", "Zoe@Old.example", ""),
        ("zoe@old.example", "", ""),
    ],
)
def test_another_contact_of_somebody_known_goes_to_staff_and_not_into_the_profile(
    willow, profile, typed, kept_for_staff
):
    zoe = make_client(willow, "Zoe Baker", phone=ZOE.phone, email=profile)

    visit = actions.book_held(keep(willow), replace(ZOE, email=typed), request="A quiet room", at=NOON)

    zoe.refresh_from_db()
    assert (visit.client, visit.contact_given, visit.request) == (zoe, kept_for_staff, "A quiet room")
    assert zoe.email == profile


def test_somebody_new_gave_no_other_contact(willow):
    assert actions.book_held(keep(willow), ZOE, at=NOON).contact_given == ""


@pytest.mark.parametrize(
    "known", [{"phone": "+1 212 555 0199"}, {"phone": "+1 212 555 0123", "name": "Tom Baker"}]
)
def test_a_name_or_a_number_alone_is_somebody_new(willow, known):
    other = make_client(willow, known.pop("name", "Zoe Baker"), **known)
    appointment = actions.book_held(keep(willow), ZOE, at=NOON)
    assert appointment.client != other
    assert Client.objects.count() == 2


def stopped(willow, zoe):
    clients.note_fact(zoe, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)


def busy(willow, zoe):
    book(willow, zoe, practitioner=willow.ana)


def full(willow, zoe):
    for day in range(1, 4):
        book(willow, zoe, TEN + timedelta(days=day), details=actions.Details(source="online"), by=None)


def seen_lately(willow, zoe):
    book(willow, zoe, TEN + timedelta(days=1))
    willow.service.min_interval_days = 7
    willow.service.save()


@pytest.mark.parametrize("trouble", [stopped, busy, full, seen_lately])
def test_what_only_a_client_can_meet_is_said_in_words_for_anybody(willow, client, trouble):
    """Neither that they are one, nor their name, nor their diary, nor a word about health."""
    zoe = make_client(willow, "Zoe Baker", phone=ZOE.phone, preferred_name="Zoezoe")
    trouble(willow, zoe)
    before, kept = Appointment.objects.count(), keep(willow)

    with pytest.raises(actions.NotOnline, match="Please call us") as refused:
        actions.book_held(kept, ZOE, at=NOON)

    assert (refused.value.facts, refused.value.__cause__) == ({"alternatives": []}, None)
    assert Hold.objects.get() == kept
    assert Appointment.objects.count() == before


def test_the_times_offered_instead_say_nothing_of_a_clients_diary(willow):
    zoe = make_client(willow, "Zoe Baker", phone=ZOE.phone)
    kept, later = keep(willow), NOON + timedelta(minutes=11)
    book(willow, make_client(willow, "Ida Stone"), at=later)
    book(willow, make_client(willow, "Max Hill"), practitioner=willow.ana, at=later)
    before = offered_instead(kept, later)
    book(willow, zoe, before[0], practitioner=willow.ana, at=later)
    assert offered_instead(kept, later) == before


def offered_instead(kept, at):
    with pytest.raises(actions.SlotTaken) as refused:
        actions.book_held(kept, ZOE, at=at)
    return [slot.starts_at for slot in refused.value.alternatives]


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
