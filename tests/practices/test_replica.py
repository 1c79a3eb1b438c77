"""Dashboards and lists as files are read from the replica, inside the same walls, and from the primary without one.

The replica of these tests is a second connection to the same database; tests/stack has a real one.
"""

import pytest
from django.db import DatabaseError, OperationalError, connections
from django.test.utils import CaptureQueriesContext

from clients.models import Client
from config.postgres.base import DatabaseWrapper
from practices import replica
from practices.models import Member
from practices.replica import from_replica
from practices.tenancy import inside, visit
from tests.factories import make_client, make_practice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worlds():
    """Written down for good, since another connection reads them."""
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    cedar = make_practice("cedar", owner="Nina", desk="Cleo", practitioner="Paul")
    with visit(willow.practice):
        make_client(willow, "Zoe Baker")
    with visit(cedar.practice):
        make_client(cedar, "Olaf Berg")
    return willow, cedar


@pytest.fixture
def second(settings, worlds):
    """The alias of the replica, for this test alone."""
    connections.settings["replica"] = {**connections["default"].settings_dict}
    # It calls itself like the primary, because tests may open no other.
    connections["replica"] = DatabaseWrapper(connections.settings["replica"], alias="default")
    settings.DATABASE_ROUTERS = ["practices.routing.ToReplica"]
    yield connections["replica"]
    connections["replica"].close()
    del connections.settings["replica"]
    del connections["replica"]


def names():
    return sorted(Client.objects.values_list("name", flat=True))


def test_without_a_replica_the_primary_is_read(worlds):
    willow, _ = worlds
    with visit(willow.practice):
        assert from_replica(names) == ["Zoe Baker"]


def test_the_replica_is_read_inside_the_walls_of_the_practice(worlds, second):
    for world, expected in zip(worlds, (["Zoe Baker"], ["Olaf Berg"]), strict=True):
        with visit(world.practice), CaptureQueriesContext(second) as asked:
            assert from_replica(names) == expected
        assert "clients_client" in " ".join(query["sql"] for query in asked)


def test_row_level_security_holds_on_the_replica_too(worlds, second):
    def raw():
        with second.cursor() as cursor:
            cursor.execute("SELECT name FROM clients_client")
            return cursor.fetchall()

    willow, cedar = worlds
    with visit(willow.practice):
        assert from_replica(raw) == [("Zoe Baker",)]

        def next_door():
            with inside(cedar.practice):
                return raw()

        assert from_replica(next_door) == [("Olaf Berg",)]
    assert from_replica(raw) == []


def test_outside_a_practice_nothing_is_read(second):
    with pytest.raises(Exception, match="Client"):
        from_replica(names)


def test_nothing_can_be_written_there(worlds, second):
    willow, _ = worlds

    def write():
        with second.cursor() as cursor:
            cursor.execute("UPDATE clients_client SET name = 'x'")

    with visit(willow.practice), pytest.raises(DatabaseError, match="read-only"):
        from_replica(write)


def test_what_is_written_meanwhile_goes_to_the_primary(worlds, second):
    willow, _ = worlds

    def write():
        Member.objects.create(
            practice=willow.practice, name="Noor", role="read_only", joined_at=willow.owner.joined_at
        )

    with visit(willow.practice):
        from_replica(write)
        assert Member.objects.filter(name="Noor").exists()


@pytest.mark.parametrize("trouble", ["cannot be reached", "cancelled a query that stood in its way"])
def test_a_replica_in_trouble_is_passed_over_for_a_while(worlds, second, monkeypatch, trouble):
    willow, _ = worlds
    monkeypatch.setattr(replica, "_rests_until", 0.0)
    if trouble == "cannot be reached":
        second.settings_dict = second.settings_dict | {"HOST": "127.0.0.1", "PORT": "1"}
    asked = []

    def read():
        asked.append(replica.reading_from())
        if asked[-1] == "replica":
            raise OperationalError(trouble)
        return names()

    with visit(willow.practice):
        assert from_replica(read) == ["Zoe Baker"]
        assert asked[-1] == "default"
        assert from_replica(lambda: replica.reading_from()) == "default"
    monkeypatch.setattr(replica, "_rests_until", 0.0)


@pytest.mark.parametrize(
    "page", ["metrics/", "metrics/visits/", "metrics/visits/rows.csv", "clients/list.csv"]
)
def test_dashboards_and_lists_as_files_are_read_there(worlds, second, client, page):
    willow, _ = worlds
    client.force_login(willow.owner.user)
    with CaptureQueriesContext(second) as asked:
        assert client.get(f"/p/willow/{page}").status_code == 200
    assert len(asked) > 3
