"""What is kept of a timetable is never older than what was settled."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from bookings.models import (
    Ability,
    Closure,
    Requirement,
    Resource,
    ResourcePool,
    Shift,
    ShiftException,
    Timetable,
)
from bookings.queries.feed import Wanted
from bookings.queries.free import free_days
from bookings.queries.timetable import Timetable as Reading
from practices.actions.places import change_location
from practices.tenancy import inside
from tests.factories import NOON

MONDAY = date(2026, 3, 2)


def version(world):
    return Timetable.objects.get(practice=world.practice).version


def offered(world, day=MONDAY):
    wanted = Wanted(service=world.service, location=world.location, practitioner=world.petra)
    return free_days(wanted, world.practice, first=day, last=day, at=NOON)


CHANGES = {
    "ability": lambda w: Ability.objects.filter(practitioner=w.petra).update(books_online=False),
    "ability_gone": lambda w: Ability.objects.filter(practitioner=w.petra).delete(),
    "closure": lambda w: Closure.objects.create(
        practice=w.practice, from_on=MONDAY, until_on=MONDAY + timedelta(days=1)
    ),
    "requirement": lambda w: Requirement.objects.all().delete(),
    "resource": lambda w: Resource.objects.filter(kind="room").update(retired_at=NOON),
    "pool": lambda w: ResourcePool.objects.create(practice=w.practice, name="Sauna"),
    "shift": lambda w: Shift.objects.filter(practitioner=w.petra).update(until_on=MONDAY),
    "exception": lambda w: ShiftException.objects.create(
        practice=w.practice, practitioner=w.petra, day=MONDAY
    ),
    "opening_hours": lambda w: change_location(
        w.location, hours=[[1, "09:00", "18:00"]], by=w.owner, at=NOON
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_timetable_gives_it_a_new_version(willow, change):
    before = version(willow)

    CHANGES[change](willow)

    assert version(willow) != before


@pytest.mark.parametrize(
    "change", ["ability_gone", "closure", "resource", "shift", "exception", "opening_hours"]
)
def test_what_was_offered_before_a_change_is_not_offered_after_it(willow, change):
    assert offered(willow)

    CHANGES[change](willow)

    assert not offered(willow)


def test_a_change_that_was_taken_back_is_forgotten_with_what_was_read_meanwhile(willow):
    before = offered(willow)
    with transaction.atomic():
        CHANGES["closure"](willow)
        assert not offered(willow)
        transaction.set_rollback(True)

    assert offered(willow) == before

    CHANGES["shift"](willow)

    assert not offered(willow)


def test_the_neighbours_change_leaves_our_version_alone(willow, cedar):
    before = version(willow)
    with inside(cedar.practice):
        Shift.objects.all().delete()

    assert version(willow) == before


def test_what_is_kept_is_not_asked_for_again(willow, django_assert_num_queries):
    offered(willow)

    with django_assert_num_queries(1):
        again = Reading(willow.practice.pk)
        again.able(willow.service)
        again.needs(willow.service, willow.location)
        again.weeks(willow.location, [MONDAY])


def test_what_goes_with_its_practice_makes_no_version_again(willow):
    Timetable.objects.all().delete()

    for change in ("ability_gone", "requirement"):
        CHANGES[change](willow)
    Shift.objects.all().delete()

    assert not Timetable.objects.exists()
