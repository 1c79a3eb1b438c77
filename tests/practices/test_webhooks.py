"""Webhooks: what happened reaches other programs signed, thin, in order, and never somewhere inside our network."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from practices.events import LocationChanged, LocationOpened, PracticeChanged, record
from practices.ids import public_id
from practices.models import Event, WebhookDelivery, WebhookEndpoint
from practices.tasks import forget_old_deliveries, practices_listed_by, send_webhooks
from practices.tenancy import inside
from practices.webhooks import actions, rules
from practices.webhooks.sending import send_due
from tests.factories import NOON, book, make_client
from tests.practices.worlds import add, happen
from tests.standins.listener import listening

Status = WebhookDelivery.Status


@pytest.fixture
def listener():
    with listening() as listener:
        yield listener


def deliver(willow, at=None):
    return send_due(willow.practice, clock=lambda: at or timezone.now())


def test_a_fact_reaches_the_endpoint_signed_and_thin(willow, listener):
    endpoint = add(willow, listener)
    happen(
        willow,
        fact=LocationChanged(location_id=willow.location.pk, changes={"street": ["Secret Lane 1", ""]}),
    )

    assert deliver(willow) == 1

    headers, body = listener.heard[0]
    said = Webhook(endpoint.secret).verify(body, headers)
    assert said["type"] == "location.changed"
    assert set(said["data"]) == {"event_id", "location_id"}
    assert b"Secret Lane" not in body
    assert headers["webhook-id"] == said["data"]["event_id"]


def test_only_chosen_kinds_are_sent(willow, listener):
    add(willow, listener, kinds=["member.joined"])
    happen(willow)

    assert deliver(willow) == 0


def test_a_fact_that_is_taken_back_is_never_told(willow, listener):
    add(willow, listener)
    with transaction.atomic():
        happen(willow)
        transaction.set_rollback(True)

    assert deliver(willow) == 0


def test_an_endpoint_that_stumbles_is_told_again_by_the_schedule(willow, listener):
    add(willow, listener)
    listener.answers = [500]
    happen(willow)
    now = timezone.now()

    deliver(willow, at=now)
    assert WebhookDelivery.objects.get().status == Status.WAITING
    assert deliver(willow, at=now + timedelta(seconds=4)) == 0
    assert deliver(willow, at=now + timedelta(seconds=6)) == 1

    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.answered) == (Status.DELIVERED, 2, 204)
    assert listener.heard[0][0]["webhook-id"] == listener.heard[1][0]["webhook-id"]


def test_a_redirect_is_not_followed_and_does_not_count(willow, listener):
    add(willow, listener)
    with listening() as elsewhere:
        listener.answers, listener.headers = [302], {"Location": elsewhere.url}
        happen(willow)

        deliver(willow)

        assert (len(listener.heard), elsewhere.heard) == (1, [])
    delivery = WebhookDelivery.objects.get()
    assert (delivery.answered, delivery.status) == (302, Status.WAITING)


def test_after_the_last_try_a_delivery_is_given_up(willow, listener):
    add(willow, listener)
    listener.answers = [500] * 20
    happen(willow)
    now = timezone.now()
    for wait in rules.SCHEDULE:
        now += wait
        deliver(willow, at=now)

    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == (Status.GIVEN_UP, len(rules.SCHEDULE))


def test_the_facts_of_one_client_stay_in_order(willow, listener):
    """While the first waits for another try, the second waits behind it; another client's does not."""
    add(willow, listener)
    first, second, other = (happen(willow) for _ in range(3))
    WebhookDelivery.objects.filter(event__in=[first, second]).update(client_id=1)
    WebhookDelivery.objects.filter(event=other).update(client_id=2)
    listener.answers = [500]
    now = timezone.now()

    deliver(willow, at=now)
    assert sorted(WebhookDelivery.objects.values_list("status", flat=True)) == [
        "delivered",
        "waiting",
        "waiting",
    ]
    deliver(willow, at=now + timedelta(seconds=6))

    key = bytes(willow.practice.id_key)
    names = {
        public_id("evt", event.pk, key=key): name for event, name in [(first, 1), (second, 2), (other, 3)]
    }
    assert [names[headers["webhook-id"]] for headers, _ in listener.heard] == [1, 3, 1, 2]
    assert set(WebhookDelivery.objects.values_list("status", flat=True)) == {Status.DELIVERED}


def test_what_follows_from_a_fact_is_told_after_it(willow, listener):
    """Whoever registers comes to the board with it: nobody hears of the board before they hear of the client."""
    add(willow, listener, kinds=())
    zoe = make_client(willow)
    book(willow, zoe)

    while deliver(willow):
        pass

    happened = Event.objects.filter(client_id=zoe.pk).order_by("pk").values_list("kind", flat=True)
    heard = [json.loads(body)["type"] for _, body in listener.heard]
    assert [kind for kind in heard if kind in {*happened}] == [*happened]
    assert heard.index("client.registered") < heard.index("journey.stage_entered")


