"""/livez asks nobody; /readyz asks everything the product stands on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from config import health
from practices.models import Heartbeat


def heard(seconds_ago):
    Heartbeat.objects.update_or_create(
        name="beat", defaults={"heard_at": timezone.now() - timedelta(seconds=seconds_ago)}
    )


def test_livez_asks_no_database(client):
    assert client.get("/livez").json() == {"alive": True}


@pytest.mark.django_db
def test_readyz_is_ready_when_everything_answers(client):
    heard(seconds_ago=20)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    checks = answer.json()["checks"]
    assert set(checks) == {"database", "redis", "migrations", "beat", "messages"}
    assert 20 <= checks["beat"]["age_seconds"] < 30
    assert checks["messages"] == {"ok": True, "oldest_due_seconds": 0.0}


@pytest.mark.django_db
def test_readyz_is_not_ready_when_beat_was_never_heard(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["beat"] == {"ok": False, "age_seconds": None}


@pytest.mark.django_db
def test_readyz_is_not_ready_when_beat_is_late(client):
    heard(seconds_ago=health.BEAT_IS_LATE_AFTER + 5)
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_a_load_balancer_can_leave_the_workers_out(client):
    answer = client.get("/readyz?only=database,migrations")
    assert (answer.status_code, set(answer.json()["checks"])) == (200, {"database", "migrations"})


@pytest.mark.django_db
def test_readyz_is_not_ready_while_a_migration_is_missing(client, monkeypatch):
    known = health.known_migrations() | {("clients", "9999_still_to_come")}
    monkeypatch.setattr(health, "known_migrations", lambda: known)
    answer = client.get("/readyz?only=migrations")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == {"ok": False, "missing": 1}


@pytest.mark.django_db
def test_readyz_says_when_redis_is_gone(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    health.redis.cache_clear()
    try:
        answer = client.get("/readyz?only=redis")
    finally:
        health.redis.cache_clear()
    assert (answer.status_code, answer.json()["checks"]["redis"]["ok"]) == (503, False)


@pytest.mark.django_db
def test_readyz_tells_nothing_about_whose_message_waits(client):
    """The function that looks across practices answers with a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oldest_due_message(now())")
        assert cursor.fetchall() == [(None,)]


@pytest.mark.django_db
def test_readyz_asked_for_nothing_known_is_not_ready(client):
    assert client.get("/readyz?only=weather").status_code == 503


@pytest.mark.parametrize("path", ["/livez", "/readyz?only=database", "/metrics"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "web:8000", "_odd_", ""])
def test_who_probes_may_ask_by_address(db, settings, path, host):
    settings.METRICS_TOKEN = "a-token-of-the-test"
    known = {"Authorization": "Bearer a-token-of-the-test", "Host": host}
    assert Client().get(path, headers=known).status_code == 200


def test_all_else_is_answered_under_our_own_names_alone(db):
    for path in ("/accounts/login/", "/livez/", "/readyz/x", "/api/v1/clients/"):
        answer = Client(raise_request_exception=False).get(path, headers={"Host": "10.0.0.7:8000"})
        assert answer.status_code == 400, path
