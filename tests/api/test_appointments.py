"""Booking, moving and calling off by program: the same rules as at the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.models import Appointment, Service
from practices.models import Event
from tests.api.worlds import book, offered
from tests.factories import make_client


@pytest.fixture
def zoe(willow):
    return make_client(willow)


def test_free_times_are_those_of_a_week_from_today_unless_said(program, willow):
    program_id = (
        f"service={program.id_of('svc', willow.service)}&location={program.id_of('loc', willow.location)}"
    )
    today = willow.location.local(timezone.now()).date()

    days = [slot["starts_at"][:10] for slot in program.get(f"availability/?{program_id}").said["data"]]

    assert str(today) <= min(days) <= max(days) <= str(today + timedelta(days=6))
    assert program.get(f"availability/?{program_id}&since=9999-12-31").status_code in {200, 422}


def test_an_offered_slot_is_booked_as_offered(program, willow, zoe):
    slot = offered(program, willow)[0]

    response = book(program, zoe, slot)

    assert response.status_code == 201, response.said
    visit = Appointment.objects.get()
    assert visit.starts_at.isoformat() == response.said["starts_at"].replace("Z", "+00:00")
    assert (visit.price, visit.source) == (slot["price"], "api")
    assert response.said["segments"][0]["practitioner"] == slot["practitioner"]
    assert Event.objects.get(kind="appointment.booked").source.startswith("api:")


def test_a_taken_slot_is_refused_with_alternatives(program, willow, zoe):
    slot = offered(program, willow, practitioner=program.id_of("res", willow.petra))[0]
    book(program, zoe, slot)

    response = book(program, make_client(willow, "Theo Novak"), slot)

    assert (response.status_code, response.said["code"]) == (409, "slot_taken")
    assert len(response.said["facts"]["alternatives"]) == 3
    assert Appointment.objects.count() == 1


def test_a_slot_whose_price_changed_says_so_and_books_nothing(program, willow, zoe):
    slot = offered(program, willow)[0]
    Service.objects.filter(pk=willow.service.pk).update(price=99999)

    response = book(program, zoe, slot)

    assert (response.status_code, response.said["code"]) == (409, "slot_changed")
    assert response.said["facts"]["changed"] == ["price"]
    assert not Appointment.objects.exists()


def test_a_forged_slot_is_refused(program, willow, zoe):
    response = program.post("appointments/", {"client": program.id_of("cli", zoe), "slot": "forged"})

    assert (response.status_code, response.said["code"]) == (409, "no_such_slot")


def test_a_neighbours_slot_and_client_are_refused(program, neighbour, willow, cedar, zoe):
    slot = offered(neighbour, cedar)[0]
    stranger = make_client(cedar, "Nadia Stone")

    assert book(program, zoe, slot).said["code"] == "no_such_slot"
    response = program.post(
        "appointments/",
        {"client": neighbour.id_of("cli", stranger), "slot": offered(program, willow)[0]["token"]},
    )
    assert (response.status_code, response.said["errors"][0]["field"]) == (422, "client")


def test_one_idempotency_key_books_once(program, willow, zoe):
    slot = offered(program, willow)[0]

    first = book(program, zoe, slot, **{"Idempotency-Key": "order-17"})
    second = book(program, zoe, slot, **{"Idempotency-Key": "order-17"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Appointment.objects.count() == 1


def test_a_refusal_is_replayed_too(program, willow, zoe):
    slot = offered(program, willow, practitioner=program.id_of("res", willow.petra))[0]
    book(program, zoe, slot)
    theo = make_client(willow, "Theo Novak")
    first = book(program, theo, slot, **{"Idempotency-Key": "order-18"})
    program.post(f"appointments/{program.id_of('apt', Appointment.objects.get())}/cancel/")

    again = book(program, theo, slot, **{"Idempotency-Key": "order-18"})

    assert (first.status_code, again.status_code) == (409, 409)
    assert Appointment.objects.count() == 1


def test_one_idempotency_key_for_two_requests_is_refused(program, willow, zoe):
    slots = offered(program, willow)
    book(program, zoe, slots[0], **{"Idempotency-Key": "order-19"})

    response = book(program, zoe, slots[8], **{"Idempotency-Key": "order-19"})

    assert (response.status_code, response.said["code"]) == (409, "idempotency_key_reused")


def test_a_key_of_a_request_that_never_ran_may_be_used_again(program, willow, zoe):
    wrong = program.post("appointments/nonsense/cancel/", **{"Idempotency-Key": "order-20"})
    right = book(program, zoe, offered(program, willow)[0], **{"Idempotency-Key": "order-20"})

    assert (wrong.status_code, right.status_code) == (404, 201)


def test_a_visit_moves_unless_it_changed_meanwhile(program, willow, zoe):
    slots = offered(program, willow)
    booked = book(program, zoe, slots[0])
    path = f"appointments/{booked.said['id']}/reschedule/"

    moved = program.post(path, {"slot": slots[9]["token"]}, **{"If-Match": booked.headers["ETag"]})
    stale = program.post(path, {"slot": slots[2]["token"]}, **{"If-Match": booked.headers["ETag"]})

    assert moved.status_code == 200, moved.said
    assert moved.said["version"] == 2
    assert (stale.status_code, stale.said["code"]) == (412, "changed_meanwhile")


@pytest.mark.parametrize(
    ("term", "change"),
    [("price", {"price": 99999}), ("minutes", {"hands_on_minutes": 35})],
)
def test_a_visit_does_not_move_to_a_slot_on_other_terms(program, willow, zoe, term, change):
    booked = book(program, zoe, offered(program, willow)[0]).said
    Service.objects.filter(pk=willow.service.pk).update(**change)
    slot = offered(program, willow)[9]

    answer = program.post(f"appointments/{booked['id']}/reschedule/", {"slot": slot["token"]})

    assert (answer.status_code, answer.said["code"]) == (409, "slot_changed")
    assert answer.said["facts"]["changed"] == [term]
    assert answer.said["facts"]["offered"][term] == slot[term]
    assert program.get(f"appointments/{booked['id']}/").said["starts_at"] == booked["starts_at"]


def test_a_visit_does_not_move_to_a_slot_of_another_service(program, willow, zoe):
    booked = book(program, zoe, offered(program, willow)[0]).said
    other = Service.objects.exclude(pk=willow.service.pk).order_by("pk").first()
    slot = offered(program, willow, service=program.id_of("svc", other))[9]

    answer = program.post(f"appointments/{booked['id']}/reschedule/", {"slot": slot["token"]})

    assert (answer.status_code, answer.said["code"]) == (409, "slot_changed")
    assert answer.said["facts"]["changed"][0] == "service"
    assert program.get(f"appointments/{booked['id']}/").said["version"] == 1


def test_a_visit_is_run_step_by_step_and_paid(program, willow, zoe):
    booked = book(program, zoe, offered(program, willow)[0]).said
    path = f"appointments/{booked['id']}"

    assert program.post(f"{path}/confirm/").said["status"] == "confirmed"
    assert program.post(f"{path}/undo/").said["status"] == "booked"
    assert program.post(f"{path}/arrive/").said["code"] == "not_today"
    paid = program.post(f"{path}/payments/", {"amount": booked["price"], "method": "card"})
    assert paid.status_code == 201, paid.said
    more = program.post(f"{path}/payments/", {"amount": 1, "method": "cash"})
    assert (more.status_code, more.said["code"]) == (409, "more_than_due")
    assert [row["amount"] for row in program.get(f"{path}/payments/").said["data"]] == [booked["price"]]


def test_a_visit_is_called_off_by_the_practice(program, willow, zoe):
    booked = book(program, zoe, offered(program, willow)[0]).said

    response = program.post(
        f"appointments/{booked['id']}/cancel/", {"party": "practice", "reason": "Petra is ill"}
    )

    assert response.said["status"] == "cancelled_by_practice"
    again = program.post(f"appointments/{booked['id']}/cancel/")
    assert (again.status_code, again.said["code"]) == (409, "not_possible")


def test_a_list_is_narrowed_and_expanded_in_a_fixed_number_of_queries(
    program, willow, zoe, django_assert_max_num_queries
):
    slots = offered(program, willow)
    for slot in slots[::8][:3]:
        book(program, zoe, slot)
    practitioner = program.id_of("res", willow.petra)

    with django_assert_max_num_queries(14):
        said = program.get(
            f"appointments/?client={program.id_of('cli', zoe)}&expand=client,location,service&status=booked"
        ).said

    assert len(said["data"]) == 3
    assert said["data"][0]["client"]["name"] == "Zoe Baker"
    assert said["data"][0]["segments"][0]["service"]["name"] == willow.service.name
    narrowed = program.get(f"appointments/?practitioner={practitioner}").said["data"]
    assert all(row["segments"][0]["practitioner"] == practitioner for row in narrowed)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "client"),
        ({"slot": "x"}, "client"),
        ({"client": "ZOE"}, "location"),
        ({"client": "ZOE", "slot": "x", "starts_at": "2026-12-01T10:00:00Z"}, "slot"),
        ({"client": "ZOE", "service": "svc_1", "location": "loc_1", "starts_at": "soon"}, "service"),
    ],
)
def test_a_malformed_booking_is_refused_by_field(program, zoe, body, field):
    if body.get("client") == "ZOE":
        body = {**body, "client": program.id_of("cli", zoe)}

    response = program.post("appointments/", body)

    assert response.status_code == 422
    assert field in {error["field"] for error in response.said["errors"]}


def test_an_unknown_expansion_is_refused(program):
    response = program.get("appointments/?expand=secrets")

    assert response.status_code == 422
    assert "secrets cannot be expanded" in response.said["errors"][0]["detail"]


def test_broken_json_is_a_problem_not_a_crash(program):
    response = program.http.generic(
        "POST",
        "/api/v1/appointments/",
        data="{broken",
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.secret}"},
    )

    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_what_left_the_list_is_no_longer_offered_and_its_slots_say_so(program, willow, zoe):
    slot = offered(program, willow)[0]
    service = f"services/{program.id_of('svc', willow.service)}/archive/"
    assert program.post(service).status_code == 200

    response = book(program, zoe, slot)

    assert (response.status_code, response.said["code"]) == (409, "service_archived")
    assert offered(program, willow) == []
    assert not Appointment.objects.exists()


def test_a_closed_place_offers_nothing_and_its_slots_say_so(program, willow, zoe):
    slot = offered(program, willow)[0]
    program.post("locations/", {"name": "Annex", "time_zone": "America/New_York"})
    closed = program.post(f"locations/{program.id_of('loc', willow.location)}/close/")
    assert closed.status_code == 204

    response = book(program, zoe, slot)

    assert (response.status_code, response.said["code"]) == (409, "location_closed")
    assert offered(program, willow) == []


def test_neither_an_archived_client_nor_a_strangers_visit_passes(program, willow, zoe):
    first, second, *_ = offered(program, willow)
    strangers = book(program, make_client(willow, "Theo Novak"), first).said["id"]
    body = {"client": program.id_of("cli", zoe), "slot": second["token"]}

    followed = program.post("appointments/", {**body, "follows": strangers})
    program.post(f"clients/{program.id_of('cli', zoe)}/archive/")
    archived = program.post("appointments/", body)

    assert (followed.status_code, followed.said["code"]) == (409, "not_their_visit")
    assert (archived.status_code, archived.said["code"]) == (409, "client_is_archived")
    assert Appointment.objects.count() == 1
