"""Planning what will be said, and taking it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from bookings.models import Appointment
from clients.models import Client
from followups.models import Message
from followups.queries.heard import ABOUT
from followups.queries.reach import address_of, best_channel
from followups.rules.purposes import BY_HAND, PURPOSES, Purpose
from followups.rules.why import because
from practices import bulk
from practices.models import Member

# A message that never left may be taken back; one whose call has begun may not.
NEVER_BEGUN = Q(status=Message.Status.PLANNED) | Q(status=Message.Status.SENDING, provider="")
UNSAID = (Message.Status.WITHDRAWN, Message.Status.WITHHELD, Message.Status.EXPIRED)


@transaction.atomic
def plan(
    purpose: Purpose,
    *,
    client: Client,
    about: tuple[str, int],
    due_at: datetime,
    give_up_at: datetime,
    at: datetime,
    occurrence: str = "",
    channel: str = "",
    because_of: dict[str, Any] | None = None,
    by: Member | None = None,
) -> Message | None:
    """Plan one message, once. Planning it again revives it if it was taken back, and else changes nothing.

    about       subject and its id: ("appointment", 12)
    occurrence  which time of this purpose for this subject
    channel     the best the client can be reached by, when empty
    Returns     None when it would be too late before it was due
    """
    if due_at >= give_up_at:
        return None
    key = {"purpose": purpose.name, "subject": about[0], "subject_id": about[1], "occurrence": occurrence}
    # Said once, though another channel is the best by now.
    before = None if channel else Message.objects.filter(**key).order_by("id").last()
    message, is_new = (
        (before, False)
        if before
        else Message.objects.get_or_create(
            **key,
            channel=channel or best_channel(purpose, client),
            defaults={
                "practice_id": client.practice_id,
                "client": client,
                "due_at": due_at,
                "give_up_at": give_up_at,
                "planned_at": at,
                "why": because(purpose.name, **(because_of or {})),
                "written_by": by,
            },
        )
    )
    if not is_new and message.status == Message.Status.WITHDRAWN and not message.attempts:
        _revive(message, due_at=due_at, give_up_at=give_up_at)
    return message


@transaction.atomic(savepoint=False)
def plan_about(visit: Appointment, plans: Iterable[tuple[Purpose, str, datetime]], *, at: datetime) -> None:
    """Plan several messages about one visit at once, each once; all are worth nothing when the visit begins.

    One that ended without ever being tried is planned again: whether it may go is asked when it is due.
    plans       purpose, occurrence, and when it is due
    """
    known = {(message.purpose, message.occurrence): message for message in ABOUT.all(pk=visit.pk)}
    new = []
    for purpose, occurrence, due_at in plans:
        before = known.get((purpose.name, occurrence))
        if due_at >= visit.starts_at:
            continue
        if before is None:
            new.append(
                {
                    "practice_id": visit.practice_id, "client_id": visit.client_id, "purpose": purpose.name,
                    "subject": "appointment", "subject_id": visit.pk, "occurrence": occurrence,
                    "channel": best_channel(purpose, visit.client), "due_at": due_at,
                    "give_up_at": visit.starts_at, "planned_at": at, "why": because(purpose.name),
                }
            )  # fmt: skip
        elif before.status in UNSAID and not before.attempts:
            _revive(before, due_at=due_at, give_up_at=visit.starts_at)
    bulk.insert(Message, new, passing_over=True)


def _revive(message: Message, *, due_at: datetime, give_up_at: datetime) -> None:
    message.status, message.withheld_because, message.settled_at = Message.Status.PLANNED, "", None
    message.due_at, message.give_up_at, message.needs_attention = due_at, give_up_at, False
    message.save(
        update_fields=["status", "withheld_because", "settled_at", "due_at", "give_up_at", "needs_attention"]
    )


def withdraw(messages: QuerySet[Message], *, reason: str, at: datetime) -> int:
    """Take back what has not gone out yet; a message whose sending has begun is left to its fate.

    reason      a code of rules.why.REASONS
    """
    return bulk.held(messages.filter(NEVER_BEGUN)).update(
        status=Message.Status.WITHDRAWN, withheld_because=reason, settled_at=at, lease_until=None
    )


def withhold(messages: QuerySet[Message], *, reason: str, at: datetime) -> int:
    """Hold back what has not gone out yet, because a person or an address said no."""
    return bulk.held(messages.filter(NEVER_BEGUN)).update(
        status=Message.Status.WITHHELD, withheld_because=reason, settled_at=at, lease_until=None
    )


def let_go(messages: QuerySet[Message], *reasons: str, at: datetime) -> int:
    """Plan again what was held back for one of these reasons and is still of use: all of it had been waiting to go.

    Whether it may go now, and is still true, is asked when it is claimed.
    """
    held = messages.filter(status=Message.Status.WITHHELD, withheld_because__in=reasons)
    return bulk.held(held.filter(Q(give_up_at=None) | Q(give_up_at__gt=at))).update(
        status=Message.Status.PLANNED, withheld_because="", settled_at=None
    )


def turn_to_reachable(client: Client) -> None:
    """What was never tried and has no address on its channel takes another that has one."""
    waiting = Message.objects.filter(client=client, attempts=0).exclude(purpose=BY_HAND.name)
    unsaid = waiting.filter(Q(status=Message.Status.PLANNED) | Q(withheld_because="no_address"))
    for message in unsaid.order_by("id"):
        channel = best_channel(PURPOSES[message.purpose], client)
        if not address_of(client, message.channel) and address_of(client, channel):
            _turn(message, channel)


def _turn(message: Message, channel: str) -> None:
    """Unless the same is said on that channel already."""
    same = {name: getattr(message, name) for name in ("purpose", "subject", "subject_id", "occurrence")}
    if not Message.objects.filter(channel=channel, **same).exists():
        message.channel = channel
        message.save(update_fields=["channel"])


def about_visit(appointment_id: int, *purposes: Purpose) -> QuerySet[Message]:
    """What was planned about one visit; of these purposes, or of all."""
    found: QuerySet[Message] = Message.objects.filter(subject="appointment", subject_id=appointment_id)
    return found.filter(purpose__in=names(purposes)) if purposes else found


def names(purposes: Iterable[Purpose]) -> list[str]:
    return [purpose.name for purpose in purposes]
