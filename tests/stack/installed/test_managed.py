"""A managed PostgreSQL gives no superuser: an administrator who may make roles and databases is enough."""

import subprocess
import time

import psycopg2
import pytest

from config import embedded
from tests.standins.machines import ended

pytestmark = pytest.mark.stack


@pytest.fixture
def server(tmp_path):
    """A server of its own, since roles belong to the whole of it; its socket folder and a superuser's cursor."""
    made = embedded.postgres(tmp_path)
    process = subprocess.Popen(made.command, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not made.is_ready():
        assert time.monotonic() < until
        time.sleep(0.1)
    connection = psycopg2.connect(made.url)
    connection.autocommit = True
    yield made.url.partition("host=")[2], connection.cursor()
    connection.close()
    ended(process)


def test_an_administrator_who_is_no_superuser_is_enough_to_start_and_to_start_again(server, new_machine):
    folder, cursor = server
    cursor.execute("CREATE ROLE administrator LOGIN CREATEROLE CREATEDB")
    machine = new_machine("managed")
    machine.walk("Install", change=lambda block: block.splitlines()[0])
    machine.publish()
    for name, who, database in (
        ("ADMIN_", "administrator", "postgres"),
        ("OWNER_", "rapport_owner", "rapport"),
        ("", "rapport_app", "rapport"),
    ):
        address = f"postgres://{who}@/{database}?host={folder}"
        machine.do(f"sed -i 's|^DATABASE_{name}URL=.*|DATABASE_{name}URL={address}|' .env")

    machine.walk("A managed PostgreSQL")
    machine.walk("A managed PostgreSQL")

    assert machine.ask("/readyz?only=database,redis,migrations")[0] == 200
    assert machine.ask("/accounts/login/")[0] == 200
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'rapport%' AND NOT (rolsuper OR rolbypassrls)"
    )
    assert sorted(cursor.fetchall()) == [("rapport_app",), ("rapport_ops",), ("rapport_owner",)]
    machine.stop()
