"""Sending, so that nobody hears the same thing twice from us.

claim   in one short transaction: take due rows, look at the world again, decide, write the words, commit
begin   in another: note that the call is about to be made; from here on a lost worker leaves a doubt
call    outside any transaction, once
settle  write down how it ended

A row claimed but not begun was surely not sent and goes back. A row begun whose ending nobody wrote is unknown.
Source      reliability.md §4.11
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from followups import links
from followups.actions.suppressing import suppress
from followups.calendar_file import calendar_file
from followups.channels import Busy, Channel, Failure, Letter, Unclear, Undeliverable
from followups.channels.chosen import channel_for
from followups.composing import compose
from followups.events import MessageFailed, MessageSent
from followups.models import Message
from followups.queries.world import Batch, Situation
from followups.rules.checks import Step, Verdict, decide
from followups.rules.purposes import EMAIL, PURPOSES
from followups.rules.quiet import quiet_begins
from practices import tally
from practices.events import record
from practices.models import Practice
from practices.tenancy import inside

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
Status = Message.Status
BATCH = 20
CARRIES_A_CALENDAR_FILE = {"confirmation", "moved"}


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claimed message, complete; `claimed_at` tells this claim from any other."""

    message_id: int
    claimed_at: datetime
    kind: str
    letter: Letter


def send_due(practice: Practice, *, clock: Clock, limit: int = BATCH) -> int:
    """Send one batch of what is due in this practice; returns how many rows were taken in hand."""
    with inside(practice):
        taken, claims = claim_due(practice, at=clock(), limit=limit)
        for claim in claims:
            channel = channel_for(claim.kind)
            if begin(claim, provider=channel.name, at=clock()):
                ending = _call(channel, claim.letter, at=clock())
                settle(claim, ending, at=clock())
                tally.count("messages", channel=claim.kind, outcome=outcome_of(ending))
    return taken


@transaction.atomic(durable=True)
def claim_due(practice: Practice, *, at: datetime, limit: int = BATCH) -> tuple[int, list[Claim]]:
    """Take up to `limit` due messages out of every other worker's reach, and decide each anew.

    Returns     how many rows were decided, and those to be sent
    """
    due = Message.objects.due(at).select_for_update(skip_locked=True).order_by("due_at", "id")
    messages = list(due[:limit])
    # Two workers with two messages for one client must not both find room under the weekly cap.
    counted = {message.client_id for message in messages if PURPOSES[message.purpose].counts}
    for client_id in sorted(counted):
        _alone_with(client_id)
    batch = Batch(messages, practice=practice, at=at)
    claims = [claim for message in messages if (claim := _decide(batch, message, at=at))]
    return len(messages), claims


