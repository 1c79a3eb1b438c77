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
from metrics.tasks import refresh_numbers
from practices.tasks import send_webhooks
from practices.tenancy import visit
from scripts.api_tables import TABLES, with_tables
from tests.api.guide import examples, fits, needs_curl, terminal, walk
from tests.databases import ROOT, renamed
from tests.factories import make_practice

GUIDE = ROOT / "docs/api.md"


@contextmanager
def a_worker_at_work():
    """What beat and a worker do, a little faster."""
    is_over = threading.Event()

    def work():
        while not is_over.wait(0.3):
            send_webhooks()
            refresh_numbers()
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
