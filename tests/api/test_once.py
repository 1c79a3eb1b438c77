"""One Idempotency-Key, one piece of work: also when a process or the database dies between the two."""

import json
import threading
from copy import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test import Client as Http
from django.test import RequestFactory
from django.utils import timezone

from bookings.models import Appointment
from clients.api.people import Clients
from clients.models import Client
from config.api import middleware
from practices.models import ApiKey
from practices.tenancy import visit
from tests.api.conftest import Program
from tests.api.worlds import offered
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


def test_a_stale_version_leaves_its_idempotency_key_free(program, willow):
    path = f"clients/{program.id_of('cli', make_client(willow))}/"
    seen = program.get(path).headers["ETag"]
    now = program.call("PATCH", path, {"city": "Troy"}).headers["ETag"]

    stale, right, again = (
        program.post(f"{path}archive/", **{"Idempotency-Key": "order-34", "If-Match": tag})
        for tag in (seen, now, now)
    )

    assert [one.status_code for one in (stale, right, again)] == [412, 200, 200]
    assert (again.content, again.headers["Idempotent-Replayed"]) == (right.content, "true")


def test_a_body_with_wrong_fields_leaves_its_idempotency_key_free(program):
    once = {"Idempotency-Key": "order-35"}

    assert program.post("clients/", {"name": ""}, **once).status_code == 422
    assert program.post("clients/", {"name": "Bea Lund"}, **once).status_code == 201
    assert program.post("clients/", {"name": ""}, **once).said["code"] == "idempotency_key_reused"


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


@pytest.mark.django_db(transaction=True)
def test_the_first_request_of_a_minute_keeps_no_other_waiting():
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    program, is_noted, may_go = Program(willow), threading.Event(), threading.Event()

    def work():
        with visit(willow.practice):
            assert middleware.admit(RequestFactory().get("/"), program.secret, at=timezone.now())
            is_noted.set()
            may_go.wait(20)
        connection.close()

    other = threading.Thread(target=work)
    other.start()
    assert is_noted.wait(20)
    read = program.get("services/")
    written = program.post("clients/", {"name": "Bea Lund"}, **{"Idempotency-Key": "order-33"})
    may_go.set()
    other.join()

    assert (read.status_code, written.status_code) == (200, 201)
    with visit(willow.practice):
        assert ApiKey.objects.get(pk=program.key.pk).used_at is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [PermissionDenied, OperationalError, ZeroDivisionError])
def test_a_request_that_failed_takes_nothing_from_the_one_that_came_after_it(error, monkeypatch):
    """The first fails; before it has settled its key, a second comes with the same one and works."""
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    first = Program(willow)
    first.http.raise_request_exception = False
    create, opens, failed, seconds = Clients.create, middleware.visit, [], []

    def fails_once(view, request):
        if failed:
            return create(view, request)
        failed.append(threading.current_thread())
        raise error

    def send(into):
        second = copy(first)
        second.http = Http()
        into.append(second.post("clients/", {"name": "Bea Lund"}, **{"Idempotency-Key": "order-32"}))
        connection.close()

    def lets_the_second_in_first(practice):
        if failed and threading.current_thread() is failed[0] and not seconds:
            other = threading.Thread(target=send, args=[seconds])
            other.start()
            other.join()
        return opens(practice)

    monkeypatch.setattr(Clients, "create", fails_once)
    monkeypatch.setattr(middleware, "visit", lets_the_second_in_first)
    once_more = {"Idempotency-Key": "order-32"}
    assert first.post("clients/", {"name": "Bea Lund"}, **once_more).status_code >= 400
    meanwhile = seconds[0] if seconds else first.post("clients/", {"name": "Bea Lund"}, **once_more)
    again = first.post("clients/", {"name": "Bea Lund"}, **once_more)

    assert (meanwhile.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.content == meanwhile.content
    with visit(willow.practice):
        assert Client.objects.filter(name="Bea Lund").count() == 1
