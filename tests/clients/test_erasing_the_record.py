"""What the record of others, and of the house, keeps of somebody who is erased."""

import json
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection

from clients import actions, queries
from practices.models import Event
from tests.factories import NOON, make_client

LATE = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def maya(willow):
    return make_client(willow, "Maya Lopez")


@pytest.fixture
def ben(willow, maya):
    """A friend of Maya's, who said so later."""
    ben = make_client(willow, "Ben Adler")
    changes = {"referrer": maya, "practitioner": willow.owner}
    return actions.change_details(ben, changes=changes, by=willow.owner, at=NOON)


def told(client, willow):
    lines = queries.timeline(client, member=willow.owner, before=LATE).lines
    return next(str(line.text) for line in lines if line.title == "Details changed")


def test_the_record_of_a_friend_names_nobody_else(willow, maya, ben):
    said = json.dumps(Event.objects.get(kind="client.changed").payload)

    assert "Maya" not in said
    assert told(ben, willow) == "Referred by: – → Maya Lopez; Practitioner of choice: – → Ana"
    actions.erase(maya, reason="", by=willow.owner, at=NOON)
    assert told(ben, willow) == f"Referred by: – → Erased {maya.pk}; Practitioner of choice: – → Ana"


def test_what_was_searched_for_is_not_in_the_record(willow, client, maya):
    client.force_login(willow.owner.user, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/p/willow/clients/list.csv?q=Maya+Lopez&state=&tag=VIP&made=up")

    event = Event.objects.get(kind="clients.list_exported")
    assert (event.payload["filters"], event.actor) == ("q, tag", willow.owner)


def test_old_records_lose_the_words_too(willow, maya, ben):
    changes = {"referrer": ["", f"Maya Lopez ({maya.pk})"], "city": ["Troy (1)", "Rome (2)"]}
    lists = ("q=Maya & Lopez&tag=VIP", "visits?range=90", "")
    old = [("client.changed", {"changes": changes})]
    old += [("clients.list_exported", {"filters": filters}) for filters in lists]
    events = [
        Event.objects.create(practice=willow.practice, kind=kind, occurred_at=NOON, payload=payload)
        for kind, payload in old
    ]
    migration = import_module("clients.migrations.0006_the_record_names_nobody_else").Migration
    with connection.cursor() as cursor:
        for statement in migration.operations[0].sql:
            cursor.execute(statement)

    left = [Event.objects.get(pk=event.pk).payload for event in events]
    assert left[0] == {"changes": {**changes, "referrer": ["", maya.pk]}}
    assert [payload["filters"] for payload in left[1:]] == ["q, tag", "visits?range=90", ""]
