"""What uploaded files keep of somebody who is erased: nothing, whatever has become of the file."""

from dataclasses import replace

import pytest

from clients import actions
from clients.models import Client, ImportBatch, RejectedRow
from clients.rules.mentions import Person
from tests.bookings.test_importing_visits import brought_in
from tests.factories import NOON, make_client

MAYA = Person(
    names=frozenset({"Maya Lopez", "Maya Kühn"}),
    contacts=frozenset({"+12125550147", "maya@example.org"}),
    numbers=frozenset({"7"}),
)


@pytest.mark.parametrize(
    "cells",
    [
        ["Maya Lopez"],
        ["Lopez, Maya"],
        ["1", "LOPEZ", "x", "maya"],
        ["Maya", "Kuhn"],
        ["Dr. Maya Anna López"],
        ["", "(212) 555-0147"],
        ["001 212 555 0147"],
        ["Mail: Maya@Example.org"],
    ],
)
def test_a_person_is_known_however_a_row_writes_them(cells):
    assert MAYA.is_in(cells)


@pytest.mark.parametrize(
    "cells",
    [[], ["Maya"], ["Lopez"], ["Mayara Lopez"], ["555"], ["7"], ["212 555 0148"], ["yam@example.org"]],
)
def test_others_are_not_taken_for_the_person(cells):
    assert not MAYA.is_in(cells)


def test_a_number_counts_where_the_file_keeps_numbers():
    assert MAYA.is_in(["x", "7"], numbered=[1, 5])
    assert not MAYA.is_in(["7", "8"], numbered=[1])


def test_a_name_of_one_word_must_stand_alone():
    maya = replace(MAYA, names=frozenset({"Maya"}), contacts=frozenset())
    assert maya.is_in(["1", "Maya"])
    assert not maya.is_in(["Maya Lopez"])


def uploaded(world, text, *, kind="clients", name="list.csv"):
    return actions.upload(
        world.practice, kind=kind, file_name=name, content=text.encode(), by=world.owner, at=NOON
    )


def silent(**progress):
    """Nobody watches."""


LIST = "Client ID,First name,Last name,Mobile\n7,Maya,Lopez,12\n8,Ben,Adler,12\n9,Cleo,Park,212 555 0149\n"


def test_rows_of_first_and_last_name_and_of_visits_go_too(willow):
    maya = make_client(willow, "Maya Lopez", external_id="7")
    tried = uploaded(willow, LIST)
    actions.try_out(tried, say=silent, by=willow.owner)
    visits = brought_in(willow, "Client ID,Service,Date\n7,Bath,2024-02-30\n8,Bath,2024-02-30\n")
    assert RejectedRow.objects.count() == 4

    actions.erase(maya, reason="", by=willow.owner, at=NOON)

    assert {row.cells[0] for row in RejectedRow.objects.all()} == {"8"}
    tried.refresh_from_db()
    visits.refresh_from_db()
    assert (bytes(tried.content), tried.mapping["examples"]) == (b"", [])
    assert (bytes(visits.content), visits.mapping["examples"]) == (b"", [])
    with pytest.raises(actions.FileGone, match="somebody in it was erased"):
        actions.ask_to_import(tried, by=willow.owner, at=NOON)


def test_a_second_upload_and_a_file_that_waits_are_emptied_too(willow):
    first, second, waiting = (uploaded(willow, LIST) for _ in range(3))
    others = uploaded(willow, "Name\nBen Adler\n")
    for batch in (first, second):
        actions.bring_in(batch, say=silent, by=willow.owner)
    cleo = Client.objects.get(name="Cleo Park")

    actions.erase(cleo, reason="", by=willow.owner, at=NOON)

    kept = {batch.pk for batch in ImportBatch.objects.exclude(content=b"")}
    assert kept == {others.pk}
    assert not {first.pk, second.pk, waiting.pk} & kept


def test_a_person_is_looked_for_under_the_name_they_had(willow):
    maya = make_client(willow, "Maya Kühn", phone="212 555 0147")
    waiting = uploaded(willow, "Name\nMaya Kuhn\n")
    actions.change_details(
        maya, changes={"name": "Maya Lopez", "phone": "212 555 0199"}, by=willow.owner, at=NOON
    )

    actions.erase(maya, reason="", by=willow.owner, at=NOON)

    waiting.refresh_from_db()
    assert bytes(waiting.content) == b""


def test_neither_the_name_of_a_file_nor_its_first_row_keeps_a_person(willow):
    maya = make_client(willow, "Maya Lopez")
    named = uploaded(willow, "Maya Lopez,x\nBen Adler,y\n", name="for Maya Lopez.csv")

    actions.erase(maya, reason="", by=willow.owner, at=NOON)

    named.refresh_from_db()
    assert bytes(named.content) == b""
    assert (named.file_name, named.mapping["layout"]["header"]) == ("list.csv", ["Column 1", "Column 2"])