def _alone_with(client_id: int) -> None:
    """Until the claim commits, no other worker decides about this client's counted messages.

    A lock of our own and not the client's row: whoever holds that may be waiting for our messages.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"weekly cap {client_id}"])


def _decide(batch: Batch, message: Message, *, at: datetime) -> Claim | None:
    situation = batch.situation(message)
    verdict = decide(situation.purpose, situation.world, at=at)
    if verdict.step is not Step.SEND:
        _put_off(message, verdict, at=at)
        return None
    try:
        words = compose(situation, at=at)
    except DatabaseError:
        raise
    except Exception:
        # One message that cannot be worded must not keep all others from going out.
        log.exception("message %s cannot be worded", message.pk)
        _put_off(message, Verdict(step=Step.WITHHOLD, reason="no_template"), at=at)
        Message.objects.filter(pk=message.pk).update(needs_attention=True)
        return None
    message.to, message.language = situation.address, words.language
    message.heading, message.text, message.html = words.heading, words.text, words.html
    message.status, message.claimed_at, message.provider = Status.SENDING, at, ""
    message.lease_until, message.withheld_because = at + lease(), ""
    message.save()
    if situation.purpose.counts:
        batch.sent_lately.setdefault(message.client_id, []).append(at)
    letter = letter_of(situation, at=at)
    return Claim(message_id=message.pk, claimed_at=at, kind=message.channel, letter=letter)


def _put_off(message: Message, verdict: Verdict, *, at: datetime) -> None:
    """Write down why a message does not go out, or not yet."""
    ends = {Step.WITHHOLD: Status.WITHHELD, Step.WITHDRAW: Status.WITHDRAWN, Step.EXPIRE: Status.EXPIRED}
    message.withheld_because = verdict.reason
    if verdict.step is Step.WAIT and verdict.until:
        message.due_at = verdict.until
    else:
        message.status, message.settled_at = ends[verdict.step], at
    message.save(update_fields=["withheld_because", "due_at", "status", "settled_at"])
    tally.count("messages", channel=message.channel, outcome=verdict.step.name.lower())


def letter_of(situation: Situation, *, at: datetime) -> Letter:
    """What the provider is given."""
    message, practice, world = situation.message, situation.practice, situation.world
    is_mail = message.channel == EMAIL
    stop = links.public("followups:stop", practice.slug, message.token)
    visit = situation.appointment if is_mail and message.purpose in CARRIES_A_CALENDAR_FILE else None
    ends_at = min(quiet_begins(at, zones=world.zones, window=world.window), world.gives_up_at)
    return Letter(
        token=str(message.token),
        practice=practice.slug,
        to=message.to,
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        if is_mail
        else (practice.sms_from or settings.TWILIO_FROM),
        sender_name=practice.name,
        reply_to=practice.email,
        heading=message.heading,
        text=message.text,
        html=message.html,
        callback=links.public("followups:twilio_status", practice.slug, message.token),
        unsubscribe=stop if situation.purpose.is_marketing else "",
        # Sent at night on purpose, it may arrive at night; otherwise it may not outlive the evening.
        valid_until=ends_at if ends_at > at else world.gives_up_at,
        attachments=(calendar_file(visit, practice, at=at),) if visit else (),
    )


@transaction.atomic(durable=True)
def begin(claim: Claim, *, provider: str, at: datetime) -> bool:
    """Note that the call is about to be made; False when a stop, a withdrawal or the lease came first."""
    mine = Message.objects.filter(
        pk=claim.message_id, status=Status.SENDING, claimed_at=claim.claimed_at, provider=""
    )
    return bool(mine.update(provider=provider, attempts=F("attempts") + 1, lease_until=at + lease()))


def _call(channel: Channel, letter: Letter, *, at: datetime) -> str | Failure:
    """The one call. No transaction is open here: `begin` and `settle` are durable, so they would have refused."""
    try:
        return channel.send(letter, at=at)
    except Failure as failure:
        return failure
    except Exception as error:
        log.exception("a channel raised what it may not; the letter may have left")
        return Unclear(type(error).__name__)


def outcome_of(ending: str | Failure) -> str:
    """How a call ended, in one word: accepted, busy, undeliverable or unclear."""
    return "accepted" if isinstance(ending, str) else type(ending).__name__.lower()


@transaction.atomic(durable=True)
def settle(claim: Claim, ending: str | Failure, *, at: datetime) -> None:
    """Write down how a call ended. What the provider said meanwhile is never overruled.

    Records     MessageSent, MessageFailed
    """
    message = (
        Message.objects.select_related("practice").select_for_update(of=("self",)).get(pk=claim.message_id)
    )
    if message.status not in {Status.SENDING, Status.UNKNOWN}:
        return
    if isinstance(ending, str):
        accept(message, provider_id=ending, at=at)
    elif isinstance(ending, Busy):
        _put_back(message, ending, at=at)
    elif isinstance(ending, Undeliverable):
        refuse(message, ending, at=at)
    else:
        assert isinstance(ending, Unclear)  # noqa: S101  the fourth of four endings
        doubt(message, because=ending.reason, reason="no_answer", at=at)


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
    message.failure, message.withheld_because = because[:200], reason
    message.needs_attention = not PURPOSES[message.purpose].is_reply
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
