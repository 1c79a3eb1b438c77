"""What became of a message whose worker died or whose answer was lost.

A callback with our token settles it at any time. After a grace the provider is asked; a text that tells a client of
a visit is then sent once more, everything else is shown to a person.
Source      reliability.md §4.11 steps 5 and 6
"""

from datetime import datetime, timedelta

from django.db import transaction

from followups.actions.endings import accept, doubt
from followups.actions.sending import Clock
from followups.channels import Busy, Letter
from followups.channels.chosen import channel_for
from followups.models import Message
from followups.queries.behind import is_theirs
from followups.rules.purposes import PURPOSES
from practices import bulk
from practices.models import Practice
from practices.tenancy import inside

Status = Message.Status
BATCH = 50
# While one worker asks the provider, no other does.
ASKING = timedelta(seconds=60)
RESENDS = 1


def reconcile(practice: Practice, *, clock: Clock) -> int:
    """Settle what can be settled of this practice's lost messages; returns how many were looked at."""
    with inside(practice):
        looked_at = recover(at=clock())
        asked = take_uncertain(at=clock())
        for message in asked:
            settle_uncertain(message, _found(message), at=clock())
    return looked_at + len(asked)


@transaction.atomic(durable=True)
def recover(*, at: datetime) -> int:
    """Leases that ran out: not begun goes back to the plan, begun becomes a doubt."""
    lost = Message.objects.filter(status=Status.SENDING, lease_until__lt=at)
    not_begun = bulk.held(lost.filter(provider=""), skip_locked=True)
    back = not_begun.update(status=Status.PLANNED, lease_until=None, claimed_at=None)
    begun = list(lost.exclude(provider="").select_for_update(skip_locked=True).order_by("id")[:BATCH])
    for message in begun:
        doubt(message, because="", reason="lease_over", at=at)
    return back + len(begun)


@transaction.atomic(durable=True)
def take_uncertain(*, at: datetime) -> list[Message]:
    """Doubts whose grace is over, for this worker alone to ask about.

    Without address and words, of a client erased meanwhile, any text would be taken for it: nobody asks any more.
    """
    ripe = Message.objects.uncertain().filter(needs_attention=False, lease_until__lte=at)
    messages = list(
        ripe.select_for_update(skip_locked=True).select_related("practice").order_by("id")[:BATCH]
    )
    told = [message for message in messages if message.to]
    Message.objects.filter(pk__in=[one.pk for one in messages if not one.to]).update(lease_until=None)
    Message.objects.filter(pk__in=[message.pk for message in told]).update(lease_until=at + ASKING)
    return told


def _found(message: Message) -> str | Busy | None:
    """The provider's id; None when it does not know it; Busy when it cannot be asked. No transaction is open."""
    channel = channel_for(message.channel)
    if channel.name != message.provider or not channel.can_find:
        return None
    letter = Letter(
        token=str(message.token), practice=message.practice.slug, to=message.to, sender="", text=message.text
    )
    try:
        return channel.find(letter, since=message.claimed_at or message.planned_at)
    except Busy as busy:
        return busy


@transaction.atomic(durable=True)
def settle_uncertain(message: Message, found: str | Busy | None, *, at: datetime) -> None:
    """Write down what the provider knew, unless a callback, or somebody who sent it again, was faster.

    What the same words went out under before is no proof: texts written by hand carry no link that tells them apart.
    """
    asked, message = message, Message.objects.select_for_update().get(pk=message.pk)
    if message.status != Status.UNKNOWN or message.attempts != asked.attempts:
        return
    if isinstance(found, str) and Message.objects.filter(provider_id=found).exclude(pk=message.pk).exists():
        found = None
    if isinstance(found, Busy):
        message.lease_until = at + ASKING
        message.save(update_fields=["lease_until"])
    elif found:
        accept(message, provider_id=found, at=at)
    elif _goes_again(message):
        message.status, message.due_at, message.provider = Status.PLANNED, at, ""
        message.withheld_because, message.lease_until = "sent_again", None
        message.save()
    else:
        message.needs_attention = True
        message.save(update_fields=["needs_attention"])


def _goes_again(message: Message) -> bool:
    """Sent once more only where the purpose allows it and the provider could be asked; the outbox always may.

    Never to another address than the first time: what went out is looked for where it went.
    """
    channel = channel_for(message.channel)
    if channel.name != message.provider or not channel.can_find:
        return False
    resends = PURPOSES[message.purpose].resends_unknown and message.attempts <= RESENDS
    return channel.name == "outbox" or (resends and is_theirs(message))
