"""`make run` from the first page to nothing left, however it ends."""

import json
import os
import signal
import socket

import psycopg2
import pytest

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


def test_a_taken_port_moves_to_the_next_and_says_so(settled):
    with socket.socket() as other:
        other.bind(("127.0.0.1", settled.port))
        other.listen()
        taken = settled.port
        process = settled.make("run")
        wait_for(
            lambda: "Rapport is at" in settled.said.read_text(),
            FIRST_PAGE,
            lambda: settled.said.read_text(),
        )
    said = settled.said.read_text()
    assert f"Port {taken} is taken; using {taken + 1}." in said
    assert f"http://localhost:{taken + 1}" in said
    stop(settled, process)


@pytest.mark.parametrize(("name", "wrong"), [("DEMO_SCALE", "half"), ("PORT", "http")])
def test_a_wrong_number_is_refused_before_anything_starts(checkout, name, wrong):
    process = checkout.make("run", **{name: wrong})
    assert process.wait(FIRST_PAGE) != 0
    said = checkout.said.read_text()
    assert f"{name} must be a" in said
    assert f"not {wrong!r}." in said
    assert "Traceback" not in said
    assert not (checkout.folder / ".run").exists()


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
