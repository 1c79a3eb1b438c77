"""What a client decides about our messages, from the page behind every message."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions import confirm
from bookings.models import Appointment
from clients.actions.consents import withdraw_consent
from clients.actions.proving import prove_address
from followups.actions.suppressing import Scope, suppress
from followups.models import Message
from followups.queries.behind import may_change, visit_behind
from followups.queries.reach import address_of
from followups.rules.purposes import PURPOSES
from practices.errors import Refusal


class NotUnderstood(Refusal):
    sentence = _("Please choose what you would like less of.")


class NothingToConfirm(Refusal):
    sentence = _("This visit has been changed. Please call us if you are unsure.")


@transaction.atomic
def stop_messages(message: Message, *, wish: str, at: datetime) -> None:
    """Less, from now on: this kind of message, or everything on this channel. Asking twice is asking once.

    wish        stop_kind, or stop_all
    Refuses     NotUnderstood
    Records     ConsentWithdrawn, and AddressSuppressed
    """
    if wish not in {"stop_kind", "stop_all"}:
        raise NotUnderstood()
    purpose = PURPOSES[message.purpose]
    address = message.to or address_of(message.client, message.channel)
    if wish == "stop_all" or purpose.is_marketing:
        scope = Scope.ALL if wish == "stop_all" else Scope.MARKETING
        if address and not suppress(
            message.practice, message.channel, address, reason="unsubscribed", scope=scope, at=at
        ):
            return
    withdraw_consent(
        message.client,
        purpose=purpose.consent,
        channel=message.channel,
        source="link",
        evidence={"message": str(message.token)},
        by=None,
        at=at,
    )


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
