"""A visit of several services by program: offered whole, booked whole or not at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.models import Ability, Appointment, Service
from tests.api.worlds import book
from tests.factories import make_client


@pytest.fixture
def zoe(willow):
    return make_client(willow)


@pytest.fixture
def second(willow):
    return Service.objects.get(name="Follow-up treatment")


def asked(program, willow, services, **more):
    since = timezone.localdate() + timedelta(days=3)
    query = [f"location={program.id_of('loc', willow.location)}", f"since={since}"]
    query += [f"services={program.id_of('svc', service)}" for service in services]
    query += [f"{name}={one}" for name, many in more.items() for one in many]
    return program.get(f"availability/visits/?{'&'.join(query)}")


def test_a_visit_of_two_services_is_booked_as_it_was_offered(program, willow, zoe, second):
    answer = asked(program, willow, [willow.service, second])
    offer = answer.said["data"][0]

    response = book(program, zoe, offer)

    assert response.status_code == 201, response.said
    booked = response.said["segments"]
    assert [(one["service"], one["practitioner"], one["price"]) for one in booked] == [
        (one["service"], one["practitioner"], one["price"]) for one in offer["segments"]
    ]
    assert response.said["price"] == offer["price"]
    visit = Appointment.objects.get()
    assert (visit.starts_local.isoformat(), visit.segments.count()) == (offer["starts_at"], 2)


def test_each_service_may_name_its_practitioner_or_anyone(program, willow, second):
    petra = program.id_of("res", willow.petra)

    offers = asked(program, willow, [willow.service, second], practitioners=["any", petra]).said["data"]

    assert {offer["segments"][1]["practitioner"] for offer in offers} == {petra}
    assert offers[0]["segments"][0]["practitioner"] == program.id_of("res", willow.ana)


def test_a_visit_of_which_one_service_changed_says_so_and_books_nothing(program, willow, zoe, second):
    offer = asked(program, willow, [willow.service, second]).said["data"][0]
    Service.objects.filter(pk=second.pk).update(price=second.price + 100)

    response = book(program, zoe, offer)

    assert (response.status_code, response.said["code"]) == (409, "slot_changed")
    assert response.said["facts"]["changed"] == ["price"]
    assert response.said["facts"]["now"]["services"][1]["price"] == second.price + 100
    assert not Appointment.objects.exists()


def test_a_visit_of_which_one_service_is_taken_is_not_booked_at_all(program, willow, zoe, second):
    petra = program.id_of("res", willow.petra)
    offer = asked(program, willow, [willow.service, second], practitioners=[petra, petra]).said["data"][0]
    first = book(program, make_client(willow, "Theo Novak"), offer)

    response = book(program, zoe, offer)

    assert (first.status_code, response.status_code, response.said["code"]) == (201, 409, "slot_taken")
    assert Appointment.objects.count() == 1


def test_a_whole_visit_is_no_time_to_move_one_to(program, willow, zoe, second):
    offers = asked(program, willow, [willow.service, second]).said["data"]
    booked = book(program, zoe, offers[0]).said

    response = program.post(f"appointments/{booked['id']}/reschedule/", {"slot": offers[5]["token"]})

    assert (response.status_code, response.said["code"]) == (409, "no_such_slot")


@pytest.fixture
def double(program, willow, zoe, second):
    """Booked by program: both services with Petra."""
    petra = program.id_of("res", willow.petra)
    offers = asked(program, willow, [willow.service, second], practitioners=[petra, petra]).said["data"]
    return book(program, zoe, offers[0]).said


def move(program, visit, **more):
    return program.post(
        f"appointments/{visit['id']}/reschedule/",
        {"starts_at": visit["starts_at"], "insist": ["rest"], **more},
    )


def people(visit):
    return [one["practitioner"] for one in visit["segments"]]


def test_one_practitioner_is_not_put_on_every_service_of_a_visit(program, willow, double):
    ana, petra = program.id_of("res", willow.ana), program.id_of("res", willow.petra)

    refused = move(program, double, practitioner=ana)
    moved = move(program, double, practitioners=[None, ana])

    assert (refused.status_code, refused.said["code"]) == (409, "one_for_each_service")
    assert "This visit has 2 services" in refused.said["detail"]
    assert (moved.status_code, people(moved.said)) == (200, [petra, ana])
    assert people(move(program, double).said) == [petra, ana]


def test_somebody_who_does_not_do_a_service_is_refused_by_name(program, willow, double, second):
    Ability.objects.filter(service=second, practitioner=willow.ana).delete()

    refused = move(program, double, practitioners=[None, program.id_of("res", willow.ana)])

    assert (refused.status_code, refused.said["code"]) == (409, "not_offered")
    assert "Ana does not do Follow-up treatment" in refused.said["detail"]


def test_who_does_it_is_said_once(program, willow, double):
    ana = program.id_of("res", willow.ana)
    both = move(program, double, practitioner=ana, practitioners=[ana, ana])
    beside = program.post(f"appointments/{double['id']}/reschedule/", {"slot": "x", "practitioner": ana})

    assert (both.status_code, both.said["errors"][0]["field"]) == (422, "practitioners")
    assert (beside.status_code, beside.said["errors"][0]["field"]) == (422, "practitioner")


@pytest.mark.parametrize(
    ("count", "people", "field"), [(1, [], "services"), (5, [], "services"), (2, ["any"], "practitioners")]
)
def test_what_is_no_visit_of_several_services_is_refused_by_field(program, willow, count, people, field):
    response = asked(program, willow, [willow.service] * count, practitioners=people)

    assert (response.status_code, response.said["errors"][0]["field"]) == (422, field)


def test_a_neighbours_services_are_not_found(program, neighbour, willow, cedar):
    location = program.id_of("loc", willow.location)
    theirs = neighbour.id_of("svc", cedar.service)

    response = program.get(f"availability/visits/?location={location}&services={theirs}&services={theirs}")

    assert response.status_code == 422
