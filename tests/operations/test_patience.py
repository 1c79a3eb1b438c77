"""How long the database lets anybody take: by role, and more for work that says so."""

import pytest
from django.db import OperationalError, connection, transaction

from config.jobs import JOBS
from practices import jobs, patience
from practices.tenancy import visit
from tests.factories import NOON


def limit_of(name="statement_timeout"):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_pages_are_held_to_the_limits_of_the_role():
    with transaction.atomic():
        assert limit_of() == "15s"
        assert limit_of("lock_timeout") == "5s"
        assert limit_of("idle_in_transaction_session_timeout") == "1min"


def test_questions_are_planned_for_disks_without_arms(db):
    assert limit_of("random_page_cost") == "1.1"


def test_the_owner_migrates_with_more_patience_but_never_waits_long_for_a_lock(owner):
    cursor = owner.cursor()
    cursor.execute(
        "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),"
        " current_setting('idle_in_transaction_session_timeout')"
    )
    assert cursor.fetchone() == ("1h", "5s", "10min")


@pytest.mark.django_db(transaction=True)
def test_patience_lasts_as_long_as_it_was_asked_for():
    with patience.patient(patience.JOB), transaction.atomic():
        assert limit_of() == "15min"
    with transaction.atomic():
        assert limit_of() == "15s"
    assert limit_of() == "15s"


@pytest.mark.django_db(transaction=True)
def test_patience_reaches_a_transaction_that_is_open_already():
    with transaction.atomic():
        with patience.patient(patience.COMMAND):
            assert limit_of() == "1h"
            with patience.patient(patience.JOB):
                assert limit_of() == "15min"
            assert limit_of() == "1h"
        assert limit_of() == "15s"


@pytest.mark.django_db(transaction=True)
def test_a_worker_stands_longer_than_a_page():
    patience.stand(patience.TASK)
    try:
        with transaction.atomic():
            assert limit_of() == "5min"
    finally:
        patience.stand(None)


def test_the_patience_of_a_statement_that_failed_ends_with_it(db):
    cut = "SET LOCAL statement_timeout = 10; SELECT pg_sleep(5)"
    with pytest.raises(OperationalError), transaction.atomic(), patience.patient(patience.JOB):
        connection.cursor().execute(cut)
    assert limit_of() == "15s"


def test_a_long_job_is_given_the_time_of_a_job(willow, monkeypatch):
    seen = []

    def look(job, progress):
        with visit(willow.practice):
            seen.append(limit_of())
        return {}

    monkeypatch.setitem(JOBS, "look", look)
    jobs.start(willow.practice, kind="look", params={}, by=None, at=NOON)
    jobs.run(jobs.claim(at=NOON), clock=lambda: NOON)

    assert seen == ["15min"]


@pytest.mark.django_db(transaction=True)
def test_the_servers_own_log_holds_no_statement_and_no_row():
    """Both would hold what was entered; those who make the database say so when they may."""
    assert limit_of("log_min_error_statement") == "panic"
    assert limit_of("log_error_verbosity") == "terse"
