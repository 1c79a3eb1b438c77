"""Taking due messages in hand: one short transaction that looks at the world again, decides, and writes the words."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.template import TemplateDoesNotExist

from followups import links
from followups.actions.endings import lease
from followups.calendar_file import calendar_file
from followups.channels import Letter
from followups.channels.chosen import channel_for
from followups.composing import Words, compose
from followups.models import Message
from followups.queries.heard import TELLING
from followups.queries.world import Batch, Situation
from followups.rules.checks import Step, Verdict, decide
from followups.rules.purposes import EMAIL, PURPOSES
from followups.rules.quiet import quiet_begins
from practices import bulk, tally
from practices.models import Practice

log = logging.getLogger(__name__)
Status = Message.Status
BATCH = 200
CARRIES_A_CALENDAR_FILE = {"confirmation", "moved"}
ENDS = {Step.WITHHOLD: Status.WITHHELD, Step.WITHDRAW: Status.WITHDRAWN, Step.EXPIRE: Status.EXPIRED}
DECIDED = (
    "to", "language", "heading", "text", "html", "status", "claimed_at", "provider", "lease_until", "due_at",
    "give_up_at", "settled_at", "withheld_because", "needs_attention", "attempts",
)  # fmt: skip
ALONE = """
SELECT pg_advisory_xact_lock(hashtextextended('weekly cap ' || client, 0)) FROM unnest(%s::bigint[]) AS client
"""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claimed message, complete; `claimed_at` tells this claim from any other.

    is_begun    its call is as good as made: a worker that is lost now leaves a doubt
    """

    message_id: int
    claimed_at: datetime
    kind: str
    letter: Letter
    is_begun: bool = False


@transaction.atomic(durable=True)
def claim_due(
    practice: Practice, *, at: datetime, limit: int = BATCH, at_once: Callable[[str], int] = lambda kind: 0
) -> tuple[int, list[Claim]]:
    """Take up to `limit` due messages out of every other worker's reach, and decide each anew.

    at_once     how many of a kind may be begun with their claim, because they are called next
    Returns     how many rows were decided, and those to be sent, by kind
    """
    due = Message.objects.due(at).select_for_update(skip_locked=True).order_by("due_at", "id")
    messages = list(due[:limit])
    _alone_with({message.client_id for message in messages if PURPOSES[message.purpose].counts})
    batch = Batch(messages, practice=practice, at=at)
    claims = [claim for message in messages if (claim := _decide(batch, message, at=at))]
    claims.sort(key=lambda claim: claim.kind)  # stable: of each kind what was due first
    if claims:
        claims = _begun_with(claims, {message.pk: message for message in messages}, at_once)
    bulk.update(Message, messages, DECIDED)
    return len(messages), claims


def _begun_with(
    claims: list[Claim], messages: dict[int, Message], at_once: Callable[[str], int]
) -> list[Claim]:
    """The same claims, of which the first of the first kind begin here and now: that saves writing them twice."""
    kind = claims[0].kind
    many = min(at_once(kind), sum(claim.kind == kind for claim in claims))
    for claim in claims[:many]:
        message = messages[claim.message_id]
        message.provider, message.attempts = channel_for(kind).name, message.attempts + 1
    return [replace(claim, is_begun=True) for claim in claims[:many]] + claims[many:]


def _alone_with(client_ids: Iterable[int]) -> None:
    """Until the claim commits, no other worker decides about these clients' counted messages.

    Two workers with two messages for one client must not both find room under the weekly cap.
    A lock of our own and not the client's row: whoever holds that may be waiting for our messages.
    """
    if ids := sorted(client_ids):
        with connection.cursor() as cursor:
            cursor.execute(ALONE, [ids])


def _decide(batch: Batch, message: Message, *, at: datetime) -> Claim | None:
    """Write the decision on the message, not yet saved; the claim when it goes out."""
    situation = batch.situation(message)
    try:
        return _decided(batch, situation, at=at)
    except DatabaseError:
        raise
    except Exception as error:
        # One message that cannot be decided or worded must not keep all others from going out.
        log.exception("message %s cannot be made", message.pk)
        reason = "no_template" if isinstance(error, TemplateDoesNotExist) else "not_made"
        _put_off(message, Verdict(step=Step.WITHHOLD, reason=reason), at=at)
        message.needs_attention = True
        return None


def _decided(batch: Batch, situation: Situation, *, at: datetime) -> Claim | None:
    """The same, for a message with which nothing is wrong: the row changes once all of it is known."""
    message = situation.message
    verdict = decide(situation.purpose, situation.world, at=at)
    if verdict.step is not Step.SEND:
        _put_off(message, verdict, at=at)
        return None
    words = compose(situation, at=at)
    letter = letter_of(situation, words, at=at)
    message.to, message.language = situation.address, words.language
    message.heading, message.text, message.html = words.heading, words.text, words.html
    if situation.appointment and message.purpose in TELLING:
        message.give_up_at = situation.appointment.starts_at  # the time it tells, whenever it was planned
    message.status, message.claimed_at, message.provider = Status.SENDING, at, ""
    message.lease_until, message.withheld_because = at + lease(), ""
    if situation.purpose.counts:
        batch.sent_lately.setdefault(message.client_id, []).append(at)
    return Claim(message_id=message.pk, claimed_at=at, kind=message.channel, letter=letter)


def _put_off(message: Message, verdict: Verdict, *, at: datetime) -> None:
    """Write down why a message does not go out, or not yet."""
    message.withheld_because = verdict.reason
    if verdict.step is Step.WAIT and verdict.until:
        message.due_at = verdict.until
    else:
        message.status, message.settled_at = ENDS[verdict.step], at
    tally.count("messages", channel=message.channel, outcome=verdict.step.name.lower())


def letter_of(situation: Situation, words: Words, *, at: datetime) -> Letter:
    """What the provider is given."""
    message, practice, world = situation.message, situation.practice, situation.world
    is_mail = message.channel == EMAIL
    visit = situation.appointment if is_mail and message.purpose in CARRIES_A_CALENDAR_FILE else None
    ends_at = min(quiet_begins(at, zones=world.zones, window=world.window), world.gives_up_at)
    return Letter(
        token=str(message.token),
        practice=practice.slug,
        to=situation.address,
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        if is_mail
        else (practice.sms_from or settings.TWILIO_FROM),
        sender_name=practice.name,
        reply_to=practice.email,
        heading=words.heading,
        text=words.text,
        html=words.html,
        callback=links.public("followups:twilio_status", practice.slug, message.token),
        unsubscribe=links.public("followups:stop", practice.slug, message.token)
        if situation.purpose.is_marketing
        else "",
        # Sent at night on purpose, it may arrive at night; otherwise it may not outlive the evening.
        valid_until=ends_at if ends_at > at else world.gives_up_at,
        attachments=(calendar_file(visit, practice, at=at),) if visit else (),
    )
