"""What docs/api.md shows is true: its examples run as they stand, with curl and Python, on a server that listens.

So an integrator who has only the documents makes a key, finds a time, books it twice and gets one visit, is refused
with a stale ETag, hears all of it signed, has it told again, and reads the numbers.
"""

import os
import re
import threading
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from bookings.models import Appointment
from clients.models import Client
from metrics.tasks import refresh_numbers
from practices import keys
from practices.tasks import run_waiting_jobs, send_webhooks
from practices.tenancy import visit
from scripts.api_tables import TABLES, with_tables
from tests.api.guide import examples, fits, needs_curl, terminal, walk
from tests.databases import ROOT, renamed
from tests.factories import NOON, make_practice

GUIDE = ROOT / "docs/api.md"
IMPORTING = ROOT / "docs/importing.md"


@contextmanager
def a_worker_at_work():
    """What beat and a worker do, a little faster."""
    is_over = threading.Event()

    def work():
        while not is_over.wait(0.3):
            send_webhooks()
            refresh_numbers()
            run_waiting_jobs()
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        is_over.set()
        worker.join()


@pytest.mark.slow
@needs_curl
@pytest.mark.django_db(transaction=True)
def test_the_guide_can_be_followed_to_the_letter(live_server):
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")

    with a_worker_at_work():
        database = renamed(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
        reader = os.environ | terminal(live_server.url, ROOT) | {"DATABASE_URL": database}
        walked = walk(GUIDE, reader, ROOT)

    assert walked == len(examples(GUIDE.read_text())) > 20
    with visit(willow.practice):
        visits = Appointment.objects.order_by("pk").values_list("status", "source", "version")
        assert list(visits) == [("cancelled_by_client", "api", 4), ("cancelled_by_client", "api", 3)]


@pytest.mark.slow
@needs_curl
@pytest.mark.django_db(transaction=True)
def test_a_list_comes_in_by_the_page(live_server, tmp_path):
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    with visit(willow.practice):
        asked = {"name": "Import", "scopes": ["clients:import"], "by": willow.owner, "at": NOON}
        _key, secret = keys.make(willow.practice, **asked)
    pick = tmp_path / "bin/pick"
    pick.parent.mkdir()
    pick.write_text(
        "#!/bin/sh\n"
        + re.search(r"^pick\(\).*?^\S.*?\}$", GUIDE.read_text(), re.M | re.S)[0]
        + '\npick "$@"\n'
    )
    pick.chmod(0o755)
    known = {"API": f"{live_server.url}/api/v1", "AUTH": f"Authorization: Bearer {secret}"}

    with a_worker_at_work():
        reader = os.environ | terminal(live_server.url, ROOT) | known
        walked = walk(IMPORTING, reader | {"PATH": f"{pick.parent}:{reader['PATH']}"}, tmp_path)

    assert walked == len(examples(IMPORTING.read_text())) == 1
    with visit(willow.practice):
        assert [client.name for client in Client.objects.filter(is_released=True)] == ["Bea Lund"]
    assert "“12345” is not a telephone number" in (tmp_path / "out.csv").read_text()


def test_the_guides_tables_are_what_the_code_says():
    page = GUIDE.read_text()

    assert all(f"<!-- {name} -->" in page for name in TABLES)
    assert with_tables(page) == page, "run `make openapi`"


def test_every_code_of_a_problem_stands_in_the_table():
    said = set()
    for path in [*ROOT.glob("practices/**/*.py"), *ROOT.glob("config/**/*.py")]:
        said |= set(re.findall(r'\bproblem\(\s*\d+,\s*"(\w+)"', path.read_text()))

    assert said
    assert {f"`{code}`" for code in said} <= {row[1] for row in TABLES["errors"]()}


@pytest.mark.parametrize(
    ("shown", "said", "is_right"),
    [
        ('{"a": 1, "…": "…"}', '{"a": 1, "b": 2}', True),
        ('{"a": 1}', '{"a": 1, "b": 2}', False),
        ('{"a": "cli_…"}', '{"a": "apt_1"}', False),
        ('[1, "…"]', "[1, 2, 3]", True),
        ("[1]", "[1, 2]", False),
        ("201 … left", "201 599 left", True),
        ("201", "409", False),
    ],
)
def test_an_answer_that_is_not_as_shown_is_noticed(shown, said, is_right):
    assert fits(shown, said) is is_right


def test_an_example_that_fails_fails_the_walk(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```sh\nfalse\n```\n")

    with pytest.raises(AssertionError, match="line 1"):
        walk(page, dict(os.environ), tmp_path)
