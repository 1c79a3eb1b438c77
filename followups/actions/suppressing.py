"""Stop means stop: an address that asked for peace gets it before anything else is claimed."""

from datetime import datetime

from django.db import transaction

from followups.actions.planning import let_go, withhold
from followups.events import AddressReopened, AddressSuppressed
from followups.models import Message, Suppression
from followups.queries.reach import hash_of, writers_of
from followups.rules.purposes import PURPOSES
from practices.events import record
from practices.models import Member, Practice

Scope = Suppression.Scope


@transaction.atomic
def suppress(
    practice: Practice, channel: str, address: str, *, reason: str, at: datetime, scope: str = Scope.ALL
) -> bool:
    """Let nothing more go to this address: it binds everybody who shares it. False when it was so already.

    reason      said_stop, said_unclear, unsubscribed, carrier, bounced, complained
    scope       all, or marketing
    Records     AddressSuppressed, the first time
    """
    suppression, is_new = Suppression.objects.get_or_create(
        practice=practice,
        channel=channel,
        address_hash=hash_of(practice.pk, channel, address),
        scope=scope,
        lifted_at=None,
        defaults={"address": address, "reason": reason, "since": at},
    )
    clients = writers_of(channel, address)
    waiting = Message.objects.filter(client__in=clients, channel=channel, purpose__in=_bound(scope))
    withhold(waiting, reason="suppressed", at=at)
    if is_new:
        fact = AddressSuppressed(
            suppression_id=suppression.pk,
            channel=channel,
            scope=scope,
            reason=reason,
            client_ids=[client.pk for client in clients],
        )
        record(fact, practice=practice, by=None, at=at)
    return is_new


@transaction.atomic
def reopen(
    practice: Practice, channel: str, address: str, *, reason: str, at: datetime, by: Member | None = None
) -> bool:
    """Lift what the person behind the address had asked for; a dead address stays closed. False when nothing was.

    What was held back meanwhile, and is still of use, is planned again.
    Records     AddressReopened
    """
    lifted = Suppression.objects.filter(
        channel=channel,
        address_hash=hash_of(practice.pk, channel, address),
        lifted_at=None,
        reason__in=["said_stop", "said_unclear", "unsubscribed", "carrier"],
    ).update(lifted_at=at)
    if lifted:
        client_ids = [client.pk for client in writers_of(channel, address)]
        held = Message.objects.filter(client_id__in=client_ids, channel=channel)
        let_go(held, "suppressed", at=at)
        fact = AddressReopened(channel=channel, reason=reason, client_ids=client_ids)
        record(fact, practice=practice, by=by, at=at)
    return bool(lifted)


def _bound(scope: str) -> list[str]:
    """The purposes a suppression of this scope holds back; the answer to a stop itself may still go."""
    return [
        purpose.name
        for purpose in PURPOSES.values()
        if not purpose.is_reply and (scope == Scope.ALL or purpose.is_marketing)
    ]
