"""/metrics: for those who know the token, over all processes, and without anything about anybody."""

import os
import re

import pytest
from django.test import Client as Browser
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from config.watch.requests import WatchRequests
from practices import keys, tally
from practices.errors import Refusal
from practices.tenancy import visit
from tests.factories import NOON, book, make_client

TOKEN = "a-token-of-the-test"


@pytest.fixture
def _counting(settings, monkeypatch):
    """Counts of this test alone, in the Redis of this worker."""
    settings.METRICS_TOKEN = TOKEN
    settings.REDIS_URL = settings.CACHES["default"]["LOCATION"]
    monkeypatch.setattr(tally, "KEY", f"counts of {os.getpid()}")
    tally._redis.cache_clear()
    tally._waiting.clear()
    Redis.from_url(settings.REDIS_URL).delete(tally.KEY)
    yield
    tally._waiting.clear()
    tally._redis.cache_clear()


def scrape(token=TOKEN, **headers):
    return Browser().get("/metrics", headers={"Authorization": f"Bearer {token}", **headers})


def told():
    """Every sample as {(name, labels): value}."""
    families = text_string_to_metric_families(scrape().content.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def value(name, **labels):
    return told().get((name, tuple(sorted(labels.items()))))


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1]])
@pytest.mark.usefixtures("_counting", "db")
def test_without_the_right_token_there_is_no_such_page(token):
    nothing = Browser().get("/nothing-here")
    answer = scrape(token)
    assert (answer.status_code, answer.content) == (nothing.status_code, nothing.content)


@pytest.mark.parametrize("sent", ["Bearer ", "Bearer", "Bearer x"])
def test_without_a_token_set_there_is_no_such_page_either(settings, db, sent):
    settings.METRICS_TOKEN = ""
    assert Browser().get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_without_a_token_set_nothing_is_counted(willow, settings):
    settings.METRICS_TOKEN = ""
    tally._waiting.clear()
    Browser().get("/livez")
    assert not tally._waiting


@pytest.mark.usefixtures("_counting")
def test_requests_are_counted_by_route_and_never_by_path(willow, client):
    zoe = make_client(willow, "Zoe Baker")
    client.force_login(willow.desk.user)
    client.get(f"/p/willow/clients/{zoe.pk}/")
    client.get("/p/willow/clients/?q=Zoe")
    client.get("/p/willow/clients/?q=Baker")
    client.get("/zoe-baker/was/never/here")

    assert value("rapport_requests_total", route="clients:list", method="GET", status="200") == 2
    assert value("rapport_requests_total", route="none", method="GET", status="404") == 1
    assert value("rapport_request_seconds_count", route="clients:list") == 2
    assert value("rapport_request_queries_bucket", route="clients:list", le="0.0") == 0
    assert value("rapport_request_queries_bucket", route="clients:list", le="+Inf") == 2
    page = scrape().content.decode()
    assert not re.search("zoe|baker|willow", page, re.IGNORECASE)


@pytest.mark.usefixtures("_counting", "db")
def test_an_invented_method_is_no_new_label():
    Browser().generic("ZOEBAKER", "/livez")
    assert value("rapport_requests_total", route="livez", method="OTHER", status="200") == 1


@pytest.mark.usefixtures("_counting", "db")
def test_a_refusal_is_counted_by_its_code():
    class TooLateForThat(Refusal):
        sentence = "It is too late."

    TooLateForThat()
    TooLateForThat()
    assert value("rapport_refusals_total", code="too_late_for_that") == 2


@pytest.mark.usefixtures("_counting")
def test_sends_are_counted_by_channel_and_outcome(willow):
    from django.utils import timezone

    from followups.actions.sending import send_due
    from followups.models import Message
    from tests.followups.worlds import MAIL, Recorder, carried_by, next_monday

    type(willow.practice).objects.update(quiet_from="00:00", quiet_until="00:00")
    willow.practice.refresh_from_db()
    now = timezone.now()
    book(willow, make_client(willow, email=MAIL), starts_at=next_monday(now), at=now)
    Message.objects.filter(purpose="confirmation").update(due_at=now)
    with carried_by(Recorder()):
        send_due(willow.practice, clock=timezone.now)

    assert value("rapport_messages_total", channel="email", outcome="accepted") == 1


@pytest.mark.usefixtures("_counting", "db")
def test_queues_and_beat_tell_their_age():
    found = told()
    ages = {labels: age for (name, labels), age in found.items() if name == "rapport_queue_age_seconds"}
    assert ages == {(("queue", queue),): 0.0 for queue in ("messages", "webhooks", "jobs")}
    assert found["rapport_up", (("part", "database"),)] == 1
    assert found["rapport_up", (("part", "redis"),)] == 1


@pytest.mark.usefixtures("_counting", "db")
def test_what_other_processes_counted_is_in_the_same_answer():
    """A worker, or a web process of another machine, adds to the same hash."""
    tally.count("tasks", task="followups.tasks.send_due_messages", outcome="success")
    assert tally.flush()
    child = os.fork()
    if child == 0:
        tally.count("tasks", task="followups.tasks.send_due_messages", outcome="success")
        os._exit(0 if tally.flush() else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert value("rapport_tasks_total", task="followups.tasks.send_due_messages", outcome="success") == 2


@pytest.mark.usefixtures("_counting", "db")
def test_without_redis_counts_wait_and_are_left_out_rather_than_begun_anew(settings):
    there = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    tally._redis.cache_clear()
    tally.count("refusals", code="slot_taken")
    assert tally.flush() is False
    assert value("rapport_up", part="redis") == 0
    assert value("rapport_refusals_total", code="slot_taken") is None

    settings.REDIS_URL = there
    tally._redis.cache_clear()
    assert value("rapport_refusals_total", code="slot_taken") == 1


@pytest.mark.usefixtures("_counting")
def test_programs_are_counted_by_route_without_their_practice(willow):
    with visit(willow.practice):
        _, secret = keys.make(willow.practice, name="Site", scopes=keys.SCOPES, by=willow.owner, at=NOON)
    Browser().get("/api/v1/services/", headers={"Authorization": f"Bearer {secret}"})
    counted = [labels for (name, labels), _ in told().items() if name == "rapport_requests_total"]
    assert len(counted) == 1
    assert dict(counted[0])["status"] == "200"


def test_the_middleware_stands_outermost(settings):
    assert settings.MIDDLEWARE[0] == f"{WatchRequests.__module__}.{WatchRequests.__name__}"
