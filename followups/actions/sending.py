"""Sending, so that nobody hears the same thing twice from us.

claim   in one short transaction: take due rows, look at the world again, decide, write the words, commit
begin   with the claim for those called at once, in another for the rest: note that the calls are about to be made;
        from here on a lost worker leaves a doubt
call    outside any transaction, once each
settle  write down how they ended

A row claimed but not begun was surely not sent and goes back. A row begun whose ending nobody wrote is unknown.
Source      reliability.md §4.11
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from followups.actions.claiming import Claim, claim_due
from followups.actions.endings import Ending, lease, settle
from followups.channels import Busy, Channel, Failure, Letter, Unclear
from followups.channels.chosen import channel_for
from followups.models import Message
from followups.rules.pace import Pace
from followups.rules.purposes import EMAIL, SMS
from practices import bulk, tally
from practices.models import Practice
from practices.tenancy import inside

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
TURN = timedelta(seconds=2)
"""A practice's time with a worker; what is left then goes back, so that a slow provider keeps nobody else waiting."""
IN_DOUBT = timedelta(seconds=0.05)
"""A worker that dies leaves in doubt what a provider takes in this time: of a slow one, a single letter."""
LONGEST_DOUBT = 10 * IN_DOUBT
NO_TIME = Busy("the provider became slow", retry_after=0)
LEAST = 20
"""Rows taken in hand at once from a slow provider's queue too: not all of them are letters in the end."""
PACES = {kind: Pace() for kind in (EMAIL, SMS)}
"""How fast the provider of each kind is, as this process saw it last."""

# Locked in a part of its own, once: as a subquery it would be asked, and lock, for each row anew.
BEGIN = """
WITH held AS MATERIALIZED (
    SELECT id FROM followups_message WHERE id = ANY(%(ids)s) AND claimed_at = %(claimed_at)s ORDER BY id FOR UPDATE)
UPDATE followups_message AS message
SET provider = %(provider)s, attempts = message.attempts + 1, lease_until = %(until)s
FROM held WHERE message.id = held.id AND message.practice_id = %(practice)s AND message.status = 'sending'
    AND message.provider = ''
RETURNING message.id
"""


def send_due(practice: Practice, *, clock: Clock) -> int:
    """Send one batch of what is due in this practice; returns how many rows were taken in hand."""
    limit = max(LEAST, *(pace.fits(TURN) for pace in PACES.values()))
    with inside(practice):
        taken, claims = claim_due(practice, at=clock(), limit=limit, at_once=lambda kind: few(PACES[kind]))
        for kind, of_kind in groupby(claims, key=lambda claim: claim.kind):
            _hand_over(practice, kind, list(of_kind), clock=clock)
    return taken


def _hand_over(practice: Practice, kind: str, claims: Sequence[Claim], *, clock: Clock) -> None:
    """Begin, call and settle a few letters at a time: as many as the provider takes in a moment, at first one."""
    channel, pace, turn_over = channel_for(kind), PACES[kind], clock() + TURN
    begun, begun_at = [claim for claim in claims if claim.is_begun], claims[0].claimed_at
    waiting = claims[len(begun) :]
    while begun or (waiting and clock() < turn_over):
        if not begun:
            begun_at, group, waiting = clock(), waiting[: few(pace)], waiting[few(pace) :]
            begun = begin(practice, group, provider=channel.name, at=begun_at)
        endings = _called(channel, begun, pace, no_later_than=begun_at + lease() / 2, clock=clock)
        settle(practice, endings, at=clock())
        for _, ending in endings:
            tally.count("messages", channel=kind, outcome=outcome_of(ending))
        begun = []
    give_back(practice, waiting, at=clock())


def _called(
    channel: Channel, begun: Sequence[Claim], pace: Pace, *, no_later_than: datetime, clock: Clock
) -> list[tuple[int, Ending]]:
    """How each call ended.

    What a provider that became slow has not been given is not given now: it would stay in doubt meanwhile.
    no_later_than   a call that began after this might outlive its lease
    """
    began, called, endings = clock(), 0, list[tuple[int, Ending]]()
    no_later_than = min(no_later_than, began + LONGEST_DOUBT)
    for claim in begun:
        is_late = clock() > no_later_than
        called += not is_late
        endings.append((claim.message_id, NO_TIME if is_late else _call(channel, claim.letter, at=clock())))
    pace.saw(called, clock() - began)
    return endings


def few(pace: Pace) -> int:
    """How many letters may be in doubt at once."""
    return pace.fits(IN_DOUBT)


@transaction.atomic(durable=True)
def begin(practice: Practice, claims: Sequence[Claim], *, provider: str, at: datetime) -> list[Claim]:
    """Note that these calls are about to be made; returns those that may be.

    A stop, a withdrawal or the end of the lease may have come first.
    """
    if not claims:
        return []
    here: dict[str, Any] = {
        "practice": practice.pk, "provider": provider, "until": at + lease(),
        "ids": [claim.message_id for claim in claims], "claimed_at": claims[0].claimed_at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, here)
        mine = {row[0] for row in cursor.fetchall()}
    return [claim for claim in claims if claim.message_id in mine]


@transaction.atomic(durable=True)
def give_back(practice: Practice, claims: Sequence[Claim], *, at: datetime) -> None:
    """What was claimed and not begun is planned again, at once."""
    if claims:
        mine = Message.objects.filter(
            pk__in=[claim.message_id for claim in claims],
            claimed_at=claims[0].claimed_at,
            status=Message.Status.SENDING,
            provider="",
        )
        bulk.held(mine).update(status=Message.Status.PLANNED, claimed_at=None, lease_until=None)


def _call(channel: Channel, letter: Letter, *, at: datetime) -> Ending:
    """The one call. No transaction is open here: `begin` and `settle` are durable, so they would have refused."""
    try:
        return channel.send(letter, at=at)
    except Failure as failure:
        return failure
    except Exception as error:
        log.exception("a channel raised what it may not; the letter may have left")
        return Unclear(type(error).__name__)


def outcome_of(ending: Ending) -> str:
    """How a call ended, in one word: accepted, busy, undeliverable or unclear."""
    return "accepted" if isinstance(ending, str) else type(ending).__name__.lower()
