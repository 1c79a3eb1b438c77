"""A visit's times are told on the clock of its place, and the clock is named where the practice has several."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import presets
from bookings import tellings as bookings
from bookings.actions import changing, resources, visits
from bookings.models import Appointment, ResourcePool
from clients import queries
from practices.actions.places import open_location
from tests.bookings.past import brought_in
from tests.factories import NOON, book, make_client

LATE = datetime(2100, 1, 1, tzinfo=UTC)
HALF_PAST_TEN = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)  # in Denver; half past twelve in New York
OLD = "Client ID,Service,Staff,Location,Date,Time\n7,Bath,Olga,Denver,2024-03-01,22:30\n"


@pytest.fixture
def denver(willow):
    place = open_location(
        willow.practice,
        name="Denver",
        time_zone="America/Denver",
        by=willow.owner,
        at=NOON - timedelta(days=1),
    )
    willow.dora = presets.add_practitioner(
        willow.practice, name="Dora", member=None, location=place, at=NOON - timedelta(days=1)
    )
    pool = ResourcePool.objects.get()
    resources.add_unit(pool, name="Mountain", kind="room", location=place, by=willow.owner, at=NOON)
    return place


@pytest.fixture
def zoe(willow):
    return make_client(willow, external_id="7")


def booked(willow, zoe, denver, **how):
    return book(willow, zoe, HALF_PAST_TEN, location=denver, practitioner=willow.dora, **how)


def told(zoe, member):
    lines = queries.timeline(zoe, member=member, group="visits", before=LATE).lines
    return {str(line.title): str(line.text) for line in lines}


def test_the_timeline_tells_a_visit_on_the_clock_of_its_place_and_names_it(willow, zoe, denver):
    visit = booked(willow, zoe, denver)
    assert told(zoe, willow.owner)["Booked"] == "Mon 2 Mar 2026, 10:30 AM Denver (MST)"

    visit = changing.reschedule(
        visit, starts_at=HALF_PAST_TEN + timedelta(days=1, hours=1), by=willow.desk, at=NOON
    )
    visits.confirm(visit, by=willow.desk, at=NOON)
    lines = told(zoe, willow.owner)
    assert lines["Moved"] == ("Mon 2 Mar 2026, 10:30 AM Denver (MST) → Tue 3 Mar 2026, 11:30 AM Denver (MST)")
    assert lines["Confirmed"] == "Tue 3 Mar 2026, 11:30 AM Denver (MST)"


def test_a_practice_with_one_clock_does_not_name_it(willow, zoe, settings):
    settings.ROOT_URLCONF = settings.PRACTICE_URLCONF
    book(willow, zoe)
    brought_in(willow, OLD.replace("Denver", willow.location.name))

    assert told(zoe, willow.owner)["Booked"] == "Mon 2 Mar 2026, 10:00 AM"
    assert [line.clock for line in bookings.imported_visits(zoe, willow.owner, LATE, 9)] == [""]
    assert [slot.value for slot in queries.slots_of(zoe, willow.owner) if slot.at] == [""]


def test_the_zones_of_a_page_are_asked_once_however_many_visits(willow, zoe, denver):
    def asked():
        with CaptureQueriesContext(connection) as found:
            queries.timeline(zoe, member=willow.owner, before=LATE)
        return len(found)

    booked(willow, zoe, denver)
    before = asked()
    for days in range(1, 4):
        book(willow, zoe, HALF_PAST_TEN + timedelta(days=days), location=denver, practitioner=willow.dora)

    assert asked() == before


def test_a_page_shows_both_clocks(client, willow, zoe, denver):
    booked(willow, zoe, denver)
    brought_in(willow, OLD)
    client.force_login(willow.owner.user, backend="django.contrib.auth.backends.ModelBackend")
    page = " ".join(client.get(f"/p/willow/clients/{zoe.pk}/").content.decode().split())

    assert "10:30 AM Denver (MST)" in page
    assert page.count("1 Mar 2024, 10:30 PM</time> Denver (MST)") == 2  # the last visit, and on the timeline


def test_the_header_names_the_clock_of_the_next_visit(willow, zoe, denver, settings):
    settings.ROOT_URLCONF = settings.PRACTICE_URLCONF
    Appointment.objects.filter(pk=booked(willow, zoe, denver).pk).update(
        starts_at=datetime(2099, 3, 2, 17, 30, tzinfo=UTC), ends_at=datetime(2099, 3, 2, 18, 30, tzinfo=UTC)
    )
    slot = next(one for one in queries.slots_of(zoe, willow.owner) if one.label == "Next visit")

    assert (slot.zone, slot.value) == ("America/Denver", "Denver (MST)")


def test_the_list_says_the_day_it_was_at_the_place(willow, zoe, denver):
    brought_in(willow, OLD)  # half past ten at night in Denver, past midnight in New York
    last, _following = bookings.visit_columns([zoe.pk])

    assert last.values == {zoe.pk: date(2024, 3, 1)}
