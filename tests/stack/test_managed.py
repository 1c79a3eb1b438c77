"""A managed PostgreSQL gives no superuser: an administrator who may make roles and databases is enough."""

import os
import subprocess
import sys
import time

import psycopg2
import pytest

from config import embedded
from tests.standins import compose
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


def test_an_administrator_who_is_no_superuser_can_prepare_everything_and_do_it_again(server):
    folder, cursor = server
    cursor.execute("CREATE ROLE administrator LOGIN CREATEROLE CREATEDB")
    addresses = {
        "DATABASE_ADMIN_URL": f"postgres://administrator@/postgres?host={folder}",
        "DATABASE_OWNER_URL": f"postgres://rapport_owner@/rapport?host={folder}",
        "DATABASE_URL": f"postgres://rapport_app@/rapport?host={folder}",
    }
    for _ in range(2):
        command = [sys.executable, "-m", "scripts.prepare"]
        done = subprocess.run(
            command, cwd=compose.ROOT, env=os.environ | addresses, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'rapport%' AND NOT (rolsuper OR rolbypassrls)"
    )
    assert sorted(cursor.fetchall()) == [("rapport_app",), ("rapport_ops",), ("rapport_owner",)]
