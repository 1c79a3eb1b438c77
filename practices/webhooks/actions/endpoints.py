"""Addresses that hear what happens: added, changed, switched off and on, removed."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from practices import bulk
from practices.errors import Refusal
from practices.events import (
    EndpointAdded,
    EndpointChanged,
    EndpointDisabled,
    EndpointEnabled,
    EndpointRemoved,
    EndpointSecretRotated,
    Fact,
    record,
)
from practices.models import Member, Practice, WebhookDelivery, WebhookEndpoint
from practices.webhooks.catalogue import all_facts
from practices.webhooks.rules import what_is_wrong_with

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


@transaction.atomic
def change_endpoint(
    endpoint: WebhookEndpoint,
    *,
    url: str | None = None,
    kinds: Sequence[str] | None = None,
    note: str | None = None,
    by: Member | None,
    at: datetime,
) -> None:
    """Tell another address, or other kinds, from now on; what waits already goes to the address as it is then.

    Refuses     BadAddress, UnknownKind
    Records     EndpointChanged, when something changes
    """
    hold(endpoint)
    asked = {"url": url, "kinds": None if kinds is None else list(kinds), "note": note}
    changes = {k: v for k, v in asked.items() if v is not None and v != getattr(endpoint, k)}
    if "url" in changes:
        check_address(str(changes["url"]))
    if "kinds" in changes:
        check_kinds(changes["kinds"] or [])
    if not changes:
        return
    for name, value in changes.items():
        setattr(endpoint, name, value)
    endpoint.rests_until = None
    endpoint.save(update_fields=[*changes, "rests_until"])
    record(EndpointChanged(endpoint_id=endpoint.pk), practice=endpoint.practice, by=by, at=at)


@transaction.atomic
def rotate_secret(endpoint: WebhookEndpoint, *, by: Member | None, at: datetime) -> None:
    """Sign with a new secret, and for a day more with the old one too.

    Records     EndpointSecretRotated
    """
    hold(endpoint)
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, at + OVERLAP
    endpoint.secret = new_secret()
    endpoint.save(update_fields=["secret_sealed", "old_secret_sealed", "old_secret_until"])
    record(EndpointSecretRotated(endpoint_id=endpoint.pk), practice=endpoint.practice, by=by, at=at)


@transaction.atomic
def remove_endpoint(endpoint: WebhookEndpoint, *, by: Member | None, at: datetime) -> None:
    """Stop telling this address; what waits for it is given up.

    Records     EndpointRemoved
    """
    hold(endpoint)
    if endpoint.removed_at:
        return
    endpoint.removed_at = at
    endpoint.save(update_fields=["removed_at"])
    _give_up(endpoint, because="endpoint removed", at=at)
    record(EndpointRemoved(endpoint_id=endpoint.pk), practice=endpoint.practice, by=by, at=at)


@transaction.atomic
def enable(endpoint: WebhookEndpoint, *, by: Member | None, at: datetime) -> None:
    """Tell a disabled address again, from now on; what it missed can be replayed.

    Records     EndpointEnabled
    """
    hold(endpoint)
    if not endpoint.disabled_at:
        return
    # A fact that was being written down while the endpoint was switched off may have come in behind.
    _give_up(endpoint, because="endpoint disabled", at=at)
    endpoint.disabled_at, endpoint.disabled_because = None, ""
    endpoint.failing_since, endpoint.failed_tries, endpoint.rests_until = None, 0, None
    endpoint.save(
        update_fields=["disabled_at", "disabled_because", "failing_since", "failed_tries", "rests_until"]
    )
    record(EndpointEnabled(endpoint_id=endpoint.pk), practice=endpoint.practice, by=by, at=at)


@transaction.atomic
def disable(
    endpoint: WebhookEndpoint, *, because: WebhookEndpoint.Because, at: datetime, by: Member | None = None
) -> None:
    """Stop telling an endpoint: a deaf one by itself, with a letter to the owners, or by somebody's hand.

    Records     EndpointDisabled
    """
    hold(endpoint)
    if not endpoint.is_on:
        return
    endpoint.disabled_at, endpoint.disabled_because = at, because
    endpoint.save(update_fields=["disabled_at", "disabled_because"])
    _give_up(endpoint, because="endpoint disabled", at=at)
    record(
        EndpointDisabled(endpoint_id=endpoint.pk, because=because), practice=endpoint.practice, by=by, at=at
    )


def hold(endpoint: WebhookEndpoint) -> None:
    """Read an endpoint anew and lock it until the transaction ends, before any of its deliveries.

    Whoever changes an endpoint or settles a delivery begins here, so that no two of them wait for each other, and
    nobody writes by what the endpoint was when a post began. Facts may go on being queued for it.
    """
    endpoint.refresh_from_db(from_queryset=WebhookEndpoint.objects.select_for_update(no_key=True))


def _give_up(endpoint: WebhookEndpoint, *, because: str, at: datetime) -> None:
    unsettled = WebhookDelivery.objects.filter(endpoint=endpoint, status__in=[Status.WAITING, Status.SENDING])
    bulk.held(unsettled).update(status=Status.GIVEN_UP, settled_at=at, lease_until=None, failure=because)
