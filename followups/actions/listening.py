"""What providers tell us: how a message fared, and what a client wrote."""

from datetime import datetime, timedelta

from django.db import transaction

from bookings.actions import NotPossible, confirm
from bookings.models import Appointment
from clients.actions.proving import prove_address
from clients.models import Client
from followups.actions.endings import accept, fail
from followups.actions.planning import plan
from followups.actions.starting import start_again
from followups.actions.suppressing import Scope, suppress
from followups.events import ClientWrote, MessageDelivered
from followups.models import InboundMessage, Message, ProviderUpdate
from followups.queries.reach import writers_of
from followups.rules import purposes
from followups.rules.words import Intent, intent_of
from practices.events import record
from practices.models import Practice

Status = Message.Status
# A message may be told accepted, then delivered; a later word never takes it back.
RANK = {Status.PLANNED: 0, Status.SENDING: 1, Status.UNKNOWN: 2, Status.ACCEPTED: 3, Status.DELIVERED: 4}
# An answer to a text that comes a day later is nobody's answer.
REPLY_LAPSES_AFTER = timedelta(hours=1)


@transaction.atomic
def note_update(
    message: Message, *, update_id: str, status: str, at: datetime,
    word: str = "", detail: str = "", provider_id: str = "",
) -> bool:  # fmt: skip
    """A provider says how a message fares. Hearing it twice, or late, changes nothing. False for a repeat.

    update_id   the provider's own name for this word
    status      accepted, delivered, failed, or "" when it tells nothing of use
    word        the provider's own word
    Records     MessageSent, MessageDelivered, MessageFailed
    """
    # Of who was erased, with the address, no word may come back: a bounce quotes the address.
    detail = detail[:200] if message.to else ""
    _, is_new = ProviderUpdate.objects.get_or_create(
        practice_id=message.practice_id,
        update_id=update_id[:120],
        defaults={"message": message, "status": word or status, "detail": detail, "heard_at": at},
    )
    if not is_new or not status:
        return is_new
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.attempts and message.status in RANK:
        _move_forward(message, status, detail=detail, provider_id=provider_id, at=at)
    return True


def _move_forward(message: Message, status: str, *, detail: str, provider_id: str, at: datetime) -> None:
    if status == "failed":
        if not _is_of_an_earlier_try(message, provider_id):
            fail(message, because=detail, reason="not_delivered", at=at)
        return
    if RANK[Status(status)] <= RANK[Status(message.status)]:
        return
    if RANK[Status(message.status)] < RANK[Status.ACCEPTED]:
        accept(message, provider_id=provider_id, at=at)
    if status == Status.DELIVERED:
        message.status, message.delivered_at, message.settled_at = Status.DELIVERED, at, at
        message.save(update_fields=["status", "delivered_at", "settled_at"])
        delivered = MessageDelivered(
            client_id=message.client_id,
            message_id=message.pk,
            purpose=message.purpose,
            channel=message.channel,
        )
        record(delivered, practice=message.practice, by=None, at=at)


def _is_of_an_earlier_try(message: Message, provider_id: str) -> bool:
    """Whether the provider speaks of what was tried before the message was sent, or planned, once more.

    SendGrid's events carry the id it answered with, and more behind a dot.
    """
    if message.status == Status.PLANNED:
        return True
    known, told = (one.partition(".")[0] for one in (message.provider_id, provider_id))
    return message.attempts > 1 and bool(known and told) and known != told


@transaction.atomic
def hear(
    practice: Practice, *, sender: str, text: str, provider_id: str, at: datetime, is_answered: bool = False
) -> InboundMessage | None:
    """A text came in. None when it was heard before.

    sender          E.164
    is_answered     the provider has itself confirmed a stop, a start or a call for help
    Records         ClientWrote for each client with this number, AddressSuppressed, AddressReopened, ConsentGiven
    """
    clients = writers_of(purposes.SMS, sender)
    intent = intent_of(text)
    heard, is_new = InboundMessage.objects.get_or_create(
        practice=practice,
        provider_id=provider_id,
        defaults={
            "client": clients[0] if clients else None,
            "channel": purposes.SMS,
            "sender": sender,
            "text": text,
            "intent": intent.value,
            "received_at": at,
        },
    )
    if not is_new:
        return None
    for client in clients:
        wrote = ClientWrote(
            client_id=client.pk, inbound_id=heard.pk, channel=purposes.SMS, intent=intent.value
        )
        record(wrote, practice=practice, by=None, at=at)
    if _follow(practice, heard, clients, intent, is_answered=is_answered, at=at):
        heard.handled_at = at
        heard.save(update_fields=["handled_at"])
    return heard


def _follow(
    practice: Practice,
    heard: InboundMessage,
    clients: list[Client],
    intent: Intent,
    *,
    is_answered: bool,
    at: datetime,
) -> bool:
    """Do what the words say; False when a person should read them."""
    answer = None
    if intent is Intent.STOP:
        is_news = suppress(practice, purposes.SMS, heard.sender, reason="said_stop", at=at)
        answer = purposes.STOPPED if is_news else None
    elif intent is Intent.UNCLEAR_STOP:
        suppress(practice, purposes.SMS, heard.sender, reason="said_unclear", scope=Scope.MARKETING, at=at)
        return False
    elif intent is Intent.START:
        # Who said no to texts about visits in another way is not told that they come again: that is for a person.
        if not start_again(practice, heard, clients, at=at) and clients:
            return False
        answer = purposes.STARTED
    elif intent is Intent.HELP:
        answer = purposes.HELP
    else:
        # A number shared by several people, or any other word, is for a person.
        return intent is Intent.YES and len(clients) == 1 and _confirms(clients[0], at=at)
    if answer and clients and not is_answered:
        _answer(answer, clients[0], heard, at=at)
    return True


def _answer(purpose: purposes.Purpose, client: Client, heard: InboundMessage, *, at: datetime) -> None:
    """One short answer, back to the number the words came from."""
    message = plan(
        purpose, client=client, about=("inbound", heard.pk), channel=purposes.SMS,
        due_at=at, give_up_at=at + REPLY_LAPSES_AFTER, at=at,
    )  # fmt: skip
    if message:
        message.to = heard.sender
        message.save(update_fields=["to"])


def _confirms(client: Client, *, at: datetime) -> bool:
    """Confirm the visit a text has asked this client about; False when no text did, or somebody wrote since.

    A yes answers what was said last: to a person's own words it is for that person.
    """
    went_out = Message.objects.filter(client=client, attempts__gt=0, status__in=Message.GONE_OUT)
    texts = went_out.filter(purpose=purposes.REMINDER_SMS.name, give_up_at__gt=at).order_by("-claimed_at")
    waiting = Appointment.objects.filter(
        client=client, status=Appointment.Status.BOOKED, starts_at__gt=at
    ).in_bulk([text.subject_id for text in texts])
    for text in texts:
        visit = waiting.get(text.subject_id)
        # One that was moved since has another time than the yes is about.
        if visit and text.occurrence == visit.starts_at.isoformat():
            if went_out.filter(purpose=purposes.BY_HAND.name, claimed_at__gte=text.claimed_at).exists():
                return False
            try:
                confirm(visit, by=None, at=at)
            except NotPossible:  # somebody confirmed it, or called it off, a moment ago
                return False
            prove_address(client, at=at)
            return True
    return False
