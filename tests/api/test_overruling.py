"""What a member may do in spite of a warning, and to a visit's length, by program."""

import pytest

from practices.models import Event
from tests.api.test_appointments import book, offered
from tests.factories import make_client


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
