"""What the practice is like, and where it works."""

from datetime import timedelta

import pytest
from django.db import transaction

from bookings import actions as bookings
from bookings.actions.resources import StillBooked
from journeys.queries.reading import practice_zone, read
from metrics.queries.scope import scope_of
from practices.actions.places import (
    CurrencyFixed,
    LastLocation,
    change_location,
    change_practice,
    close_location,
    open_location,
    save_location,
    save_practice,
)
from practices.actions.seen import FieldsChanged
from practices.models import Event, Location, Practice
from tests.factories import NOON, TEN, book, make_client


def test_a_setting_is_changed_and_what_it_was_is_kept(willow):
    change_practice(willow.practice, by=willow.owner, at=NOON, name="Willow & Sons", weekly_cap=2)

    event = Event.objects.get(kind="practice.changed")
    assert event.payload["changes"] == {"name": ["Willow", "Willow & Sons"]}
    assert Practice.objects.get(pk=willow.practice.pk).name == "Willow & Sons"


def test_what_somebody_left_as_they_saw_it_is_not_changed_back(willow):
    seen = {"phone": "", "weekly_cap": 2}
    change_practice(willow.practice, by=willow.owner, at=NOON, weekly_cap=5)

    how = {"by": willow.owner, "at": NOON, "seen": seen}
    save_practice(willow.practice, **how, phone="+1 555 0142", weekly_cap=2)

    practice = Practice.objects.get(pk=willow.practice.pk)
    assert (practice.phone, practice.weekly_cap) == ("+1 555 0142", 5)
    save_practice(practice, **how, weekly_cap=5)  # both wanted the same
    with pytest.raises(FieldsChanged) as refused:
        save_practice(practice, **how, weekly_cap=9)
    assert refused.value.facts["now"] == {"weekly_cap": 5}


def test_hours_of_a_place_are_compared_in_any_order(willow):
    monday, tuesday = [0, "09:00", "18:00"], [1, "10:00", "14:00"]
    how = {"by": willow.owner, "at": NOON}
    change_location(willow.location, **how, hours=[monday, tuesday])

    save_location(
        willow.location, **how, seen={"hours": [tuesday, monday], "city": ""}, hours=[monday], city="Denver"
    )
    with pytest.raises(FieldsChanged):
        save_location(willow.location, **how, seen={"hours": [tuesday]}, hours=[])

    assert Location.objects.get(pk=willow.location.pk).hours == [monday]


def test_the_currency_may_change_until_the_first_visit(willow):
    stale = Practice.objects.get(pk=willow.practice.pk)
    change_practice(stale, by=willow.owner, at=NOON, currency="EUR")
    assert book(willow).currency == "EUR"

    with pytest.raises(CurrencyFixed, match="EUR"):
        change_practice(stale, by=willow.owner, at=NOON, currency="USD")


def test_the_currency_stays_with_visits_that_came_before_it_was_noted(willow):
    book(willow)
    Practice.objects.filter(pk=willow.practice.pk).update(currency_fixed_at=None)

    with pytest.raises(CurrencyFixed, match="USD"), transaction.atomic():
        change_practice(willow.practice, by=willow.owner, at=NOON, currency="EUR")
    assert Practice.objects.get(pk=willow.practice.pk).currency == "USD"


def test_the_first_visit_decides_when_the_currency_was_fixed(willow):
    book(willow)
    book(willow, make_client(willow, "Ida Stone"), TEN + timedelta(days=1), at=NOON + timedelta(hours=1))

    assert Practice.objects.get(pk=willow.practice.pk).currency_fixed_at == NOON


def test_a_second_place_has_a_clock_of_its_own(willow):
    place = open_location(
        willow.practice, name="Denver", time_zone="America/Denver", by=willow.owner, at=NOON, city="Denver"
    )

    assert place.local(NOON).hour == 5
    assert place.position == 1
    assert Event.objects.filter(kind="location.opened", payload__location_id=place.pk).exists()


def test_a_changed_time_zone_is_recorded(willow):
    change_location(willow.location, by=willow.owner, at=NOON, time_zone="Europe/Berlin")

    event = Event.objects.get(kind="location.changed")
    assert event.payload["changes"] == {"time_zone": ["America/New_York", "Europe/Berlin"]}


def test_the_last_place_cannot_be_closed(willow):
    with pytest.raises(LastLocation):
        close_location(willow.location, by=willow.owner, at=NOON)

    open_location(willow.practice, name="Denver", time_zone="America/Denver", by=willow.owner, at=NOON)
    close_location(willow.location, by=willow.owner, at=NOON)
    assert Location.objects.get(pk=willow.location.pk).closed_at == NOON


def test_a_place_where_somebody_is_expected_does_not_close(willow):
    open_location(willow.practice, name="Denver", time_zone="America/Denver", by=willow.owner, at=NOON)
    visit = book(willow)

    with pytest.raises(StillBooked, match="visits ahead: 1"), transaction.atomic():
        close_location(willow.location, by=willow.owner, at=NOON)
    assert Location.objects.get(pk=willow.location.pk).closed_at is None

    bookings.cancel(visit, party="practice", by=willow.desk, at=NOON)
    close_location(willow.location, by=willow.owner, at=NOON)


def test_a_closed_first_place_leaves_the_clock_to_the_first_open_one(willow):
    open_location(willow.practice, name="Berlin", time_zone="Europe/Berlin", by=willow.owner, at=NOON)
    close_location(willow.location, by=willow.owner, at=NOON)
    places = list(Location.objects.order_by("position"))

    assert str(practice_zone()) == "Europe/Berlin"
    assert str(scope_of(willow.practice, places, at=NOON).zone) == "Europe/Berlin"
    assert str(scope_of(willow.practice, places[:1], at=NOON).zone) == "America/New_York"
    silent = make_client(willow).journey
    late = NOON.replace(hour=23, minute=30)  # tomorrow in Berlin
    assert read([silent], at=late)[silent.client_id].today == late.date() + timedelta(days=1)
