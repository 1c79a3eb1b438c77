"""Two practices, always: Willow, which the test is about, and Cedar next door, which must never notice.

The test database is copied from one that the owner role has migrated (made again whenever a migration changes), and
the tests connect as rapport_app, as production does: row-level security holds in every test.
"""

import gc
import os
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from zlib import crc32

import hypothesis
import psycopg2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase, override_settings
from django.test import client as test_client
from xdist.scheduler import LoadScopeScheduling

from config.cache import forget_failure
from config.watch.noise import forget_told
from tests.calls import watching_calls
from tests.copies import world_of
from tests.databases import admin, empty_by_rows, template
from tests.factories import make_practice

# No test judges by the clock: a busy machine is no fault of what is tried.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


TOGETHER = {
    "tests/stack/installed": "installed",
    "tests/stack/test_faults.py": "faults",
    "tests/stack/test_what_operators_see.py": "watched",
    "tests/stack/test_beside_a_run.py": "served",
}
"""Files and folders whose tests share what takes long to stand up."""


class Together(LoadScopeScheduling):
    """Gives the tests of one group to one worker. (xdist's own groups are lost on pytest 9.2, which keeps no new name
    of a test.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return TOGETHER.get(file) or TOGETHER.get(file.rpartition("/")[0], nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    return Together(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, so that two workers end together."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded stays: no collection of garbage need look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _contexts_of_pages_alone() -> Iterator[None]:
    """Django's test client keeps the context of each template. A page has hundreds of parts; only its own is kept."""
    real = test_client.store_rendered_templates

    def store(kept: dict[str, Any], *words: Any, **named: Any) -> None:
        if "context" not in kept:
            real(kept, *words, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(test_client, "store_rendered_templates", store)
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_rows() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", empty_by_rows)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A database of this worker's own, copied from the migrated template."""
    with django_db_blocker.unblock():
        source = template()
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = f"{os.environ.get('RAPPORT_TEST_DATABASE', 'test_rapport')}_{worker}"
        with admin() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" OWNER rapport_owner')
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        yield
        for connection in connections.all(initialized_only=True):
            connection.close()
        with admin() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session", autouse=True)
def _redis(worker_id: str) -> Iterator[None]:
    """The real Redis, in a database of this worker's own: Redis has sixteen, and the first is what is served."""
    name = os.environ.get("RAPPORT_TEST_DATABASE", "test_rapport")
    place = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    number = 1 + (crc32(name.encode()) + place) % 15
    address = f"{settings.REDIS_URL.rpartition('/')[0]}/{number}"
    with override_settings(CACHES={"default": {**settings.CACHES["default"], "LOCATION": address}}):
        yield


@pytest.fixture(autouse=True)
def _cache() -> None:
    """Empty at the start of each test."""
    forget_failure()
    forget_told()
    cache.clear()


@pytest.fixture(autouse=True)
def _no_call_in_a_transaction() -> Iterator[None]:
    """In every test: nobody is called, and no bell rung, while a transaction is open."""
    with watching_calls() as seen:
        yield
    assert seen == [], "a transaction was held round a call to the network"


@pytest.fixture
def owner(db: None) -> Iterator[Any]:
    """A connection of the role that owns the tables; whatever it did is taken back."""
    address = {**settings.DATABASES["owner"], "NAME": connection.settings_dict["NAME"]}
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    opened = psycopg2.connect(**{names[key]: address[key] for key in names if address.get(key)})
    yield opened
    opened.rollback()
    opened.close()


@pytest.fixture
def willow(db: None) -> Iterator[SimpleNamespace]:
    """The practice the test is about; the test runs inside it."""
    from practices.tenancy import inside

    world = world_of(
        "willow", lambda: make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    )
    with inside(world.practice):
        yield world


@pytest.fixture
def cedar(db: None) -> SimpleNamespace:
    """The practice next door."""
    return world_of("cedar", lambda: make_practice("cedar", owner="Nina", desk="Cleo", practitioner="Paul"))


assert settings.MODE == "test", "run the tests with RAPPORT_MODE=test"
