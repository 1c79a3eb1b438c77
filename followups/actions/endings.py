"""How a call to a provider ended, written down: taken, refused for good, surely not taken, or nobody knows."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from followups.actions.suppressing import suppress
from followups.channels import Busy, Failure, Unclear, Undeliverable
from followups.events import MessageFailed, MessageSent
from followups.models import Message
from followups.rules.purposes import PURPOSES
from practices.events import record, record_many
from practices.models import Practice

Status = Message.Status
Ending = str | Failure
"""The provider's id of what it took, or why it did not."""

# What the provider itself said meanwhile is never overruled: its id stays, and so does a later status.
ACCEPT = """
WITH held AS (SELECT id FROM followups_message WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE)
UPDATE followups_message AS message SET status = 'accepted', sent_at = %(at)s, lease_until = NULL, failure = '',
    provider_id = CASE message.provider_id WHEN '' THEN told.provider_id ELSE message.provider_id END,
    withheld_because = '', needs_attention = false
FROM unnest(%(ids)s::bigint[], %(provider_ids)s::text[]) AS told (id, provider_id) JOIN held USING (id)
WHERE message.practice_id = %(practice)s AND message.id = told.id AND message.status IN ('sending', 'unknown')
RETURNING message.client_id, message.id, message.purpose, message.channel
"""


@transaction.atomic(durable=True)
def settle(practice: Practice, endings: Sequence[tuple[int, Ending]], *, at: datetime) -> None:
    """Write down how these calls ended, by number of message. What the provider said meanwhile is never overruled.

    Records     MessageSent, MessageFailed
    """
    failed = {pk: ending for pk, ending in endings if not isinstance(ending, str)}
    # All of them in order of id, those taken too: see `bulk.held`.
    everything = Message.objects.select_for_update().filter(pk__in=[pk for pk, _ in endings]).order_by("id")
    for message in everything if failed else ():
        if message.pk in failed and message.status in {Status.SENDING, Status.UNKNOWN}:
            message.practice = practice
            _settle_failure(message, failed[message.pk], at=at)
    accept_many(practice, {pk: ending for pk, ending in endings if isinstance(ending, str)}, at=at)


def accept_many(practice: Practice, provider_ids: dict[int, str], *, at: datetime) -> None:
    """The provider has these, under these ids.

    Records     MessageSent, for each
    """
    if not provider_ids:
        return
    told: dict[str, Any] = {
        "ids": list(provider_ids),
        "provider_ids": [one[:100] for one in provider_ids.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(ACCEPT, {"practice": practice.pk, "at": at, **told})
        accepted = sorted(cursor.fetchall(), key=lambda row: row[1])
    facts = [
        MessageSent(client_id=client_id, message_id=pk, purpose=purpose, channel=channel)
        for client_id, pk, purpose, channel in accepted
    ]
    record_many(facts, practice=practice, by=None, at=at)


def _settle_failure(message: Message, failure: Failure, *, at: datetime) -> None:
    if isinstance(failure, Busy):
        _put_back(message, failure, at=at)
    elif isinstance(failure, Undeliverable):
        refuse(message, failure, at=at)
    else:
        assert isinstance(failure, Unclear)  # noqa: S101  the fourth of four endings
        doubt(message, because=failure.reason, reason="no_answer", at=at)


def accept(message: Message, *, provider_id: str, at: datetime) -> None:
    """The provider has it.

    Records     MessageSent
    """
    message.status, message.sent_at, message.lease_until = Status.ACCEPTED, at, None
    message.provider_id = message.provider_id or provider_id
    message.failure, message.withheld_because, message.needs_attention = "", "", False
    message.save()
    record(
        MessageSent(
            client_id=message.client_id,
            message_id=message.pk,
            purpose=message.purpose,
            channel=message.channel,
        ),
        practice=message.practice,
        by=None,
        at=at,
    )


def refuse(message: Message, failure: Undeliverable, *, at: datetime) -> None:
    """The provider said no for good; somebody should see that.

    Records     MessageFailed, and AddressSuppressed when the address itself asked for peace
    """
    fail(message, because=f"{failure.code} {failure.reason}".strip(), reason="refused", at=at)
    if failure.closes_address:
        suppress(message.practice, message.channel, message.to, reason="carrier", at=at)


def fail(message: Message, *, because: str, reason: str, at: datetime) -> None:
    message.status, message.settled_at, message.lease_until = Status.FAILED, at, None
    # Of who was erased meanwhile, with the address, no word may come back.
    message.failure, message.withheld_because = because[:200] if message.to else "", reason
    message.needs_attention = bool(message.to) and not PURPOSES[message.purpose].is_reply
    message.save()
    record(
        MessageFailed(
            client_id=message.client_id,
            message_id=message.pk,
            purpose=message.purpose,
            channel=message.channel,
        ),
        practice=message.practice,
        by=None,
        at=at,
    )


def doubt(message: Message, *, because: str, reason: str, at: datetime) -> None:
    """Nobody knows whether it went out; after a grace the provider is asked."""
    message.status, message.failure, message.withheld_because = Status.UNKNOWN, because[:200], reason
    message.lease_until = at + grace()
    message.save()


def _put_back(message: Message, busy: Busy, *, at: datetime) -> None:
    """Surely not taken: planned again, a little later, so that not all come back at once."""
    wait = busy.retry_after * (1 + random.random() / 4)  # noqa: S311  jitter is no secret
    message.status, message.due_at, message.lease_until = Status.PLANNED, at + timedelta(seconds=wait), None
    message.provider, message.failure, message.withheld_because = "", busy.reason[:200], "busy"
    message.save()


def lease() -> timedelta:
    """How long a worker may be silent about a message it has in hand."""
    return timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)


def grace() -> timedelta:
    """How long a provider may take until a message shows in its lists."""
    return timedelta(seconds=settings.MESSAGE_GRACE_SECONDS)
