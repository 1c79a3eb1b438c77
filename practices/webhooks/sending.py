"""The worker's side: sign, post outside any transaction, write down the answer."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from standardwebhooks import Webhook

from practices import tally
from practices.ids import public_id
from practices.models import Practice, WebhookDelivery
from practices.tenancy import visit
from practices.webhooks import actions
from practices.webhooks.payload import payload
from practices.webhooks.post import NotReached, post
from practices.webhooks.rules import is_heard

log = logging.getLogger(__name__)


TURN = timedelta(seconds=5)
"""A practice's time with a worker; what is left then goes back, so that a slow endpoint keeps nobody else waiting."""


def send_due(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    """Tell the practice's endpoints what is due, for one turn. Returns the number of tries.

    Each try follows its claim's commit, so a slow endpoint holds no lock and no transaction.
    """
    tries, turn_over = 0, clock() + TURN
    while clock() < turn_over:
        with visit(practice):
            claimed = actions.claim(at=clock())
        if not claimed:
            break
        for delivery in claimed:
            tries += send(delivery, practice, clock=clock)
            if clock() > turn_over:
                break
        with visit(practice):
            actions.give_back(claimed)
    return tries


def send(delivery: WebhookDelivery, practice: Practice, *, clock: Callable[[], datetime]) -> int:
    """Post one claimed delivery and write down the answer; what is no longer ours is left alone.

    Returns     1 when a post was tried, else 0
    """
    with visit(practice):
        begun = actions.begin(delivery, at=clock())
    if begun is None:
        return 0
    answered, failure = _try(begun, practice, clock=clock)
    with visit(practice):
        actions.settle(begun, answered=answered, failure=failure, at=clock())
    outcome = "unreachable" if answered is None else "delivered" if is_heard(answered) else "refused"
    tally.count("webhooks", outcome=outcome)
    return 1


def _try(
    delivery: WebhookDelivery, practice: Practice, *, clock: Callable[[], datetime]
) -> tuple[int | None, str]:
    """The one post: the status it was answered with, or what came in between.

    Whatever that is counts as a try: an endpoint that cannot be told, for any reason, keeps no other waiting.
    """
    try:
        body = payload(delivery.event, practice)
        headers = signed(delivery, practice, body, at=clock())
        return post(delivery.endpoint.url, body.encode(), headers), ""
    except NotReached as error:
        return None, str(error)
    except Exception as error:
        log.exception("delivery %s could not be posted", delivery.pk)
        return None, type(error).__name__


def signed(delivery: WebhookDelivery, practice: Practice, body: str, *, at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks. The id is the event's, so that a second try is known as the same."""
    endpoint = delivery.endpoint
    webhook_id = public_id("evt", delivery.event_id, key=bytes(practice.id_key))
    secrets = [endpoint.secret]
    if endpoint.old_secret_until and at < endpoint.old_secret_until:
        secrets.append(endpoint.old_secret)
    signatures = [Webhook(secret).sign(webhook_id, at, body) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
