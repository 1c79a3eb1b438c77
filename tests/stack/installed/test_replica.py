"""A real streaming replica: pages of numbers are read there, behind the same walls, and without it from the primary."""

import os
import re
import subprocess
import time

import psycopg2
import pytest

from config import embedded
from tests.standins import docker
from tests.standins.machines import ended

pytestmark = pytest.mark.stack
SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from practices.models import User
ana, session = User.objects.get(email="ana@willow.example"), SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(ana.pk), ana.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
print(session.session_key)
"""
START_WEB = "docker compose up --detach --wait --no-deps web"
NUMBERS = "/p/willow/metrics/?range=365"


class Replica:
    """A copy of a machine's PostgreSQL that follows it."""

    def __init__(self, folder, machine):
        data, become = folder / "data", embedded.another_user(folder / "data")
        if become is None:
            pytest.skip("PostgreSQL does not run as root, and nobody else can be become here")
        if become[:1] == ["setpriv"]:
            os.chown(folder, int(embedded.SOMEONE), int(embedded.SOMEONE))
        primary = (
            f"postgres://postgres@/postgres?host={docker.Machine(machine.folder).address('db', 'sockets')}"
        )
        copy = [embedded.binary("pg_basebackup"), "--dbname", primary, "--pgdata", data]
        copy += ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast"]
        subprocess.run([*become, *copy], check=True, capture_output=True)
        self.sockets = embedded.socket_folder(folder)
        settings = [*embedded.HASTE, "unix_socket_permissions=0700"]
        listen = ["-k", self.sockets, "-h", "", *(word for setting in settings for word in ("-c", setting))]
        serve = [*become, embedded.binary("postgres"), "-D", data, *listen]
        self.process = subprocess.Popen(serve, stderr=(folder / "log").open("w"))
        until = time.monotonic() + 120
        while not embedded.answers(self.address("postgres")):
            assert time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.1)

    def address(self, role):
        return f"postgres://{role}@/rapport?host={self.sockets}"

    def ask(self, query, role="postgres"):
        connection = psycopg2.connect(self.address(role))
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            found = cursor.fetchall()
        connection.close()
        return found


@pytest.fixture
def replica(first, tmp_path):
    """Followed by the web process of the first machine from here on."""
    made = Replica(tmp_path, first)
    first.do(f"echo 'DATABASE_REPLICA_URL={made.address('rapport_app')}' >> .env; {START_WEB}")
    yield made
    ended(made.process)
    first.do(f"sed -i '/^DATABASE_REPLICA_URL=/d' .env; {START_WEB}")


def test_numbers_are_read_from_the_replica_behind_the_same_walls(first, replica):
    session = first.manage("shell", "--verbosity", "0", "--command", SIGN_IN).strip()
    assert replica.ask("SELECT pg_is_in_recovery()") == [(True,)]

    status, there = first.ask(NUMBERS, session=session)

    assert status == 200
    assert readers(replica) > 0
    assert replica.ask("SELECT count(*) FROM clients_client", role="rapport_app") == [(0,)]
    assert replica.ask("SELECT count(*) FROM clients_client")[0][0] > 50
    with pytest.raises(psycopg2.Error, match="read-only transaction"):
        replica.ask("DELETE FROM practices_heartbeat RETURNING 1", role="rapport_app")

    ended(replica.process)
    first.do(
        f"docker compose stop web; {START_WEB}"
    )  # so that nothing is left of what was read from the replica
    status, here = first.ask(NUMBERS, session=session)
    assert status == 200
    assert len(figures(there)) > 100
    assert figures(here) == figures(there)


def readers(replica):
    """Connections of the product to the replica that have asked for something."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'rapport_app' AND query <> ''"
    return replica.ask(query)[0][0]


def figures(page):
    """Every word with a digit in it that the three parts of the page show."""
    parts = re.findall(
        r'<section aria-labelledby="(?:volume|return|worth)".*?</section>', page.decode(), re.DOTALL
    )
    words = " ".join(re.sub(r"<[^>]+>", " ", part) for part in parts).split()
    return [word for word in words if any(sign.isdigit() for sign in word)]
