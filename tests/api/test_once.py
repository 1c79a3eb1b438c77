"""One Idempotency-Key, one piece of work: also when a process or the database dies between the two."""

import json
import threading

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from bookings.models import Appointment
from config.api import middleware
from practices.tenancy import visit
from tests.api.conftest import Program
from tests.api.test_appointments import offered
from tests.factories import make_client, make_practice


def left_empty(program, body, name):
    """What a request leaves whose process died at work: its key taken, its answer empty."""
    path, kind = "/api/v1/appointments/", "application/json"
    request = RequestFactory().generic("POST", path, data=json.dumps(body), content_type=kind)
    with visit(program.world.practice):
        return middleware.claim(program.key, name, middleware.fingerprint(request), at=timezone.now())


def test_the_work_of_a_process_that_died_is_done_again_at_once(program, willow):
    zoe, slot = program.id_of("cli", make_client(willow)), offered(program, willow)[0]
    body = {"client": zoe, "slot": slot["token"]}
    left_empty(program, body, "order-30")

    first = program.post("appointments/", body, **{"Idempotency-Key": "order-30"})
    again = program.post("appointments/", body, **{"Idempotency-Key": "order-30"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Appointment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_while_one_request_is_at_work_its_key_is_in_use():
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    program = Program(willow)
    with visit(willow.practice):
        zoe, slot = make_client(willow), offered(program, willow)[0]
    body = {"client": program.id_of("cli", zoe), "slot": slot["token"]}
    answer = left_empty(program, body, "order-31")
    is_held, may_go = threading.Event(), threading.Event()

    def work():
        with visit(willow.practice):
            assert middleware.hold(answer)
            is_held.set()
            may_go.wait(20)
        connection.close()

    other = threading.Thread(target=work)
    other.start()
    assert is_held.wait(20)
    meanwhile = program.post("appointments/", body, **{"Idempotency-Key": "order-31"})
    may_go.set()
    other.join()
    after = program.post("appointments/", body, **{"Idempotency-Key": "order-31"})

    assert (meanwhile.status_code, meanwhile.said["code"]) == (409, "idempotency_key_in_use")
    assert after.status_code == 201
