"""Telling an endpoint, so that no two workers tell it the same thing, nor one client's facts out of order.

claim       in one short transaction: take due deliveries out of every other worker's reach for a while
begin       in another, before each post: hold this one for the time a post may take, if it is still ours
post        outside any transaction
settle      write down how it ended, if it is still ours
give_back   what was claimed and not begun is due again at once

`lease_until` tells one worker's hold from another's: each write asks for the value that this worker gave. What a
worker that died had begun comes back when its lease ends; the receiver knows it by its webhook-id.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from practices import bulk
from practices.models import WebhookDelivery, WebhookEndpoint
from practices.webhooks.actions.endpoints import disable, hold
from practices.webhooks.rules import GONE, SCHEDULE, is_deaf, is_heard, rest_after, wait_after

LEASE = timedelta(seconds=60)  # three times what the longest post takes
NO_MORE = len(SCHEDULE)

Because, Status = WebhookEndpoint.Because, WebhookDelivery.Status


@transaction.atomic
def claim(*, at: datetime, limit: int = 20) -> list[WebhookDelivery]:
    """Take due deliveries of the active practice: of each client, the oldest unsettled one alone."""
    unsettled = Q(status__in=[Status.WAITING, Status.SENDING])
    earlier = WebhookDelivery.objects.filter(
        unsettled, endpoint=OuterRef("endpoint"), client_id=OuterRef("client_id"), pk__lt=OuterRef("pk")
    )
    due = WebhookDelivery.objects.filter(
        Q(status=Status.WAITING, due_at__lte=at) | Q(status=Status.SENDING, lease_until__lt=at)
    )
    open_ = due.filter(endpoint__disabled_at=None, endpoint__removed_at=None)
    free = open_.exclude(endpoint__rests_until__gt=at).filter(~Exists(earlier))
    claimed = list(free.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk")[:limit])
    for delivery in claimed:
        delivery.status, delivery.lease_until = Status.SENDING, at + LEASE
    ids = [delivery.pk for delivery in claimed]
    WebhookDelivery.objects.filter(pk__in=ids).update(status=Status.SENDING, lease_until=at + LEASE)
    return claimed


@transaction.atomic
def begin(delivery: WebhookDelivery, *, at: datetime) -> WebhookDelivery | None:
    """Note that this post is about to be made; None when it may not be: it is no longer ours, or rests.

    Returns     the delivery as it is now: the address and the secret may have changed since the claim
    """
    mine = _held(delivery).select_related("endpoint", "event").select_for_update(of=("self",)).first()
    if mine is None or (mine.endpoint.rests_until and mine.endpoint.rests_until > at):
        return None
    mine.attempts, mine.lease_until = mine.attempts + 1, at + LEASE
    mine.save(update_fields=["attempts", "lease_until"])
    return mine


@transaction.atomic
def give_back(claimed: Sequence[WebhookDelivery]) -> None:
    """What was claimed together and not begun waits again, as if nobody had taken it."""
    if claimed:
        unbegun = WebhookDelivery.objects.filter(
            pk__in=[delivery.pk for delivery in claimed],
            status=Status.SENDING,
            lease_until=claimed[0].lease_until,
        )
        bulk.held(unbegun).update(status=Status.WAITING, lease_until=None)


@transaction.atomic
def settle(delivery: WebhookDelivery, *, answered: int | None, failure: str, at: datetime) -> None:
    """Write down how a try ended, and when to try again; disable an endpoint that is gone or stays deaf.

    An endpoint that could not be reached rests: what else waits for it would hold a worker as long, in vain.

    What is no longer ours is left to whoever has it now; what was given up when the endpoint was switched off stays so.
    delivery    as `begin` gave it
    Records     EndpointDisabled
    """
    endpoint = delivery.endpoint
    hold(endpoint)
    is_told = answered is not None and is_heard(answered)
    ending = {"answered": answered, "failure": failure[:200], "lease_until": None}
    tries = delivery.attempts if endpoint.is_on else NO_MORE
    if not _held(delivery).update(**ending, **_next(tries, is_told=is_told, at=at)) or not endpoint.is_on:
        return
    if is_told:
        endpoint.failing_since, endpoint.failed_tries = None, 0
    else:
        endpoint.failing_since = endpoint.failing_since or at
        endpoint.failed_tries += 1
    endpoint.rests_until = at + rest_after(delivery.attempts) if answered is None else None
    endpoint.save(update_fields=["failing_since", "failed_tries", "rests_until"])
    if answered == GONE:
        disable(endpoint, because=Because.GONE, at=at)
    elif endpoint.failing_since and is_deaf(endpoint.failing_since, endpoint.failed_tries, at=at):
        disable(endpoint, because=Because.DEAF, at=at)


def _next(attempts: int, *, is_told: bool, at: datetime) -> dict[str, object]:
    """What becomes of a delivery after this many tries."""
    if is_told:
        return {"status": Status.DELIVERED, "settled_at": at}
    wait = wait_after(attempts)
    if wait is None:
        return {"status": Status.GIVEN_UP, "settled_at": at}
    return {"status": Status.WAITING, "due_at": at + wait}


def _held(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """This delivery, as long as nobody else has taken, settled or given it up."""
    return WebhookDelivery.objects.filter(
        pk=delivery.pk, status=Status.SENDING, lease_until=delivery.lease_until
    )
