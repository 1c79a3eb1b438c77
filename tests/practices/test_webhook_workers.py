"""Two workers really at once, on the real database: each fact is told once, in order, whoever dies or is late."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from practices.events import LocationOpened, record
from practices.ids import public_id
from practices.models import Event, WebhookDelivery, WebhookEndpoint
from practices.tasks import practices_listed_by
from practices.tenancy import visit
from practices.webhooks import actions
from practices.webhooks.actions import telling
from practices.webhooks.sending import send_due
from tests.factories import NOON, make_practice
from tests.standins.listener import listening

pytestmark = pytest.mark.django_db(transaction=True)
Status = WebhookDelivery.Status
SECONDS = 60


@pytest.fixture
def shop():
    return make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")


@pytest.fixture
def listener():
    with listening() as listener:
        yield listener


def add(shop, listener):
    with visit(shop.practice):
        return actions.add_endpoint(
            shop.practice, url=listener.url, kinds=["location.opened"], by=shop.owner, at=NOON
        )


def happen(shop, times=1, client_id=None):
    """So many facts; their ids as a receiver knows them."""
    fact = LocationOpened(location_id=shop.location.pk)
    with visit(shop.practice):
        events = [record(fact, practice=shop.practice, by=shop.owner, at=NOON) for _ in range(times)]
        ids = [event.pk for event in events]
        WebhookDelivery.objects.filter(event__in=ids).update(client_id=client_id)
    return [public_id("evt", pk, key=bytes(shop.practice.id_key)) for pk in ids]


def deliveries(shop):
    with visit(shop.practice):
        return list(WebhookDelivery.objects.select_related("endpoint").order_by("pk"))


def work(shop):
    """What a worker does, again and again, until all is told."""
    until = time.monotonic() + SECONDS
    try:
        while time.monotonic() < until:
            send_due(shop.practice, clock=timezone.now)
            if all(row.settled_at for row in deliveries(shop)):
                return
            time.sleep(0.02)
    finally:
        connection.close()


def at_once(shop, workers=2):
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, [shop] * workers))


@pytest.mark.slow
@pytest.mark.parametrize("client_id", [None, 7])
def test_a_batch_that_takes_longer_than_its_lease_is_told_once_and_in_order(
    shop, listener, monkeypatch, client_id
):
    monkeypatch.setattr(telling, "LEASE", timedelta(seconds=4))
    listener.seconds = 0.7
    add(shop, listener)
    ids = happen(shop, 7, client_id=client_id)

    at_once(shop)

    assert sorted(listener.ids) == sorted(ids)
    assert [row.attempts for row in deliveries(shop)] == [1] * 7
    if client_id:
        assert listener.ids == ids


def test_a_late_answer_does_not_overwrite_what_another_worker_wrote(shop, listener):
    add(shop, listener)
    happen(shop)
    now = timezone.now()
    with visit(shop.practice):
        [late] = [actions.begin(row, at=now) for row in actions.claim(at=now)]

    send_due(shop.practice, clock=lambda: now + past_the_lease())
    with visit(shop.practice):
        actions.settle(late, answered=500, failure="", at=now + timedelta(minutes=2))

    [row] = deliveries(shop)
    assert (row.status, row.attempts, row.answered) == (Status.DELIVERED, 2, 204)
    assert row.endpoint.failing_since is None


def past_the_lease():
    return telling.LEASE + timedelta(seconds=1)


def test_what_another_worker_has_taken_is_not_posted(shop, listener):
    add(shop, listener)
    happen(shop)
    now = timezone.now()
    with visit(shop.practice):
        [stale] = actions.claim(at=now)
        [taken] = actions.claim(at=now + past_the_lease())
        assert taken.pk == stale.pk
        assert actions.begin(stale, at=now + past_the_lease()) is None
        actions.give_back([stale])

    assert deliveries(shop)[0].lease_until == taken.lease_until


@pytest.mark.slow
def test_what_a_killed_worker_was_posting_is_told_again_when_its_lease_ends(shop, listener):
    add(shop, listener)
    [told, behind] = happen(shop, 2, client_id=7)
    listener.seconds = 5.0
    connection.close()  # a fork must not share it
    worker = os.fork()
    if worker == 0:
        try:
            work(shop)
        finally:
            os._exit(0)
    until = time.monotonic() + SECONDS
    while not listener.heard and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    listener.seconds = 0.0

    assert send_due(shop.practice, clock=timezone.now) == 0
    assert send_due(shop.practice, clock=lambda: timezone.now() + past_the_lease()) == 2

    assert listener.ids == [told, told, behind]
    assert [row.attempts for row in deliveries(shop)] == [2, 1]


def test_gone_gives_up_what_was_claimed_with_it_for_good(shop, listener):
    """What stood behind in the same batch is neither posted nor due again, also once the endpoint is back."""
    endpoint = add(shop, listener)
    happen(shop, 3)
    listener.answers = [410]

    send_due(shop.practice, clock=timezone.now)

    assert len(listener.heard) == 1
    assert {row.status for row in deliveries(shop)} == {Status.GIVEN_UP}
    assert practices_listed_by("practices_with_due_webhooks", timezone.now()) == []
    with visit(shop.practice):
        actions.enable(endpoint, by=shop.owner, at=timezone.now())
    assert send_due(shop.practice, clock=timezone.now) == 0


@pytest.mark.parametrize("answer", [500, 204])
@pytest.mark.parametrize("end", ["disable", "remove"])
def test_what_ends_during_a_post_stays_ended(shop, listener, end, answer):
    endpoint = add(shop, listener)
    happen(shop, 2)
    listener.answers = [answer]

    def meanwhile():
        """Somebody else's request, while the worker waits for the answer."""
        listener.meanwhile = lambda: None
        with visit(shop.practice):
            if end == "disable":
                actions.disable(endpoint, because="by_hand", by=shop.owner, at=NOON)
            else:
                actions.remove_endpoint(endpoint, by=shop.owner, at=NOON)
        connection.close()

    listener.meanwhile = meanwhile
    send_due(shop.practice, clock=timezone.now)

    assert len(listener.heard) == 1
    assert {row.status for row in deliveries(shop)} == {Status.GIVEN_UP}
    assert practices_listed_by("practices_with_due_webhooks", timezone.now() + timedelta(days=1)) == []


