"""When a place is open decides when somebody may come, whoever works."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import actions
from bookings.queries import stranded_visits
from bookings.queries.feed import Wanted
from bookings.queries.free import free_days
from practices.actions.places import change_location
from practices.models import Location
from tests.bookings.worlds import HOUR, as_shown, facts, insist, keep, online
from tests.factories import NOON, TEN, book, make_client
from tests.followups.worlds import next_monday

MORNINGS = [[day, "09:00", "11:00"] for day in range(5)]


def opens(world, hours):
    change_location(world.location, hours=hours, by=world.owner, at=NOON)


def times(world):
    wanted = Wanted(service=world.service, location=world.location, practitioner=world.petra)
    days = free_days(wanted, world.practice, first=TEN.date(), last=TEN.date(), at=NOON)
    return [
        world.location.local(slot.starts_at).strftime("%H:%M") for found in days.values() for slot in found
    ]


def test_only_times_within_the_opening_hours_are_offered(willow):
    opens(willow, MORNINGS)
    assert times(willow) == ["09:00", "09:15", "09:30", "09:45", "10:00"]
    opens(willow, [[0, "09:00", "10:30"], [0, "10:30", "11:00"]])
    assert times(willow) == ["09:00", "09:15", "09:30", "09:45", "10:00"]
    opens(willow, [[0, "09:00", "11:00"], [0, "15:30", "17:00"]])
    assert times(willow) == ["09:00", "09:15", "09:30", "09:45", "10:00", "15:30", "15:45", "16:00"]
    opens(willow, [[1, "09:00", "18:00"]])
    assert times(willow) == []


def test_a_place_that_never_said_when_it_is_open_is_always_open(willow):
    usual = times(willow)
    opens(willow, [])
    assert times(willow) == usual


def test_a_place_may_be_open_until_midnight(willow):
    opens(willow, [[0, "16:00", "00:00"]])
    assert times(willow)[-1] == "17:00"


@pytest.mark.parametrize("how", [{}, online(), {"practitioner": None}, {"practitioner": None, **online()}])
def test_nobody_is_booked_while_the_place_is_closed(willow, how):
    opens(willow, MORNINGS)
    assert book(willow, **how)

    with pytest.raises(actions.HouseClosed, match="Willow is closed at that time") as refused:
        book(willow, make_client(willow, "Ida Stone"), TEN + 5 * HOUR, **how)

    assert (refused.value.code, refused.value.insist) == ("outside_hours", "hours")


def test_no_time_is_held_and_no_visit_moved_to_where_the_place_is_closed(willow):
    opens(willow, MORNINGS)
    with pytest.raises(actions.HouseClosed):
        keep(willow, TEN + 5 * HOUR)
    visit = book(willow, starts_at=TEN + timedelta(days=3))
    for by in (None, willow.desk):
        with pytest.raises(actions.HouseClosed):
            actions.reschedule(visit, starts_at=TEN + timedelta(days=2, hours=5), by=by, at=NOON)


@pytest.mark.parametrize("anyone", [False, True])
def test_a_member_may_book_outside_the_opening_hours_on_purpose(willow, anyone):
    opens(willow, MORNINGS)
    who = {"practitioner": None} if anyone else {}
    assert book(willow, starts_at=TEN + 5 * HOUR, **who, **insist("hours"))


def test_other_opening_hours_name_the_visits_they_strand(willow):
    visit, _later = book(willow), book(willow, make_client(willow, "Ida Stone"), TEN + 5 * HOUR)
    opens(willow, [[0, "10:15", "18:00"]])

    assert facts("hours.changed")[-1].payload["stranded_ids"] == [visit.pk]
    assert stranded_visits(willow.location, [willow.petra], at=NOON) == [visit]
    opens(willow, [[0, "10:00", "18:00"]])
    assert facts("hours.changed")[-1].payload == {
        "resource_id": None,
        "location_id": willow.location.pk,
        "stranded_ids": [],
    }


def test_another_clock_of_the_place_names_the_visits_it_strands(willow):
    visit = book(willow, starts_at=TEN + timedelta(days=2))
    change_location(willow.location, time_zone="America/Los_Angeles", by=willow.owner, at=NOON)
    assert facts("hours.changed")[-1].payload["stranded_ids"] == [visit.pk]
    change_location(willow.location, city="Portland", by=willow.owner, at=NOON)
    assert len(facts("hours.changed")) == 1


@pytest.fixture
def ana(willow, client):
    client.force_login(willow.owner.user)
    return client


def test_the_page_of_a_place_names_the_visits_outside_its_hours(willow, ana):
    at = timezone.now()
    visit = book(willow, starts_at=next_monday(at), at=at)
    address = f"/p/willow/settings/locations/{willow.location.pk}/"
    as_drawn = as_shown(ana.get(address))
    later = {f"opens_{day}": "17:00" for day in range(5)}

    saved = ana.post(address, {**as_drawn, **later}, follow=True)

    said = saved.content.decode()
    assert saved.redirect_chain[-1][0] == address
    assert "Saved. 1 visit now lies outside the hours." in said
    assert (
        "1 visit lies outside working or opening hours" in said,
        f"/visits/{visit.public_id}/" in said,
    ) == (True, True)
    assert Location.objects.get(pk=willow.location.pk).hours[0] == [0, "17:00", "18:00"]
    back = {**as_shown(saved), "opens_0": "09:00"}
    assert ana.post(address, back).url == "/p/willow/settings/locations/"
    assert "lies outside" not in ana.get(address).content.decode()


def test_what_has_nothing_to_do_with_hours_leads_back_to_the_list(willow, ana):
    address = f"/p/willow/settings/locations/{willow.location.pk}/"
    assert (
        ana.post(address, {**as_shown(ana.get(address)), "city": "Troy"}).url
        == "/p/willow/settings/locations/"
    )
    assert facts("hours.changed") == []


def test_a_place_without_opening_hours_is_not_said_to_be_closed(willow, ana):
    opens(willow, [])
    assert times(willow)
    said = ana.get("/p/willow/settings/locations/").content.decode()
    assert "open whenever somebody works" in said
