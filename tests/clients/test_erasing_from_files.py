"""What uploaded files keep of somebody who is erased: nothing, whatever has become of the file."""

from dataclasses import replace

import pytest
from django.utils import timezone

from clients import actions
from clients.importing.rejected import rejected_csv
from clients.models import Client, ErasedMark, ImportBatch, RejectedRow
from clients.rules.mentions import Person
from practices.tasks import run_one_job
from practices.tenancy import inside
from tests.bookings.past import brought_in
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
    assert (bytes(tried.content), tried.examples) == (b"", [])
    assert (bytes(visits.content), visits.examples) == (b"", [])
    with pytest.raises(actions.FileGone, match="somebody in it was erased"):
        actions.ask_to_import(tried, by=willow.owner, at=NOON)


def test_an_import_that_waits_says_that_its_file_was_emptied(willow, browser):
    maya = make_client(willow, "Maya Lopez", external_id="7")
    batch = uploaded(willow, LIST)
    actions.try_out(batch, say=silent, by=willow.owner)
    actions.ask_to_import(batch, by=willow.owner, at=NOON)
    actions.erase(maya, reason="", by=willow.owner, at=NOON)

    assert run_one_job(willow.practice, clock=timezone.now) == 1

    batch.refresh_from_db()
    assert (batch.status, batch.job.status) == ("failed", "failed")
    assert batch.job.message.startswith("This file was emptied")
    page = browser.get(f"/p/willow/clients/import/{batch.pk}/").content.decode()
    assert "Upload again" in page
    assert "Go on" not in page


def test_an_import_under_way_stops_when_somebody_in_its_file_is_erased(willow):
    """Of the rows at hand none comes in, and none that stays out is kept."""
    maya = make_client(willow, "Maya Lopez", external_id="7")
    many = "".join(f"x{number},Ida Stone,\n" for number in range(499))
    batch = uploaded(willow, f"Client ID,Name,Mobile\n7,Maya Lopez,\n{many}8,Maya Lopez,12\n9,Cleo Park,\n")

    def erase(**progress):
        actions.erase(maya, reason="", by=willow.owner, at=NOON)

    with pytest.raises(actions.FileGone):
        actions.bring_in(batch, say=erase, by=willow.owner)

    batch.refresh_from_db()
    assert (batch.status, batch.job.status) == ("failed", "failed")
    assert set(Client.objects.present().values_list("name", flat=True)) == {"Ida Stone"}
    assert not RejectedRow.objects.exists()


def test_a_second_upload_and_a_file_that_waits_are_emptied_too(willow):
    first, second, waiting = (uploaded(willow, LIST) for _ in range(3))
    others = uploaded(willow, "Name\nBen Adler\n")
    for batch in (first, second):
        actions.bring_in(batch, say=silent, by=willow.owner)
    cleo = Client.objects.get(name="Cleo Park")

    actions.erase(cleo, reason="", by=willow.owner, at=NOON)

    kept = {batch.pk for batch in ImportBatch.objects.exclude(content_sealed=b"")}
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


def test_an_old_file_does_not_bring_an_erased_client_back(willow):
    first = uploaded(willow, LIST)
    actions.bring_in(first, say=silent, by=willow.owner)
    cleo = Client.objects.get(name="Cleo Park")
    actions.erase(cleo, reason="", by=willow.owner, at=NOON)

    for text in (
        LIST,
        LIST.replace("9,", ","),
        LIST.replace("Cleo,Park", "C,P"),
        "Name,Mobile\nC P,212 555 0149\n",
    ):
        batch = uploaded(willow, text)
        actions.try_out(batch, say=silent, by=willow.owner)
        actions.bring_in(batch, say=silent, by=willow.owner)
        gone = [
            row for row in RejectedRow.objects.filter(batch=batch) if row.reasons[0]["code"] == "was_erased"
        ]
        [said] = [(row.cells, row.reasons[0]["value"], row.reasons[0]["facts"]) for row in gone]
        assert said == ([], "", {"on": "2026-03-02"})
    assert not Client.objects.filter(phone="+12125550149").exists()
    assert "555" not in rejected_csv(batch)
    assert "was erased on 2026-03-02" in rejected_csv(batch)


def test_visits_of_an_erased_client_stay_out_without_their_cells(willow):
    maya = make_client(willow, "Maya Lopez", external_id="7")
    actions.erase(maya, reason="", by=willow.owner, at=NOON)

    text = "Client ID,Client,Service,Date\n7,Maya Lopez,Bath,2024-02-01\n7,Maya Lopez,Bath,2024-02-30\n"
    batch = brought_in(willow, text)

    left = [(row.cells, row.reasons[0]["code"]) for row in RejectedRow.objects.filter(batch=batch)]
    assert left == [([], "was_erased")] * 2


def test_who_shares_a_contact_with_an_erased_client_comes_in(willow):
    """And so does the client who has come back, once somebody has added them by hand."""
    make_client(willow, "Ann Park", phone="212 555 0149")
    cleo = make_client(willow, "Cleo Park", phone="212 555 0149", external_id="9")
    actions.erase(cleo, reason="", by=willow.owner, at=NOON)
    text = "Client ID,Name,Mobile\n9,Cleo Park,2125550149\n10,Dan Park,2125550149\n"

    before = uploaded(willow, text)
    actions.bring_in(before, say=silent, by=willow.owner)
    make_client(willow, "Cleo Park", phone="212 555 0149")
    after = uploaded(willow, text)
    actions.bring_in(after, say=silent, by=willow.owner)

    counts = [(batch.added, batch.unchanged, batch.rejected) for batch in ImportBatch.objects.order_by("id")]
    assert counts == [(1, 0, 1), (0, 2, 0)]


def test_marks_of_the_erased_tell_no_name_and_stay_in_their_practice(willow, cedar):
    for world in (willow, cedar):
        with inside(world.practice):
            maya = make_client(world, "Maya Lopez", phone="212 555 0147", email="maya@example.org")
            actions.erase(maya, reason="", by=world.owner, at=NOON)
    with inside(willow.practice):
        ours = set(ErasedMark.objects.values_list("digest", flat=True))
    with inside(cedar.practice):
        theirs = set(ErasedMark.objects.values_list("digest", flat=True))

    assert len(ours) == len(theirs) == 5
    assert not ours & theirs
