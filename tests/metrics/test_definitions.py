"""The definitions: complete, and the same on the page, behind the number and in the documentation."""

from io import StringIO

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from metrics import tasks
from metrics.actions.rebuild import LOCK
from metrics.definitions import DEFINITIONS
from metrics.definitions.document import document
from metrics.models import Dirty, Visit
from practices.tenancy import visit
from tests.metrics.history import History
from tests.metrics.meanwhile import before_the_first


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.id)
def test_each_definition_says_what_is_counted(definition):
    for words in (
        definition.name,
        definition.meaning,
        definition.formula,
        definition.population,
        definition.rows,
    ):
        assert str(words)
    if definition.kind == "share":
        assert definition.numerator
        assert definition.denominator


def test_the_documentation_is_that_of_the_code():
    assert (settings.BASE_DIR / "docs" / "metrics.md").read_text() == document(), (
        "run manage.py describe_metrics"
    )


def test_rebuilding_counts_everything_again_and_checking_says_when_a_row_is_wrong(willow):
    history = History(willow.practice)
    history.complete(history.book(history.register(), history.now))
    said = StringIO()
    call_command("rebuild_metrics", practice="willow", stdout=said)
    assert "visit              1" in said.getvalue()

    call_command("rebuild_metrics", practice="willow", check=True, stdout=said)
    assert "every number is that of a count from scratch" in said.getvalue()

    Visit.objects.update(minutes=1)
    with pytest.raises(CommandError, match=r"metrics_visit \(2\)"):
        call_command("rebuild_metrics", practice="willow", check=True)


def test_a_practice_that_does_not_exist_is_named(db):
    with pytest.raises(CommandError, match="There is no practice “elm”"):
        call_command("rebuild_metrics", practice="elm")


def test_each_night_a_wrong_row_is_found_and_counted_again(willow):
    history = History(willow.practice)
    history.complete(history.book(history.register(), history.now))
    assert tasks.check_numbers() == {}

    Visit.objects.update(minutes=1)
    assert tasks.check_numbers() == {"metrics_visit": 2, "metrics_daily": 2}
    assert tasks.check_numbers() == {}


def test_what_somebody_else_is_counting_just_then_is_not_taken_for_wrong(willow, caplog):
    """Whoever counts holds the lock; the nightly look leaves it to them and to another night."""
    history = History(willow.practice)
    history.complete(history.book(history.register(), history.now))
    with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, willow.practice.pk])
        assert tasks.check_numbers() == {}

    assert "differ from a count from scratch" not in caplog.text
    assert not Dirty.objects.filter(is_everything=True).exists()


def test_what_changes_while_the_night_looks_is_not_taken_for_wrong(willow, caplog):
    history = History(willow.practice)
    assert tasks.check_numbers() == {}
    with before_the_first(
        "EXCEPT ALL", lambda: history.complete(history.book(history.register(), history.now))
    ):
        assert tasks.check_numbers() == {}

    assert Visit.objects.count() == 1
    assert "differ from a count from scratch" not in caplog.text


def test_the_clock_counts_what_was_marked_and_decides_what_is_ripe(willow, cedar):
    history = History(willow.practice)
    history.complete(history.book(history.register(), history.now))
    tasks.ripen_visits()
    tasks.refresh_numbers()

    with visit(willow.practice):
        assert Visit.objects.get().rebooked is False
    assert tasks.refresh_numbers() == 0
