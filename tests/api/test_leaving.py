"""Export and erasure of a client by program, behind a scope of their own."""

import io
import json
import zipfile

import pytest
from django.utils import timezone

from clients.actions import note_fact
from clients.models import Client
from practices import jobs
from practices.models import Event
from tests.api.conftest import Program
from tests.factories import NOON, make_client


@pytest.fixture
def zoe(willow):
    return make_client(willow, phone="+1 303 555 0142")


def test_everything_about_a_client_becomes_a_file(program, willow, zoe):
    asked = program.post("exports/", {"client": program.id_of("cli", zoe)})
    path = f"exports/{asked.said['id']}/"

    assert (asked.status_code, asked.said["is_ready"]) == (202, False)
    assert program.get(f"{path}file/").status_code == 404
    job = jobs.claim(at=timezone.now())
    jobs.run(job, clock=timezone.now)

    assert program.get(path).said["is_ready"] is True
    fetched = program.get(f"{path}file/")
    assert fetched.headers["Content-Type"] == "application/zip"
    assert "everything.json" in zipfile.ZipFile(io.BytesIO(fetched.content)).namelist()


def test_a_program_without_health_gets_the_export_without_it(program, willow, zoe):
    """And every fetching is on the timeline, with what was in it."""
    note_fact(zoe, kind="allergy", value="Nut oil", by=willow.owner, at=NOON)
    note_fact(zoe, kind="preference", value="Mornings", by=willow.owner, at=NOON)
    bare = Program(willow, scopes=["clients:read", "clients:erase"])
    mine = program.post("exports/", {"client": program.id_of("cli", zoe)}).said["id"]
    jobs.run(jobs.claim(at=timezone.now()), clock=timezone.now)

    def facts(reader):
        files = zipfile.ZipFile(io.BytesIO(reader.get(f"exports/{mine}/file/").content))
        assert ("WITHOUT-HEALTH.txt" in files.namelist()) == (reader is bare)
        return [fact["value"] for fact in json.loads(files.read("everything.json"))["facts"]]

    assert (facts(program), facts(bare)) == (["Nut oil", "Mornings"], ["Mornings"])
    fetched = Event.objects.filter(client_id=zoe.pk, kind="client.export_fetched").order_by("id")
    assert [event.payload["with_health"] for event in fetched] == [True, False]


def test_an_erased_client_answers_like_nobody(program, zoe):
    path = f"clients/{program.id_of('cli', zoe)}/"
    program.post("exports/", {"client": program.id_of("cli", zoe)})

    erased = program.post(f"{path}erase/", {"reason": "Asked to"})

    assert (erased.status_code, erased.content) == (204, b"")
    assert program.get(path).status_code == 404
    assert program.get("exports/").said["data"] == []
    assert not Client.objects.filter(name="Zoe Baker").exists()
    assert program.post(f"{path}erase/", {"reason": "Again"}).status_code == 404


def test_erasing_takes_a_scope_of_its_own(willow, zoe):
    writer = Program(willow, scopes=["clients:read", "clients:write"])
    client = writer.id_of("cli", zoe)

    for path in ("exports/", f"clients/{client}/erase/"):
        refused = writer.post(path, {"client": client, "reason": "Asked to"})
        assert (refused.status_code, refused.said["code"]) == (403, "scope_missing")
        assert "clients:erase" in refused.said["detail"]


def test_a_neighbours_client_is_neither_exported_nor_erased(program, neighbour, zoe):
    client = program.id_of("cli", zoe)
    mine = program.post("exports/", {"client": client}).said["id"]

    assert neighbour.post("exports/", {"client": client}).said["errors"][0]["field"] == "client"
    assert neighbour.post(f"clients/{client}/erase/", {"reason": "x"}).status_code == 404
    assert neighbour.get(f"exports/{mine}/file/").status_code == 404


def test_clients_are_found_as_people_type_them(program, willow, zoe):
    make_client(willow, "Theo Novak")

    for typed in ("bak zo", "303 555 0142", "Zoe Bakre"):
        assert [row["name"] for row in program.get(f"clients/?q={typed}").said["data"]] == ["Zoe Baker"]


def test_the_events_of_one_client_are_listed(program, willow, zoe):
    make_client(willow, "Theo Novak")

    listed = program.get(f"events/?client={program.id_of('cli', zoe)}").said["data"]

    assert len(listed) == Event.objects.filter(client_id=zoe.pk).count() > 0
    assert {event["data"]["client_id"] for event in listed} == {program.id_of("cli", zoe)}
    assert program.get("events/?client=cli_1").said["errors"][0]["field"] == "client"