def test_gone_disables_the_endpoint_and_the_owner_gets_a_letter(willow, listener, mailoutbox):
    endpoint = add(willow, listener)
    listener.answers = [410]
    happen(willow)

    deliver(willow)

    endpoint.refresh_from_db()
    assert endpoint.disabled_at
    letters = [(letter.to, letter.subject) for letter in mailoutbox]
    assert letters == [(["ana@willow.example"], "A webhook of yours has been switched off")]
    assert happen(willow)
    assert deliver(willow) == 0


def test_an_endpoint_deaf_for_four_days_is_disabled(willow, listener, mailoutbox):
    """Ten tries of one fact over three days and a half, and then another."""
    endpoint = add(willow, listener)
    listener.answers = [500] * 20
    happen(willow)
    now = timezone.now()
    for wait in rules.SCHEDULE:
        now += wait
        deliver(willow, at=now)
    endpoint.refresh_from_db()
    assert (endpoint.failed_tries, endpoint.disabled_at) == (10, None)

    happen(willow)
    deliver(willow, at=now + timedelta(days=1))

    endpoint.refresh_from_db()
    assert endpoint.disabled_because == "deaf"
    assert "four days" in mailoutbox[0].body


def test_four_days_in_which_nothing_was_tried_are_no_silence(willow, listener):
    """The workers were away: two failures with nothing between say little."""
    endpoint = add(willow, listener)
    listener.answers = [500, 500]
    happen(willow)
    now = timezone.now()

    deliver(willow, at=now)
    deliver(willow, at=now + rules.DISABLED_AFTER + timedelta(seconds=1))

    endpoint.refresh_from_db()
    assert (endpoint.failed_tries, endpoint.disabled_at) == (2, None)
    deliver(willow, at=now + rules.DISABLED_AFTER + timedelta(hours=1))
    endpoint.refresh_from_db()
    assert (endpoint.failed_tries, endpoint.failing_since) == (0, None)


def test_an_endpoint_that_cannot_be_reached_is_tried_once_and_not_for_each_fact(willow, listener):
    """Its other facts wait as long as the one that was tried; the practice's other endpoint hears at once."""
    dead, good = add(willow, listener), add(willow, listener)
    WebhookEndpoint.objects.filter(pk=dead.pk).update(url="http://127.0.0.1:9/")
    for _ in range(5):
        happen(willow)
    now = timezone.now()

    assert deliver(willow, at=now) == 6
    assert sum(row.attempts for row in WebhookDelivery.objects.filter(endpoint=dead)) == 1
    assert practices_listed_by("practices_with_due_webhooks", now + timedelta(seconds=4)) == []
    assert deliver(willow, at=now + timedelta(seconds=4)) == 0

    WebhookEndpoint.objects.filter(pk=dead.pk).update(url=listener.url)
    assert deliver(willow, at=now + timedelta(seconds=6)) == 5
    assert {row.status for row in WebhookDelivery.objects.all()} == {Status.DELIVERED}
    assert good.pk


def test_while_a_secret_rotates_both_sign(willow, listener):
    endpoint = add(willow, listener)
    old = endpoint.secret
    actions.rotate_secret(endpoint, by=willow.owner, at=timezone.now())
    happen(willow)

    deliver(willow)

    headers, body = listener.heard[0]
    endpoint.refresh_from_db()
    assert endpoint.secret != old
    for secret in (old, endpoint.secret):
        Webhook(secret).verify(body, headers)


def test_a_rotation_is_on_record_and_undoes_nothing_that_came_before_it(willow, listener):
    """The row it was given is stale: meanwhile somebody changed the address and switched it off."""
    endpoint = add(willow, listener)
    stale = WebhookEndpoint.objects.get()
    actions.change_endpoint(endpoint, url="https://hooks.example/new", by=willow.owner, at=NOON)
    actions.disable(endpoint, because="by_hand", by=willow.owner, at=NOON)

    actions.rotate_secret(stale, by=willow.desk, at=NOON)

    kept = WebhookEndpoint.objects.get()
    assert (kept.url, kept.disabled_at) == ("https://hooks.example/new", NOON)
    assert (kept.old_secret, kept.secret) == (endpoint.secret, stale.secret)
    fact = Event.objects.get(kind="webhook.secret_rotated")
    assert (fact.payload["endpoint_id"], fact.actor) == (endpoint.pk, willow.desk)


def test_what_was_missed_can_be_replayed_from_an_event(willow, listener):
    before = Event.objects.latest("pk")
    for _ in range(3):
        happen(willow)
    endpoint = add(willow, listener, at=timezone.now())

    assert actions.replay(endpoint, after=before, at=timezone.now()) == 3
    assert deliver(willow) == 3
    with pytest.raises(actions.NothingToReplay):
        actions.replay(endpoint, after=Event.objects.latest("pk"), at=NOON)


