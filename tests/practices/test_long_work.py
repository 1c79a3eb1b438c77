"""However long imports, webhooks and messages take, a process of each worker is free for sign-in codes and the rest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practices import jobs, long_work, tasks
from practices.models import Job, WebhookDelivery
from practices.tenancy import inside
from practices.webhooks.sending import send_due
from scripts.run import WORKER
from tests.factories import NOON
from tests.practices.workers import another_process
from tests.practices.worlds import add, ask, happen
from tests.standins import compose
from tests.standins.listener import listening


@pytest.mark.usefixtures("_worker")
def test_of_each_kind_of_long_work_one_process_of_a_worker_does_it():
    with another_process("webhooks") as first, another_process("webhooks") as second:
        assert (first, second) == (True, False)
        with another_process("jobs") as third, long_work.alone("jobs") as fourth:
            assert (third, fourth) == (True, False)


@pytest.mark.usefixtures("_worker")
def test_a_process_that_is_killed_leaves_its_place_to_the_next():
    with another_process("jobs") as first:
        assert first
    with another_process("jobs") as second:
        assert second
    with long_work.alone("jobs") as mine:
        assert mine
    with another_process("jobs") as last:
        assert last


def test_a_worker_with_nobody_left_for_the_rest_does_not_start():
    with pytest.raises(SystemExit, match="--concurrency 4"):
        long_work.prepare(3)


def test_whoever_starts_a_worker_leaves_two_processes_for_the_rest():
    """One would do, and a count of many visits would keep sign-in codes waiting."""
    for words in (WORKER, compose.services()["worker"]["command"]):
        assert int(words[words.index("--concurrency") + 1]) == len(long_work.KINDS) + 2


@pytest.mark.usefixtures("_worker", "counting")
def test_a_second_process_leaves_long_work_to_the_first(willow):
    ask(willow)
    with another_process("jobs"):
        assert tasks.run_waiting_jobs() == 0
    assert tasks.run_waiting_jobs() == 1

    with listening() as listener:
        add(willow, listener)
        happen(willow)
        with another_process("webhooks"):
            assert tasks.send_webhooks() == 0
        assert tasks.send_webhooks() == 1


@pytest.mark.usefixtures("counting")
def test_practices_take_turns_with_their_jobs(willow, cedar):
    for world in (willow, willow, cedar):
        with inside(world.practice):
            ask(world)

    assert tasks.run_waiting_jobs() == 3

    ended = []
    for world in (willow, cedar):
        with inside(world.practice):
            ended += Job.objects.values_list("finished_at", "practice__slug")
    assert [slug for _, slug in sorted(ended)] == ["willow", "cedar", "willow"]


@pytest.mark.usefixtures("counting")
def test_no_job_is_begun_late(willow, monkeypatch):
    """Celery ends a task after twenty minutes: a job begun in the nineteenth would fail for no fault of its own."""
    monkeypatch.setattr(tasks, "LONGEST_RUN", 0.0)
    ask(willow)

    assert tasks.run_waiting_jobs() == 0
    assert jobs.claim(at=NOON) is not None


def test_a_job_that_fails_keeps_no_other_practice_waiting(willow, cedar, counting):
    ask(willow, "test.unknown")
    with inside(cedar.practice):
        ask(cedar)

    assert tasks.run_waiting_jobs() == 1
    assert Job.objects.get().status == Job.Status.FAILED


def test_a_turn_ends_and_gives_back_what_it_has_not_begun(willow, monkeypatch):
    monkeypatch.setattr("practices.webhooks.sending.TURN", timedelta(seconds=0.2))
    with listening() as slow:
        slow.seconds = 0.15
        add(willow, slow)
        for _ in range(10):
            happen(willow)

        told = send_due(willow.practice, clock=timezone.now)

    assert 1 <= told <= 2
    left = WebhookDelivery.objects.filter(status="waiting", attempts=0, lease_until=None)
    assert left.count() == 10 - told


def test_a_slow_endpoint_has_its_turn_and_the_rest_of_the_practices_theirs(willow, cedar, monkeypatch):
    """Willow has ten facts for an endpoint that takes its time, Cedar one: it does not wait for the ten."""
    monkeypatch.setattr(tasks, "LONG_TURN", 0.05)
    monkeypatch.setattr("practices.webhooks.sending.TURN", timedelta(seconds=0.2))
    with listening() as slow, listening() as quick:
        slow.seconds = 0.15
        add(willow, slow)
        for _ in range(10):
            happen(willow)
        with inside(cedar.practice):
            add(cedar, quick)
            happen(cedar)
        quick.meanwhile = lambda: heard_before.append(len(slow.heard))
        heard_before = []

        assert tasks.send_webhooks() == 11

    assert heard_before[0] <= 3
    assert {row.attempts for row in WebhookDelivery.objects.all()} == {1}
