"""What programs were answered is kept sealed, for a day, and not beyond the erasure of a client."""

import base64
import io
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from clients import actions
from practices import sealing
from practices.models import Answer
from practices.tasks import drop_old_answers
from tests.factories import make_client

ONCE = {"Idempotency-Key": "order-40"}


@pytest.fixture
def zoe(willow):
    return make_client(willow)


@pytest.fixture
def noted(program, zoe):
    body = {"client": program.id_of("cli", zoe), "kind": "allergy", "value": "Scoliosis"}
    answer = program.post("facts/", body, **ONCE)
    assert answer.status_code == 201
    return body, answer


def test_health_in_a_kept_answer_is_sealed_and_given_again_word_for_word(program, noted):
    body, first = noted

    again = program.post("facts/", body, **ONCE)

    assert b"Scoliosis" not in bytes(Answer.objects.get().body_sealed)
    assert b"Scoliosis" in again.content
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")


def test_a_webhook_secret_in_a_kept_answer_is_sealed(program):
    added = program.post("webhooks/", {"url": "https://hooks.example/in"}, **ONCE)

    assert added.said["secret"].startswith("whsec_")
    assert b"whsec_" not in bytes(Answer.objects.get().body_sealed)


def test_an_erased_client_is_in_no_kept_answer_and_nothing_is_done_again(program, noted, zoe, willow):
    body, _first = noted
    actions.erase(zoe, reason="Asked to", by=willow.owner, at=timezone.now())

    again = program.post("facts/", body, **ONCE)

    assert (again.status_code, again.said["code"]) == (409, "idempotency_key_answer_erased")
    assert Answer.objects.get().body_sealed is None


def test_an_answer_without_a_body_is_given_again(program, zoe):
    path = f"clients/{program.id_of('cli', zoe)}/erase/"

    erased = [program.post(path, {"reason": "Asked to"}, **ONCE) for _ in range(2)]

    assert [(one.status_code, one.content) for one in erased] == [(204, b"")] * 2


def test_kept_answers_go_after_a_day_by_night(noted, program, zoe):
    program.post("clients/", {"name": "Bea Lund"}, **{"Idempotency-Key": "order-41"})
    Answer.objects.filter(idempotency_key="order-40").update(asked_at=timezone.now() - timedelta(hours=25))

    assert drop_old_answers() == 1
    assert [one.idempotency_key for one in Answer.objects.all()] == ["order-41"]


def test_kept_answers_are_sealed_again_with_a_new_key(program, noted, settings, willow, zoe):
    body, first = noted
    fresh = base64.b64encode(uuid.uuid4().bytes + uuid.uuid4().bytes).decode()
    settings.FIELD_KEYS = [f"fresh:{fresh}", *settings.FIELD_KEYS]
    sealing._ring.cache_clear()

    call_command("reseal", stdout=io.StringIO())

    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    sealing._ring.cache_clear()
    assert program.post("facts/", body, **ONCE).content == first.content
    actions.erase(zoe, reason="Asked to", by=willow.owner, at=timezone.now())
    call_command("reseal", "--check", stdout=io.StringIO())
    sealing._ring.cache_clear()
