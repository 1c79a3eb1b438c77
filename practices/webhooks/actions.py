"""Adding endpoints, queueing what happened for them, and telling them."""

import base64
import dataclasses
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from practices.errors import Refusal
from practices.events import (
    EndpointAdded,
    EndpointDisabled,
    EndpointEnabled,
    EndpointRemoved,
    Fact,
    record,
)
from practices.models import Event, Member, Practice, WebhookDelivery, WebhookEndpoint
from practices.webhooks.rules import DISABLED_AFTER, GONE, is_heard, wait_after, what_is_wrong_with

LEASE = timedelta(seconds=60)
OVERLAP = timedelta(hours=24)
WORDS = {
    "malformed": _("This is not a web address."),
    "not_https": _("The address must begin with https://."),
    "odd_port": _("The address must use port 443 or 8443."),
    "not_public": _("The address must be reachable from the open internet."),
}

Status = WebhookDelivery.Status


class BadAddress(Refusal):
    sentence = _("{reason}")


class UnknownKind(Refusal):
    sentence = _("There is no event called “{kind}”.")


class NothingToReplay(Refusal):
    sentence = _("Nothing has happened since that event.")


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@transaction.atomic
def add_endpoint(
    practice: Practice, *, url: str, kinds: Sequence[str], by: Member | None, at: datetime, note: str = ""
) -> WebhookEndpoint:
    """Tell this address what happens from now on.

    kinds       kinds of facts; empty means all, also those to come
    Refuses     BadAddress, UnknownKind
    Records     EndpointAdded
    """
    check_address(url)
    check_kinds(kinds)
    endpoint = WebhookEndpoint(
        practice=practice, url=url, kinds=list(kinds), note=note, made_by=by, made_at=at
    )
    endpoint.secret = new_secret()
    endpoint.save()
    record(EndpointAdded(endpoint_id=endpoint.pk), practice=practice, by=by, at=at)
    return endpoint


def check_address(url: str) -> None:
    wrong = what_is_wrong_with(url)
    if wrong and not (settings.WEBHOOKS_MAY_STAY_LOCAL and wrong != "malformed"):
        raise BadAddress(reason=WORDS[wrong])


def check_kinds(kinds: Sequence[str]) -> None:
    known = {fact.kind for fact in all_facts(Fact)}
    for kind in kinds:
        if kind not in known:
            raise UnknownKind(kind=kind)


def all_facts(base: type[Fact]) -> list[type[Fact]]:
    """Every kind of fact there is, by name: what an endpoint may choose from."""
    found = [fact for child in base.__subclasses__() for fact in [child, *all_facts(child)]]
    return sorted({fact for fact in found if "kind" in vars(fact)}, key=lambda fact: fact.kind)


def catalogue(base: type[Fact]) -> list[dict[str, Any]]:
    """Every kind of fact with what its class says of itself, and the names of what it tells."""
    return [
        {
            "kind": fact.kind,
            "says": ""
            if (fact.__doc__ or "").startswith(fact.__name__)
            else (fact.__doc__ or "").strip().partition("\n\n")[0],
            "fields": [field.name for field in dataclasses.fields(fact)],
        }
        for fact in all_facts(base)
    ]


@transaction.atomic
def rotate_secret(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    """Sign with a new secret, and for a day more with the old one too."""
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, at + OVERLAP
    endpoint.secret = new_secret()
    endpoint.save()


@transaction.atomic
def remove_endpoint(endpoint: WebhookEndpoint, *, by: Member | None, at: datetime) -> None:
    """Stop telling this address; what waits for it is given up.

    Records     EndpointRemoved
    """
    endpoint.removed_at = at
    endpoint.save(update_fields=["removed_at"])
    _open(endpoint).update(status=Status.GIVEN_UP, settled_at=at, failure="endpoint removed")
    record(EndpointRemoved(endpoint_id=endpoint.pk), practice=endpoint.practice, by=by, at=at)


@transaction.atomic
def enable(endpoint: WebhookEndpoint, *, by: Member | None, at: datetime) -> None:
    """Tell a disabled address again, from now on; what it missed can be replayed.

    Records     EndpointEnabled
    """
    endpoint.disabled_at, endpoint.disabled_because, endpoint.failing_since = None, "", None
    endpoint.save(update_fields=["disabled_at", "disabled_because", "failing_since"])
    record(EndpointEnabled(endpoint_id=endpoint.pk), practice=endpoint.practice, by=by, at=at)


def queue(fact: Fact, event: Event) -> None:
    """Write a delivery for every endpoint that wants this fact, in the transaction of the fact."""
    wanted = Q(kinds=[]) | Q(kinds__contains=[event.kind])
    endpoints = WebhookEndpoint.objects.filter(wanted, disabled_at=None, removed_at=None)
    _queue_for([(endpoint, event) for endpoint in endpoints], at=event.recorded_at)


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


def disable(endpoint: WebhookEndpoint, *, because: str, at: datetime) -> None:
    """Stop telling a deaf endpoint; config reacts with a letter to the owners.

    Records     EndpointDisabled
    """
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at=None).update(
        disabled_at=at, disabled_because=because
    ):
        return
    _open(endpoint).update(status=Status.GIVEN_UP, settled_at=at, failure="endpoint disabled")
    record(
        EndpointDisabled(endpoint_id=endpoint.pk, because=because), practice=endpoint.practice, by=None, at=at
    )


def _open(endpoint: WebhookEndpoint):  # type: ignore[no-untyped-def]
    return WebhookDelivery.objects.filter(endpoint=endpoint, status__in=[Status.WAITING, Status.SENDING])