def test_a_replay_brings_what_was_passed_over_shortly_before(willow, listener, monkeypatch):
    """Facts that were written down together: the one with the lower number was there last, and never got through."""
    happen(willow)
    endpoint = add(willow, listener, at=timezone.now())
    heard, waiting, missed, unwanted, last = (
        *(happen(willow) for _ in range(3)),
        happen(willow, fact=PracticeChanged(changes={})),
        happen(willow),
    )
    told = WebhookDelivery.objects.filter
    told(event__in=[heard, last]).update(status=Status.DELIVERED)
    told(event=missed).update(status=Status.GIVEN_UP)

    with transaction.atomic():
        assert actions.replay(endpoint, after=last, at=timezone.now()) == 1
        assert set(told(status=Status.WAITING).values_list("event", flat=True)) == {waiting.pk, missed.pk}
        with pytest.raises(actions.NothingToReplay):
            actions.replay(endpoint, after=last, at=timezone.now())
        transaction.set_rollback(True)
    monkeypatch.setattr("practices.webhooks.actions.deliveries.OVERLAP", timedelta(0))
    with pytest.raises(actions.NothingToReplay):
        actions.replay(endpoint, after=last, at=timezone.now())
    assert not told(event=unwanted).exists()


def test_what_was_told_a_month_ago_is_forgotten_and_can_still_be_replayed(willow, cedar, listener):
    before = Event.objects.latest("pk")
    endpoint = add(willow, listener)
    long_ago, lately, waiting = (happen(willow) for _ in range(3))
    now = timezone.now()
    told = WebhookDelivery.objects.filter
    told(event=long_ago).update(status=Status.GIVEN_UP, settled_at=now - timedelta(days=31))
    told(event=lately).update(status=Status.DELIVERED, settled_at=now - timedelta(days=29))
    told(event=waiting).update(due_at=now - timedelta(days=90))

    assert forget_old_deliveries() == 1

    assert set(WebhookDelivery.objects.values_list("event", flat=True)) == {lately.pk, waiting.pk}
    assert actions.replay(endpoint, after=before, at=now) == 3


def test_a_delivery_can_be_sent_again_by_hand(willow, listener):
    add(willow, listener)
    happen(willow)
    deliver(willow)

    actions.resend(WebhookDelivery.objects.get(), at=timezone.now())

    assert deliver(willow) == 1
    assert len(listener.heard) == 2


def test_a_worker_finds_the_practice_by_itself(willow, cedar, listener):
    add(willow, listener)
    happen(willow)

    assert send_webhooks() == 1


@pytest.mark.parametrize("poison", ["https://a..example/x", f"https://{'a' * 64}.example/", "the secret"])
def test_an_endpoint_that_cannot_be_told_is_a_failure_and_keeps_nobody_waiting(
    willow, cedar, listener, poison
):
    """Neither the practice's other endpoint nor the practice next door."""
    bad, good = add(willow, listener), add(willow, listener)
    if poison == "the secret":
        WebhookEndpoint.objects.filter(pk=bad.pk).update(secret_sealed=b"v1.gone.sealed")
    else:
        WebhookEndpoint.objects.filter(pk=bad.pk).update(url=poison)
    happen(willow)
    with inside(cedar.practice):
        add(cedar, listener)
        happen(cedar)

    send_webhooks()

    told = {row.endpoint_id: row for row in WebhookDelivery.objects.all()}
    assert (told[bad.pk].status, told[bad.pk].attempts) == (Status.WAITING, 1)
    assert told[good.pk].status == Status.DELIVERED
    with inside(cedar.practice):
        assert WebhookDelivery.objects.get().status == Status.DELIVERED


def test_a_practice_in_trouble_keeps_no_other_waiting(willow, cedar, listener, monkeypatch):
    def stumble(practice, *, clock):
        if practice == willow.practice:
            raise SystemError("not even a failure")
        return send_due(practice, clock=clock)

    monkeypatch.setattr("practices.webhooks.sending.send_due", stumble)
    for world in (willow, cedar):
        with inside(world.practice):
            add(world, listener)
            happen(world)

    assert send_webhooks() == 1


def test_a_neighbours_facts_are_not_told(willow, cedar, listener):
    add(willow, listener, kinds=[])
    with inside(cedar.practice):
        record(
            LocationOpened(location_id=cedar.location.pk), practice=cedar.practice, by=cedar.owner, at=NOON
        )

    assert list(WebhookDelivery.objects.values_list("event__kind", flat=True)) == ["webhook.added"]


def test_an_unknown_kind_is_refused(willow, listener):
    with pytest.raises(actions.UnknownKind, match=r"moon\.rose"):
        add(willow, listener, kinds=["moon.rose"])


def test_the_schedule_ends_after_75_hours_and_35_minutes():
    assert sum(rules.SCHEDULE, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def test_a_payload_names_the_time_with_its_offset(willow, listener):
    add(willow, listener)
    happen(willow)
    deliver(willow)

    said = json.loads(listener.heard[0][1])

    assert datetime.fromisoformat(said["timestamp"]) == NOON
