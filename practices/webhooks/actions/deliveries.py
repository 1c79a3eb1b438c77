"""What happened, queued for every address that wants it, and once more where somebody asks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from practices.errors import Refusal
from practices.events import ToMany
from practices.models import Event, WebhookDelivery, WebhookEndpoint
from practices.webhooks.actions.endpoints import hold

KEPT = timedelta(days=30)
OVERLAP = timedelta(minutes=15)  # longer than any transaction that records facts

Status = WebhookDelivery.Status


class NothingToReplay(Refusal):
    sentence = _("Nothing has happened since that event.")


class EndpointOff(Refusal):
    sentence = _("This address is switched off or removed.")


class BeingSent(Refusal):
    sentence = _("It is being sent right now.")


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
    """Tell it once more, now, from the first wait.

    Refuses     EndpointOff, BeingSent
    """
    _hold_open(delivery.endpoint)
    delivery.refresh_from_db(from_queryset=WebhookDelivery.objects.select_for_update())
    if delivery.status == Status.SENDING:
        raise BeingSent
    delivery.status, delivery.attempts, delivery.due_at, delivery.settled_at = Status.WAITING, 0, at, None
    delivery.save(update_fields=["status", "attempts", "due_at", "settled_at"])


def _hold_open(endpoint: WebhookEndpoint) -> None:
    hold(endpoint)
    if not endpoint.is_on:
        raise EndpointOff


@transaction.atomic
def replay(endpoint: WebhookEndpoint, *, after: Event, at: datetime, limit: int = 10_000) -> int:
    """Tell an endpoint again everything of its kinds that was recorded after an event. Returns how much.

    With it comes what was recorded shortly before and is not told, nor waiting to be: a fact gets its number when it
    is written down, but is there for others only when its transaction ends, after later numbers perhaps.
    Refuses     EndpointOff, NothingToReplay
    """
    _hold_open(endpoint)
    wanted = Event.objects.filter(kind__in=endpoint.kinds) if endpoint.kinds else Event.objects.all()
    missed = list(_passed_over(wanted, endpoint, after, limit))
    later = wanted.filter(pk__gt=after.pk).order_by("pk")[: limit - len(missed)]
    pairs = [(endpoint, event) for event in [*missed, *later]]
    if not pairs:
        raise NothingToReplay
    _queue_for(pairs, at=at)
    return len(pairs)


def _passed_over(
    wanted: QuerySet[Event], endpoint: WebhookEndpoint, before: Event, limit: int
) -> QuerySet[Event]:
    """What was recorded shortly before an event, since the endpoint was added, and did not reach it."""
    told = WebhookDelivery.objects.filter(endpoint=endpoint, event=OuterRef("pk")).exclude(
        status=Status.GIVEN_UP
    )
    since = max(before.recorded_at - OVERLAP, endpoint.made_at)
    near = Event.objects.filter(pk__lt=before.pk).order_by("-pk").values("pk")[:limit]  # by the index alone
    return wanted.filter(~Exists(told), pk__in=near, recorded_at__gte=since).order_by("pk")


@transaction.atomic
def forget_old_deliveries(*, at: datetime) -> int:
    """Forget what was told, or given up, a month ago. The facts stay, and can be replayed. Returns how many went."""
    settled = WebhookDelivery.objects.filter(status__in=[Status.DELIVERED, Status.GIVEN_UP])
    forgotten, _by_model = settled.filter(settled_at__lt=at - KEPT).delete()
    return forgotten
