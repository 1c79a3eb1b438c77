"""What a client decides about our messages, from the page behind every message."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions import confirm
from bookings.models import Appointment
from clients.actions.consents import withdraw_consent
from clients.actions.proving import prove_address
from clients.models import Client
from clients.queries.consents import agrees
from followups.actions.suppressing import Scope, suppress
from followups.models import Message
from followups.queries.behind import is_theirs, may_change, visit_behind
from followups.queries.reach import address_of
from followups.queries.stops import STOP_ALL
from followups.rules.purposes import PURPOSES
from practices.errors import Refusal

ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('wishes of a client ' || %s::text, 0))"


class NotUnderstood(Refusal):
    sentence = _("Please choose what you would like less of.")


class NothingToConfirm(Refusal):
    sentence = _("This visit has been changed. Please call us if you are unsure.")


@transaction.atomic
def stop_messages(message: Message, *, wish: str, at: datetime) -> None:
    """Less, from now on: this kind of message, or everything on this channel. Asking twice is asking once.

    Whoever has the address today decides for it alone, when it is no longer the client's.
    wish        stop_kind, or stop_all
    Refuses     NotUnderstood
    Records     ConsentWithdrawn, and AddressSuppressed; nothing when the newest answer is no already
    """
    if wish not in {"stop_kind", STOP_ALL}:
        raise NotUnderstood()
    purpose, client, channel = PURPOSES[message.purpose], message.client, message.channel
    one_at_a_time(client)
    address = message.to or address_of(client, channel)
    if address and (wish == STOP_ALL or purpose.is_marketing or not is_theirs(message)):
        is_narrow = wish == "stop_kind" and purpose.is_marketing
        scope = Scope.MARKETING if is_narrow else Scope.ALL
        suppress(message.practice, channel, address, reason="unsubscribed", scope=scope, at=at)
    if is_theirs(message) and agrees(client, purpose.consent, channel) is not False:
        withdraw_consent(
            client,
            purpose=purpose.consent,
            channel=channel,
            source="link",
            evidence={"message": message.pk, "wish": wish},
            by=None,
            at=at,
        )


def one_at_a_time(client: Client) -> None:
    """Until this is committed, nobody else decides for the client: of two clicks, the second finds the first."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE, [client.pk])


@transaction.atomic
def confirm_visit(message: Message, *, at: datetime) -> Appointment:
    """The client says they will come. Saying it twice is saying it once.

    Refuses     NothingToConfirm
    Records     AppointmentConfirmed
    """
    visit = visit_behind(message, at=at)
    if visit is None or not may_change(message, visit, at=at):
        raise NothingToConfirm()
    if message.to:
        prove_address(message.client, at=at)
    if visit.status == Appointment.Status.BOOKED:
        return confirm(visit, by=None, at=at)
    return visit
