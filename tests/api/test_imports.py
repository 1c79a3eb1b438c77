"""A list of clients by program: uploaded, read right, tried, brought in, taken back."""

import pytest
from django.utils import timezone

from clients.importing import reading
from clients.models import Client, ImportBatch
from config.api import middleware
from practices import jobs, keys
from tests.api.conftest import Program

FILE = """Kunden-Nr.;Name;Handy;Allergien
7;Zoë Baker;212 555 0147;Nut oil
8;Ben Adler;12345;
"""


def work():
    while job := jobs.claim(at=timezone.now()):
        jobs.run(job, clock=timezone.now)


def upload(program, text=FILE, kind="clients", **headers):
    return program.call("POST", f"imports/?kind={kind}&file_name=all.csv", text.encode("cp1252"), **headers)


@pytest.fixture
def path(program):
    return f"imports/{upload(program).said['id']}/"


def test_an_upload_answers_how_the_file_would_be_read(program, willow):
    answer = upload(program)

    assert answer.status_code == 201, answer.said
    assert [column["field"] for column in answer.said["columns"]] == [
        "external_id",
        "name",
        "phone",
        "allergy",
    ]
    assert (answer.said["status"], answer.said["rows"], answer.said["file_name"]) == (
        "uploaded",
        2,
        "all.csv",
    )
    assert answer.said["options"]["date_order"] == "month_first"
    assert ImportBatch.objects.get().uploaded_by == willow.owner


def test_a_file_comes_in_and_goes_again(program, path):
    asked = program.post(f"{path}check/")
    work()
    checked = program.get(path).said
    assert (asked.status_code, asked.said["is_working"]) == (202, True)
    assert [checked[name] for name in ("status", "added", "rejected", "is_working")] == [
        "checked",
        1,
        1,
        False,
    ]
    assert not Client.objects.exists()

    assert program.post(f"{path}begin/").status_code == 202
    work()
    assert program.get(path).said["status"] == "imported"
    assert Client.objects.get().name == "Zoë Baker"
    assert program.post(f"{path}release/").said["released_at"]

    assert program.post(f"{path}undo/").status_code == 202
    work()
    undone = program.get(path).said
    assert undone["status"] == "undone"
    assert undone["removed"] + undone["kept"] == 1


def test_the_guess_is_corrected_before_it_comes_in(program, path):
    columns = [{"place": 1, "field": "name"}, {"place": 3, "field": "note"}]
    seen = program.get(path).headers["ETag"]

    body = {"columns": columns, "options": {"is_lenient": True}}
    changed = program.call("PATCH", path, body, **{"If-Match": seen})
    stale = program.call("PATCH", path, body, **{"If-Match": seen})

    assert [column["field"] for column in changed.said["columns"]] == ["", "name", "", "note"]
    assert changed.said["options"]["is_lenient"] is True
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ([{"place": 4, "field": "name"}], "column_unknown"),
        ([{"place": 1, "field": "shoe_size"}], "column_unknown"),
        ([{"place": 0, "field": "name"}, {"place": 1, "field": "name"}], "column_twice"),
        ([{"place": 3, "field": "allergy"}], "column_missing"),
    ],
)
def test_columns_that_make_no_client_are_refused(program, path, columns, code):
    answer = program.call("PATCH", path, {"columns": columns})

    assert (answer.status_code, answer.said["code"]) == (409, code)


def test_steps_out_of_turn_are_refused(program, path):
    for step in ("begin", "undo", "release"):
        answer = program.post(f"{path}{step}/")
        assert (answer.status_code, answer.said["code"]) == (409, "not_now")


@pytest.mark.parametrize("text", ["", "PK\x03\x04", "name\n"])
def test_what_is_no_list_is_refused(program, text):
    answer = upload(program, text)

    assert (answer.status_code, answer.said["code"]) == (409, "file_unreadable")


def test_json_is_no_file_and_a_file_no_json(program):
    assert program.post("imports/", {"kind": "clients"}).status_code == 415
    assert program.call("POST", "clients/", "name\nZoe\n").status_code == 415


def test_the_rows_that_stayed_out_are_fetched_without_health_words_for_a_key_that_may_not_read_them(
    program, willow, path
):
    program.post(f"{path}check/")
    work()
    blind = Program(willow, scopes=["clients:import"])

    whole, bare = program.get(f"{path}rejected/"), blind.get(f"{path}rejected/")

    assert whole.headers["Content-Type"].startswith("text/csv")
    assert "Ben Adler" in whole.content.decode()
    assert bare.content.decode("utf-8-sig").splitlines()[0] == "Row;Reason"
    assert "Ben Adler" not in bare.content.decode()
    assert "3;" in bare.content.decode()


def test_one_idempotency_key_uploads_one_file(program):
    first, again = (upload(program, **{"Idempotency-Key": "file-1"}) for _ in range(2))
    other = upload(program, FILE + "9;Cleo Kim;;\n", **{"Idempotency-Key": "file-1"})

    assert (first.status_code, again.content) == (201, first.content)
    assert (other.status_code, other.said["code"]) == (409, "idempotency_key_reused")
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "file-2"}])
def test_a_file_may_be_larger_than_a_body(program, settings, headers):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50

    assert upload(program, **headers).status_code == 201
    answer = program.post("clients/", {"name": "Zoe" * 20}, **headers)
    assert (answer.status_code, answer.said["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "file-3"}])
def test_a_file_that_is_too_large_is_not_even_read(program, monkeypatch, headers):
    assert middleware.MOST_BYTES == reading.MOST_BYTES
    monkeypatch.setattr(middleware, "MOST_BYTES", 50)

    answer = upload(program, **headers)

    assert (answer.status_code, answer.said["code"]) == (413, "body_too_large")
    assert not ImportBatch.objects.exists()


def test_bringing_lists_in_takes_a_scope_of_its_own(willow, path):
    writer = Program(willow, scopes=[one for one in keys.SCOPES if one != "clients:import"])

    assert upload(writer).said["code"] == "scope_missing"
    assert writer.get(path).said["code"] == "scope_missing"


def test_a_neighbours_file_is_out_of_reach(neighbour, path):
    assert neighbour.get("imports/").said["data"] == []
    for step in ("", "check/", "begin/", "undo/", "release/", "rejected/"):
        method = "GET" if step in {"", "rejected/"} else "POST"
        assert neighbour.call(method, f"{path}{step}").status_code == 404
