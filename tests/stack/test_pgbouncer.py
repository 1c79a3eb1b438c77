"""Behind PgBouncer in transaction mode, with one connection for everybody, no practice sees another."""

import os
import shutil
import subprocess
import threading
import time

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client as Browser

from clients.models import Client
from config import embedded
from practices.tenancy import inside, visit
from tests.factories import make_client, make_practice
from tests.standins.machines import ended

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [
    pytest.mark.stack,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not PROGRAM, reason="no pgbouncer here; `make e2e` installs it where it may"),
]
CONFIG = """
[databases]
{NAME} = host={HOST} port={PORT} user={USER}{password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 1
reserve_pool_size = 0
max_client_conn = 100
logfile = {folder}/pgbouncer.log
"""
ROUNDS = 40


@pytest.fixture
def worlds(db):
    made = [make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")]
    made += [make_practice("cedar", owner="Nina", desk="Cleo", practitioner="Paul")]
    for world, name in zip(made, ("Zoe Willow", "Olaf Cedar"), strict=True):
        with visit(world.practice):
            make_client(world, name)
    return made


@pytest.fixture
def pool(worlds, tmp_path, request):
    """Every connection from here on goes through a pool of one, as DATABASE_CONN_MAX_AGE=0 and the page say."""
    port = start(tmp_path, connection.settings_dict, request)
    straight = dict(connection.settings_dict)
    connections.close_all()
    through = {"HOST": "127.0.0.1", "PORT": str(port), "PASSWORD": "", "CONN_MAX_AGE": 0}
    connection.settings_dict.update(through)
    connections.settings["default"].update(through)
    until = time.monotonic() + 10
    while not embedded.listens(port):
        assert time.monotonic() < until, (tmp_path / "pgbouncer.log").read_text()
        time.sleep(0.05)
    yield port
    connections.close_all()
    connection.settings_dict.update(straight)
    connections.settings["default"].update(straight)


def start(folder, server, request):
    """PgBouncer refuses root, so for root it runs as somebody else, like the embedded PostgreSQL."""
    listen = embedded.free_port()
    address = {"HOST": server["HOST"] or "127.0.0.1", "PORT": server["PORT"] or 5432}
    password = f" password={server['PASSWORD']}" if server["PASSWORD"] else ""
    words = CONFIG.format(**server | address, password=password, listen=listen, folder=folder)
    (folder / "pgbouncer.ini").write_text(words)
    (folder / "users.txt").write_text(f'"{server["USER"]}" ""\n')
    become = embedded.another_user(folder)
    if become is None:
        pytest.skip("PgBouncer does not run as root, and nobody else can be become here")
    process = subprocess.Popen(
        [*become, PROGRAM, "--quiet", folder / "pgbouncer.ini"], stderr=subprocess.DEVNULL
    )
    request.addfinalizer(lambda: ended(process))
    return listen


def at_once(*works):
    """Run all at the same time, each with a connection of its own, and raise what any of them raised."""
    raised = []

    def guarded(work):
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def raw(query="SELECT name FROM clients_client"):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def test_two_practices_share_one_connection_and_neither_sees_the_other(worlds, pool):
    backends = set()

    def visits(world, name):
        def work():
            for _ in range(ROUNDS):
                with visit(world.practice):
                    assert list(Client.objects.values_list("name", flat=True)) == [name]
                    assert raw() == (name,)
                    backends.add(raw("SELECT pg_backend_pid()"))

        return work

    def nobody():
        for _ in range(ROUNDS):
            assert raw() is None
            with transaction.atomic():
                assert raw() is None

    at_once(visits(worlds[0], "Zoe Willow"), visits(worlds[1], "Olaf Cedar"), nobody)
    assert len(backends) == 1


def test_what_a_broken_transaction_was_told_is_gone_with_it(worlds, pool):
    for _ in range(3):
        with pytest.raises(DatabaseError), visit(worlds[0].practice):
            raw("SELECT 1 / 0")
        assert raw() is None
        assert raw("SELECT NULLIF(current_setting('app.practice', true), '')") == (None,)


def test_a_setting_of_the_session_would_leak_so_this_test_can_fail(worlds, pool):
    """The control: what we never do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.practice', %s, false)", [str(worlds[0].practice.pk)])
    connection.close()
    assert raw() == ("Zoe Willow",)
    raw("SELECT set_config('app.practice', '', false)")


def test_pages_of_two_practices_at_the_same_time_stay_apart(worlds, pool):
    def looks(world, slug, name, other):
        browser = Browser()
        browser.force_login(world.owner.user)

        def work():
            for _ in range(8):
                page = browser.get(f"/p/{slug}/clients/").content.decode()
                assert name in page
                assert other not in page

        return work

    first = looks(worlds[0], "willow", "Zoe Willow", "Olaf Cedar")
    second = looks(worlds[1], "cedar", "Olaf Cedar", "Zoe Willow")
    connections.close_all()
    at_once(first, second)


def test_a_lock_is_given_back_with_its_transaction(worlds, pool):
    with inside(worlds[0].practice), transaction.atomic():
        raw("SELECT pg_advisory_xact_lock(1)")
    assert raw("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()") == (0,)
