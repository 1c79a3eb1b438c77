"""What is off the list is not booked: archived services, closed places, archived clients, visits of others."""

import pytest

from bookings import actions
from bookings.models import Appointment, Resource
from bookings.queries.feed import Wanted
from bookings.queries.free import free_days
from clients import actions as clients
from practices.actions import places
from tests.bookings.worlds import DAY, keep, online
from tests.factories import NOON, TEN, book, make_client


@pytest.fixture
def annex(willow):
    """A second place, so that the first may close."""
    return places.open_location(
        willow.practice, name="Annex", time_zone="America/New_York", by=willow.owner, at=NOON
    )


def archive(willow):
    actions.archive_service(willow.service, by=willow.owner, at=NOON)


def offered(willow):
    wanted = Wanted(service=willow.service, location=willow.location)
    return free_days(wanted, willow.practice, first=TEN.date(), last=TEN.date(), at=NOON)


def test_an_archived_service_is_neither_offered_nor_booked_nor_held(willow):
    assert offered(willow)
    kept = keep(willow, TEN + DAY)
    archive(willow)

    assert offered(willow) == {}
    for how in ({}, online(), online(hold=kept)):
        with pytest.raises(actions.ServiceArchived):
            book(willow, starts_at=TEN + DAY, **how)
    with pytest.raises(actions.ServiceArchived):
        keep(willow)
    assert not Appointment.objects.exists()


def test_a_visit_of_a_service_archived_since_still_moves(willow):
    visit = book(willow)
    archive(willow)

    moved = actions.reschedule(visit, starts_at=TEN + DAY, by=willow.desk, at=NOON)

    assert moved.starts_at == TEN + DAY
    book_again = {"service": moved.segments.get().service, "starts_at": TEN + DAY}
    with pytest.raises(actions.ServiceArchived):
        book(willow, make_client(willow, "Ida Stone"), **book_again)


def test_a_closed_place_neither_offers_nor_takes_visits(willow, annex):
    places.close_location(willow.location, by=willow.owner, at=NOON)

    assert offered(willow) == {}
    with pytest.raises(actions.LocationClosed):
        book(willow)
    with pytest.raises(actions.LocationClosed):
        keep(willow)


def test_an_archived_client_is_not_booked_until_they_are_back(willow):
    zoe = make_client(willow)
    archived = clients.archive(zoe, by=willow.owner, at=NOON)
    with pytest.raises(actions.ClientIsArchived, match="Zoe is archived"):
        book(willow, archived)

    assert book(willow, clients.restore(archived, by=willow.owner, at=NOON))


def test_a_visit_follows_only_a_visit_of_the_same_client(willow):
    strangers = book(willow, make_client(willow, "Ida Stone"))
    zoe = make_client(willow)
    with pytest.raises(actions.NotTheirVisit):
        book(willow, zoe, TEN + DAY, details=actions.Details(follows=strangers))

    own = book(willow, zoe, TEN + DAY)
    assert book(willow, zoe, TEN + 2 * DAY, details=actions.Details(follows=own)).follows == own


def test_a_called_off_visit_does_not_come_back_to_a_closed_place(willow, annex):
    visit = actions.cancel(book(willow), party="practice", by=willow.desk, at=NOON)
    places.close_location(willow.location, by=willow.owner, at=NOON)
    with pytest.raises(actions.LocationClosed):
        actions.undo(visit, by=willow.desk, at=NOON)


def test_a_called_off_visit_of_an_archived_client_does_not_come_back(willow):
    visit = actions.cancel(book(willow), party="practice", by=willow.desk, at=NOON)
    clients.archive(visit.client, by=willow.desk, at=NOON)
    with pytest.raises(actions.ClientIsArchived):
        actions.undo(visit, by=willow.desk, at=NOON)


def test_a_called_off_visit_comes_back_to_nobody_and_nothing_retired(willow):
    visit = actions.cancel(book(willow), party="practice", by=willow.desk, at=NOON)
    [room] = Resource.objects.filter(kind="room", occupancies__segment__appointment=visit)
    actions.retire(room, by=willow.owner, at=NOON)
    back = actions.undo(visit, by=willow.desk, at=NOON)
    [other] = Resource.objects.filter(kind="room", occupancies__segment__appointment=visit)
    assert (back.status, other == room) == ("booked", False)

    actions.cancel(visit, party="practice", by=willow.desk, at=NOON)
    actions.retire(willow.petra, by=willow.owner, at=NOON)
    with pytest.raises(actions.NotOffered):
        actions.undo(visit, by=willow.desk, at=NOON)
