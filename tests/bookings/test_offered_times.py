"""What is offered can be booked; what is booked is no longer offered. On the real database."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import actions
from bookings.models import Closure, Occupancy, Resource, Service, ShiftException
from bookings.queries import Wanted, free_days, free_visits, nearest_slots, rebook_slots, stranded_visits
from practices.errors import Refusal
from tests.bookings.worlds import DAY
from tests.factories import NOON, TEN, book, make_client

MONDAY = date(2026, 3, 2)


def offered(willow, first=MONDAY, last=MONDAY + 4 * DAY, who=None, **more):
    wanted = Wanted(service=willow.service, location=willow.location, practitioner=who, **more)
    return free_days(wanted, willow.practice, first=first, last=last, at=NOON)


def flat(days):
    return [slot for slots in days.values() for slot in slots]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_time_offered_is_bookable_and_then_no_longer_offered(willow, data):
    services = list(Service.objects.all())
    with transaction.atomic():
        for number in range(data.draw(st.integers(2, 6))):
            willow.service = data.draw(st.sampled_from(services))
            who = data.draw(st.sampled_from([None, willow.petra, willow.ana]))
            slots = flat(offered(willow, last=MONDAY, who=who))
            if not slots:
                continue
            slot = data.draw(st.sampled_from(slots))
            person = Resource.objects.get(pk=slot.practitioner_id)
            visit = book(willow, make_client(willow, f"Guest {number}"), slot.starts_at, practitioner=person)
            assert visit.ends_at == slot.ends_at
            assert visit.price == slot.price
            again = flat(offered(willow, last=MONDAY, who=person))
            assert slot.starts_at not in [one.starts_at for one in again]
        transaction.set_rollback(True)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minute=st.integers(0, 36).map(lambda n: n * 15))
def test_a_time_on_the_grid_that_is_not_offered_is_refused(willow, minute):
    with transaction.atomic():
        book(willow, make_client(willow, "Ida Stone"), practitioner=willow.petra)
        starts_at = NOON + timedelta(hours=1, minutes=minute)
        times = [slot.starts_at for slot in flat(offered(willow, last=MONDAY, who=willow.petra))]
        try:
            with transaction.atomic():
                book(willow, make_client(willow, "Max Hill"), starts_at)
            outcome = True
        except Refusal:
            outcome = False
        assert outcome == (starts_at in times)
        transaction.set_rollback(True)


def test_a_day_off_and_a_closure_leave_no_times(willow):
    ShiftException.objects.create(practice=willow.practice, practitioner=willow.petra, day=MONDAY)
    Closure.objects.create(practice=willow.practice, from_on=MONDAY + DAY, until_on=MONDAY + 2 * DAY)
    days = offered(willow, who=willow.petra)
    assert list(days) == [MONDAY + 2 * DAY, MONDAY + 3 * DAY, MONDAY + 4 * DAY]
    assert MONDAY in offered(willow)


def test_other_hours_on_one_day_replace_the_usual_ones(willow):
    ShiftException.objects.create(
        practice=willow.practice,
        practitioner=willow.petra,
        location=willow.location,
        day=MONDAY,
        starts="12:30",
        ends="14:30",
    )
    slots = offered(willow, last=MONDAY, who=willow.petra)[MONDAY]
    hours = [willow.location.local(slot.starts_at).strftime("%H:%M") for slot in slots]
    assert hours == ["12:30", "12:45", "13:00", "13:15", "13:30"]


def test_nobody_is_offered_a_time_inside_the_notice_or_past_the_horizon(willow):
    slots = flat(offered(willow, is_online=True, last=MONDAY + 120 * DAY))
    assert slots[0].starts_at >= NOON + timedelta(minutes=120)
    assert slots[-1].starts_at <= NOON + 90 * DAY


def test_a_price_that_changes_on_a_day_is_the_price_of_that_day(willow):
    ability = willow.petra.abilities.get(service=willow.service)
    ability.until_on = MONDAY + 2 * DAY
    ability.save()
    ability.pk, ability.price, ability.from_on, ability.until_on = None, 20000, MONDAY + 2 * DAY, None
    ability.save()
    days = offered(willow, who=willow.petra)
    assert {slot.price for slot in days[MONDAY + DAY]} == {12000}
    assert {slot.price for slot in days[MONDAY + 2 * DAY]} == {20000}


def test_of_several_free_people_the_less_wasteful_one_is_offered_and_three_carry_a_reason(willow):
    slots = flat(offered(willow))
    assert len([slot for slot in slots if slot.reason]) == 3
    assert len({slot.starts_at for slot in slots}) == len(slots)


def test_the_nearest_times_are_near(willow):
    wanted = Wanted(service=willow.service, location=willow.location)
    slots = nearest_slots(wanted, willow.practice, near=TEN, at=NOON, prefer_id=willow.petra.pk)
    assert [slot.starts_at for slot in slots] == [
        TEN - timedelta(minutes=15),
        TEN,
        TEN + timedelta(minutes=15),
    ]
    assert {slot.practitioner_name for slot in slots} == {"Petra"}


def test_the_next_visit_is_proposed_a_rhythm_later_with_the_same_person(willow):
    visit = actions.complete(book(willow), by=willow.desk, at=TEN)
    slots = rebook_slots(visit, at=TEN)
    assert len(slots) == 3
    assert all(abs(slot.starts_at - (TEN + 14 * DAY)) <= timedelta(hours=2) for slot in slots)
    assert {slot.practitioner_name for slot in slots} == {"Petra"}


def test_a_service_that_ended_proposes_nothing(willow):
    visit = book(willow)
    Service.objects.update(archived_at=NOON)
    assert rebook_slots(visit, at=TEN) == []


def test_visits_outside_changed_hours_are_listed(willow):
    stays, stranded = book(willow), book(willow, make_client(willow, "Ida Stone"), TEN + DAY)
    ShiftException.objects.create(practice=willow.practice, practitioner=willow.petra, day=MONDAY + DAY)
    assert stranded_visits(willow.location, [willow.petra], at=NOON) == [stranded]
    assert stays.status == "booked"


def test_a_search_asks_for_the_version_of_the_timetable_and_for_what_is_taken(
    willow, django_assert_num_queries
):
    for number in range(4):
        book(willow, make_client(willow, f"Guest {number}"), TEN + number * DAY)
    with django_assert_num_queries(2):
        offered(willow)


@pytest.mark.parametrize("kind", ["spa", "salon", "clinic", "coach", "therapist"])
def test_each_kind_of_practice_opens_with_something_to_book(kind, db):
    from practices import opening
    from practices.models import Location
    from practices.tenancy import inside
    from tests.factories import make_user

    practice, owner = opening.open_practice(
        make_user("Ora", kind), name=kind, kind=kind, time_zone="Europe/Berlin", currency="EUR", at=NOON
    )
    with inside(practice):
        location = Location.objects.get()
        for service in Service.objects.all():
            wanted = Wanted(service=service, location=location, is_online=True)
            assert free_days(wanted, practice, first=MONDAY, last=MONDAY + DAY, at=NOON)
        assert Occupancy.objects.count() == 0
        assert owner.resource.name == "Ora"


def test_a_visit_of_two_services_is_offered_as_it_can_be_booked(willow):
    second = Service.objects.get(name="Follow-up treatment")
    book(willow, make_client(willow, "Ida Stone"), TEN)
    wanted = [
        Wanted(service=one, location=willow.location, practitioner=who)
        for one, who in ((willow.service, None), (second, willow.petra))
    ]
    visits = free_visits(wanted, willow.practice, first=MONDAY, last=MONDAY, at=NOON)
    assert visits
    for slots in visits:
        wait = slots[1].starts_at - slots[0].ends_at
        assert timedelta(0) <= wait <= timedelta(minutes=15)
    chosen = visits[0]
    asked = [
        actions.Asked(
            service=one.service,
            practitioner=Resource.objects.get(pk=slot.practitioner_id),
            starts_at=slot.starts_at,
        )
        for one, slot in zip(wanted, chosen, strict=True)
    ]
    visit = actions.book_visit(
        make_client(willow), asked=asked, location=willow.location, by=willow.desk, at=NOON
    )
    assert (visit.starts_at, visit.ends_at) == (chosen[0].starts_at, chosen[1].ends_at)
    assert visit.price == sum(slot.price for slot in chosen)
    assert free_visits(wanted, willow.practice, first=MONDAY - 9 * DAY, last=MONDAY - DAY, at=NOON) == []
