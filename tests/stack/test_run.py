"""`make run` from the first page to nothing left, however it ends."""

import json
import os
import signal
import socket
from urllib.request import urlopen

import psycopg2
import pytest

from scripts import run
from tests.stack.conftest import FIRST_PAGE, wait_for

pytestmark = pytest.mark.stack
PATIENCE = 60  # seconds until what was orphaned is gone


def stop(checkout, process, sign=signal.SIGINT):
    """What the terminal's Ctrl-C does: the whole foreground group hears it."""
    os.killpg(process.pid, sign)
    process.wait(FIRST_PAGE)


def database(checkout):
    address = json.loads((checkout.folder / ".run/environment.json").read_text())["DATABASE_ADMIN_URL"]
    connection = psycopg2.connect(address)
    connection.autocommit = True
    return connection.cursor()


def test_ctrl_c_leaves_nothing_and_the_next_run_finds_what_was_there(checkout):
    process = checkout.serve()
    assert checkout.page("/livez") == 200
    database(checkout).execute("CREATE TABLE kept AS SELECT 7 AS number")
    wait_for(lambda: checkout.page("/readyz") == 200, FIRST_PAGE, lambda: checkout.said.read_text())
    stop(checkout, process)
    assert checkout.alive() == []
    checkout.serve()
    cursor = database(checkout)
    cursor.execute("SELECT number FROM kept")
    assert cursor.fetchone() == (7,)


@pytest.mark.parametrize("victim", ["scripts.run", "make"])
def test_a_killed_run_leaves_no_orphan_and_the_next_run_is_clean(settled, victim):
    process = settled.serve()
    wait_for(lambda: len(settled.alive("celery")) >= 6, FIRST_PAGE, lambda: settled.said.read_text())
    os.kill(process.pid if victim == "make" else settled.alive(victim)[0], signal.SIGKILL)
    wait_for(lambda: settled.alive() == [], PATIENCE, lambda: str(settled.alive()))
    settled.serve()
    assert settled.page("/livez") == 200


def test_a_taken_port_of_the_address_asked_for_moves_to_the_next_and_says_so(settled):
    with socket.socket() as other:
        other.bind(("127.0.0.9", settled.port))
        other.listen()
        taken = settled.port
        process = settled.serve(BIND="127.0.0.9")
    said = settled.said.read_text()
    assert f"Port {taken} is taken; using {taken + 1}." in said
    assert f"Rapport is at http://127.0.0.9:{taken + 1}" in said
    with urlopen(f"http://127.0.0.9:{taken + 1}/accounts/login/", timeout=20) as answer:
        assert answer.status == 200
    assert settled.page("/livez") is None
    stop(settled, process)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"DEMO_SCALE": "half"}, "DEMO_SCALE must be a number above 0 and at most 1, not 'half'."),
        ({"PORT": "http"}, "PORT must be a whole number, not 'http'."),
        ({"PORT": "70000"}, "PORT must be a whole number from 1 to 65535, not 70000."),
        ({"BIND": "here"}, "BIND must be an IPv4 address of this machine, or 0.0.0.0 for all, not 'here'."),
    ],
)
def test_a_wrong_wish_is_refused_before_anything_starts(monkeypatch, wrong, sentence):
    monkeypatch.setattr(run.services, "home", lambda name: pytest.fail("it started"))
    monkeypatch.setattr("sys.argv", ["run"])
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as refused:
        run.main()
    assert str(refused.value) == sentence


def test_an_address_of_another_machine_is_refused_in_a_sentence():
    with pytest.raises(SystemExit, match="192.0.2.1 is no address of this machine"):
        run.next_free_port("192.0.2.1", 8000)


def test_given_servers_are_used_and_nothing_is_embedded(checkout):
    given = {name: os.environ[name] for name in ("DATABASE_ADMIN_URL", "REDIS_URL")}
    address = given["DATABASE_ADMIN_URL"].replace("/postgres?", "/given?")
    other = psycopg2.connect(given["DATABASE_ADMIN_URL"])
    other.autocommit = True
    other.cursor().execute("DROP DATABASE IF EXISTS given WITH (FORCE)")
    other.cursor().execute("CREATE DATABASE given")
    checkout.serve(DATABASE_URL=address, REDIS_URL=given["REDIS_URL"])
    assert checkout.alive("postgres") == checkout.alive("redis-server") == []
    wait_for(lambda: checkout.page("/readyz") == 200, FIRST_PAGE, lambda: checkout.said.read_text())