def test_a_fact_written_while_the_endpoint_is_switched_off_is_never_due(shop, listener):
    """It was queued for an endpoint that was on, and came in behind the switch."""
    endpoint = add(shop, listener)
    happen(shop)
    with visit(shop.practice):
        WebhookEndpoint.objects.update(disabled_at=NOON)
    now = timezone.now()

    assert practices_listed_by("practices_with_due_webhooks", now) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT oldest_due_webhook(%s)", [now])
        assert cursor.fetchone() == (None,)
    with visit(shop.practice):
        actions.enable(endpoint, by=shop.owner, at=now)
    assert [row.status for row in deliveries(shop)] == [Status.GIVEN_UP]


def test_an_old_failure_does_not_switch_off_who_has_just_answered(shop, listener):
    """A slow post fails after a later one was heard: silence begins anew, whatever the endpoint was when it began."""
    add(shop, listener)
    happen(shop, 2)
    now = timezone.now()
    with visit(shop.practice):
        WebhookEndpoint.objects.update(failing_since=now - timedelta(days=5))
        slow, quick = (actions.begin(row, at=now) for row in actions.claim(at=now))
        actions.settle(quick, answered=204, failure="", at=now)
        actions.settle(slow, answered=None, failure="TimeoutError", at=now)

        endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.disabled_at, endpoint.failing_since) == (None, now)


def test_what_is_being_sent_is_not_sent_again_by_hand(shop, listener):
    add(shop, listener)
    happen(shop)
    with visit(shop.practice):
        [claimed] = actions.claim(at=timezone.now())
        with pytest.raises(actions.BeingSent):
            actions.resend(claimed, at=timezone.now())

    assert deliveries(shop)[0].lease_until == claimed.lease_until


@pytest.mark.parametrize("end", ["disable", "remove"])
def test_who_is_off_is_told_nothing_again(shop, listener, end):
    endpoint = add(shop, listener)
    happen(shop)
    [row] = deliveries(shop)
    with visit(shop.practice):
        before = Event.objects.order_by("pk").first()
        if end == "disable":
            actions.disable(endpoint, because="by_hand", by=shop.owner, at=NOON)
        else:
            actions.remove_endpoint(endpoint, by=shop.owner, at=NOON)
        with pytest.raises(actions.EndpointOff):
            actions.resend(row, at=NOON)
        with pytest.raises(actions.EndpointOff):
            actions.replay(endpoint, after=before, at=NOON)

    assert {row.status for row in deliveries(shop)} == {Status.GIVEN_UP}
