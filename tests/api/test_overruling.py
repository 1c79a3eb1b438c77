"""What a member may do in spite of a warning, and to a visit's length, by program."""

import pytest

from bookings.models import AlertReason, Appointment
from clients import actions as clients
from practices.models import Event
from tests.api.worlds import book, offered
from tests.factories import NOON, make_client


@pytest.fixture
def zoe(willow):
    return make_client(willow)


def test_a_warning_is_overruled_by_its_word_and_the_word_stays_on_record(program, willow, zoe):
    booked = book(program, zoe, offered(program, willow)[0]).said
    bea = make_client(willow, "Bea Lund")
    body = {
        "client": program.id_of("cli", bea),
        "service": program.id_of("svc", willow.service),
        "location": program.id_of("loc", willow.location),
        "practitioner": booked["segments"][0]["practitioner"],
        "starts_at": booked["starts_at"],
    }

    refused = program.post("appointments/", body)
    insisted = program.post("appointments/", {**body, "insist": [refused.said["facts"]["insist"]]})

    assert (refused.status_code, refused.said["code"]) == (409, "slot_taken")
    assert insisted.status_code == 201, insisted.said
    assert Event.objects.filter(kind="appointment.booked").latest("pk").payload["insisted"] == ["overlap"]


def test_a_visit_is_made_longer_where_it_stands(program, willow, zoe):
    booked = book(program, zoe, offered(program, willow)[0])
    path = f"appointments/{booked.said['id']}/length/"

    longer = program.post(path, {"minutes": 75}, **{"If-Match": booked.headers["ETag"]})
    stale = program.post(path, {"minutes": 90}, **{"If-Match": booked.headers["ETag"]})

    assert longer.status_code == 200, longer.said
    assert (longer.said["starts_at"], longer.said["price"]) == (
        booked.said["starts_at"],
        booked.said["price"],
    )
    assert longer.said["ends_at"] > booked.said["ends_at"]
    assert (stale.status_code, stale.said["code"]) == (412, "changed_meanwhile")


def test_a_stop_alert_wants_a_reason_of_a_program_too_and_tells_it_no_health_words(program, willow, zoe):
    clients.note_fact(zoe, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)
    slot = offered(program, willow)[0]
    by_hand = {
        "service": program.id_of("svc", willow.service),
        "location": program.id_of("loc", willow.location),
        "practitioner": slot["practitioner"],
        "starts_at": slot["starts_at"],
    }

    for way in ({"slot": slot["token"]}, by_hand):
        refused = program.post("appointments/", {"client": program.id_of("cli", zoe), **way})
        assert (refused.status_code, refused.said["code"]) == (409, "alert_needs_reason")
        assert b"Latex" not in refused.content
    assert not Appointment.objects.exists()

    body = {"client": program.id_of("cli", zoe), "slot": slot["token"], "alert_reason": "Nitrile gloves"}
    assert program.post("appointments/", body).status_code == 201
    kept = Event.objects.get(kind="client.alert_acknowledged")
    assert (AlertReason.objects.get().text, kept.source[:4]) == ("Nitrile gloves", "api:")


def test_a_stop_alert_of_a_client_without_one_wants_nothing(program, willow, zoe):
    fact = clients.note_fact(zoe, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)
    clients.end_fact(fact, by=willow.owner, at=NOON)

    assert book(program, zoe, offered(program, willow)[0]).status_code == 201
    assert not Event.objects.filter(kind="client.alert_acknowledged").exists()
