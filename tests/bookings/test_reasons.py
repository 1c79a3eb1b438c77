"""Why staff did something, in their own words: sealed where it belongs, and in no fact."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from bookings import actions
from bookings.exporting import bookings_part
from bookings.models import AlertReason, Payment
from bookings.views import desk_history
from clients import actions as clients
from practices.management.commands.reseal import sealed_columns
from practices.models import Event
from tests.bookings.worlds import facts
from tests.factories import NOON, TEN, book, make_client

BACK, GLOVES = "Her back hurt", "Petra has nitrile gloves"


@pytest.fixture
def visit(willow):
    """A visit of somebody with a stop alert, paid and half given back."""
    zoe = make_client(willow)
    clients.note_fact(zoe, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)
    booked = book(willow, zoe, details=actions.Details(alert_reason=GLOVES))
    paid = actions.take_payment(booked, amount=12000, method="card", by=willow.desk, at=TEN)
    actions.refund(paid, amount=6000, reason=BACK, by=willow.owner, at=TEN)
    return booked


def test_no_fact_holds_the_words_of_a_reason(willow, visit):
    actions.block_time(willow.petra, starts_at=TEN.replace(hour=20), ends_at=TEN.replace(hour=21),
                       reason=BACK, by=willow.desk, at=NOON)  # fmt: skip

    said = json.dumps(list(Event.objects.values_list("payload", flat=True)))
    assert BACK not in said
    assert GLOVES not in said


def test_a_reason_is_sealed_and_read_in_the_history_of_its_visit(visit):
    [passed], [given] = facts("client.alert_acknowledged"), facts("payment.refunded")

    assert desk_history.told(passed, visit).detail == GLOVES
    assert desk_history.told(given, visit).detail == f"$60.00, {BACK}"
    sealed = bytes(AlertReason.objects.get().text_sealed) + bytes(
        Payment.objects.get(kind="refund").reason_sealed
    )
    assert b"gloves" not in sealed
    assert b"back" not in sealed
    assert {(AlertReason, "text_sealed"), (Payment, "reason_sealed")} <= set(sealed_columns())


def test_reasons_are_in_the_export_for_those_who_may_read_health(visit):
    whole, bare = (bookings_part(visit.client, with_health=reads) for reads in (True, False))

    assert [one["text"] for one in whole["alert_reasons"]] == [GLOVES]
    assert BACK in json.dumps(whole["payments"], default=str)
    assert GLOVES not in json.dumps(bare, default=str)
    assert BACK not in json.dumps(bare, default=str)


def test_reasons_go_when_the_client_is_erased(willow, visit):
    clients.erase(visit.client, reason="", by=willow.owner, at=TEN)

    assert not AlertReason.objects.exists()
    assert {entry.reason for entry in Payment.objects.all()} == {""}


def test_a_reason_in_the_ledger_is_sealed_again_with_a_new_key(visit, settings):
    from practices import sealing
    from tests.practices.worlds import new_key

    settings.FIELD_KEYS = [f"fresh:{new_key()}", *settings.FIELD_KEYS]
    sealing._ring.cache_clear()
    call_command("reseal")
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    sealing._ring.cache_clear()

    assert Payment.objects.get(kind="refund").reason == BACK
    sealing._ring.cache_clear()


def test_old_facts_lose_the_words_and_the_visit_keeps_them(willow, visit):
    AlertReason.objects.all().delete()
    old = [
        ("client.alert_acknowledged", {"appointment_id": visit.pk, "reason": GLOVES}),
        ("client.alert_acknowledged", {"appointment_id": 0, "reason": "Of a visit that is gone"}),
        ("payment.refunded", {"payment_id": 1, "reason": BACK}),
    ]
    events = [
        Event.objects.create(practice=willow.practice, kind=kind, occurred_at=NOON, payload=payload)
        for kind, payload in old
    ]
    migration = import_module("bookings.migrations.0014_reasons_are_sealed")
    with connection.schema_editor(atomic=False) as editor:
        migration.seal_alerts(apps, editor)
    with connection.cursor() as cursor:
        for statement in (migration.OPEN, migration.WITHOUT, migration.CLOSE):
            cursor.execute(statement)

    assert AlertReason.objects.get().text == GLOVES
    assert all("reason" not in Event.objects.get(pk=event.pk).payload for event in events)
