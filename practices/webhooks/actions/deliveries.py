"""What happened, queued for every address that wants it, and told until it is heard."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from practices.errors import Refusal
from practices.events import ToMany
from practices.models import Event, WebhookDelivery, WebhookEndpoint
from practices.webhooks.actions.endpoints import disable
from practices.webhooks.rules import DISABLED_AFTER, GONE, is_heard, wait_after

LEASE = timedelta(seconds=60)

Status = WebhookDelivery.Status


class NothingToReplay(Refusal):
    sentence = _("Nothing has happened since that event.")


QUEUE = """
INSERT INTO practices_webhookdelivery
    (practice_id, endpoint_id, event_id, client_id, status, attempts, due_at, failure)
SELECT event.practice_id, endpoint.id, event.id, event.client_id, 'waiting', 0, event.recorded_at, ''
FROM practices_event AS event
JOIN practices_webhookendpoint AS endpoint ON endpoint.practice_id = event.practice_id
WHERE event.practice_id = %s AND event.id = ANY(%s) AND endpoint.disabled_at IS NULL AND endpoint.removed_at IS NULL
    AND (endpoint.kinds = '{}' OR event.kind = ANY(endpoint.kinds))
ORDER BY event.id, endpoint.id
"""


@ToMany
def queue(events: Sequence[Event]) -> None:
    """Write a delivery for every endpoint that wants these facts, in the transaction of the facts."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [events[0].practice_id, [event.pk for event in events]])


def _queue_for(pairs: list[tuple[WebhookEndpoint, Event]], *, at: datetime) -> None:
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            practice_id=event.practice_id,
            endpoint=endpoint,
            event=event,
            client_id=event.client_id,
            due_at=at,
        )
        for endpoint, event in pairs
    )


@transaction.atomic
def resend(delivery: WebhookDelivery, *, at: datetime) -> None:
    """Tell it once more, now, from the first wait."""
    delivery.status, delivery.attempts, delivery.due_at, delivery.settled_at = Status.WAITING, 0, at, None
    delivery.save(update_fields=["status", "attempts", "due_at", "settled_at"])


@transaction.atomic
def replay(endpoint: WebhookEndpoint, *, after: Event, at: datetime, limit: int = 10_000) -> int:
    """Tell an endpoint again everything of its kinds that was recorded after an event. Returns how much.

    Refuses     NothingToReplay
    """
    events = Event.objects.filter(pk__gt=after.pk).order_by("pk")
    if endpoint.kinds:
        events = events.filter(kind__in=endpoint.kinds)
    pairs = [(endpoint, event) for event in events[:limit]]
    if not pairs:
        raise NothingToReplay
    _queue_for(pairs, at=at)
    return len(pairs)


@transaction.atomic
def claim(*, at: datetime, limit: int = 50) -> list[WebhookDelivery]:
    """Take due deliveries of the active practice: of each client, the oldest unsettled one alone.

    A delivery whose worker died comes back when its lease ends; the receiver knows it by its webhook-id.
    """
    unsettled = Q(status__in=[Status.WAITING, Status.SENDING])
    earlier = WebhookDelivery.objects.filter(
        unsettled, endpoint=OuterRef("endpoint"), client_id=OuterRef("client_id"), pk__lt=OuterRef("pk")
    )
    due = WebhookDelivery.objects.filter(
        Q(status=Status.WAITING, due_at__lte=at) | Q(status=Status.SENDING, lease_until__lt=at)
    )
    free = due.filter(~Exists(earlier), endpoint__disabled_at=None, endpoint__removed_at=None)
    claimed = list(
        free.select_related("endpoint", "event")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due_at", "pk")[:limit]
    )
    WebhookDelivery.objects.filter(pk__in=[delivery.pk for delivery in claimed]).update(
        status=Status.SENDING, lease_until=at + LEASE
    )
    return claimed


@transaction.atomic
def settle(delivery: WebhookDelivery, *, answered: int | None, failure: str, at: datetime) -> None:
    """Write down how a try ended, and when to try again; disable an endpoint that is gone or stays deaf.

    Records     EndpointDisabled
    """
    endpoint = delivery.endpoint
    delivery.attempts += 1
    delivery.answered, delivery.failure, delivery.lease_until = answered, failure[:200], None
    if answered is not None and is_heard(answered):
        delivery.status, delivery.settled_at = Status.DELIVERED, at
        endpoint.failing_since = None
    else:
        endpoint.failing_since = endpoint.failing_since or at
        wait = wait_after(delivery.attempts)
        if wait is None:
            delivery.status, delivery.settled_at = Status.GIVEN_UP, at
        else:
            delivery.status, delivery.due_at = Status.WAITING, at + wait
    delivery.save()
    endpoint.save(update_fields=["failing_since"])
    if answered == GONE:
        disable(endpoint, because="it answered 410 Gone", at=at)
    elif endpoint.failing_since and at - endpoint.failing_since > DISABLED_AFTER:
        disable(endpoint, because="it has not answered for four days", at=at)
