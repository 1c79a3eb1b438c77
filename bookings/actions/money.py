"""Money for a visit: entries are added, never changed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions.changing import fresh
from bookings.events import PaymentRefunded, PaymentTaken
from bookings.models import Appointment, Payment
from bookings.queries.visits import balance_of, refundable_of
from practices.errors import Refusal
from practices.events import record
from practices.models import Member


class AmountMissing(Refusal):
    sentence = _("Please give an amount above zero.")


class MoreThanDue(Refusal):
    """due       minor units"""

    sentence = _("That is more than is still open for this visit.")


class MoreThanPaid(Refusal):
    sentence = _("That is more than was paid.")


@transaction.atomic
def take_payment(
    appointment: Appointment, *, amount: int, method: str, by: Member | None, at: datetime
) -> Payment:
    """Note that money was taken for a visit.

    amount      minor units, above zero, at most what is still open
    method      card, cash, transfer, other
    Refuses     AmountMissing, MoreThanDue
    Records     PaymentTaken
    """
    visit = fresh(appointment)
    if amount <= 0:
        raise AmountMissing
    due = balance_of(visit).due
    if amount > due:
        raise MoreThanDue(due=due)
    payment: Payment = Payment.objects.create(
        practice=visit.practice,
        appointment=visit,
        client=visit.client,
        kind=Payment.Kind.PAYMENT,
        amount=amount,
        currency=visit.currency,
        method=Payment.Method(method),
        taken_by=by,
        taken_at=at,
    )
    fact = PaymentTaken(
        client_id=visit.client_id,
        payment_id=payment.pk,
        appointment_id=visit.pk,
        amount=amount,
        currency=visit.currency,
        method=payment.method,
    )
    record(fact, practice=visit.practice, by=by, at=at)
    return payment


@transaction.atomic
def refund(payment: Payment, *, amount: int, reason: str = "", by: Member | None, at: datetime) -> Payment:
    """Give money back, as an entry of its own on the day it is given.

    amount      minor units, above zero, at most what is left of that payment
    Refuses     AmountMissing, MoreThanPaid
    Records     PaymentRefunded
    """
    visit = fresh(payment.appointment)
    if amount <= 0:
        raise AmountMissing
    if payment.kind != Payment.Kind.PAYMENT or amount > refundable_of(payment):
        raise MoreThanPaid
    entry: Payment = Payment.objects.create(
        practice=visit.practice,
        appointment=visit,
        client=visit.client,
        kind=Payment.Kind.REFUND,
        refunds=payment,
        amount=amount,
        currency=payment.currency,
        method=payment.method,
        reason=reason[:200],
        taken_by=by,
        taken_at=at,
    )
    fact = PaymentRefunded(
        client_id=visit.client_id,
        payment_id=entry.pk,
        refunds_id=payment.pk,
        appointment_id=visit.pk,
        amount=amount,
        currency=payment.currency,
    )
    record(fact, practice=visit.practice, by=by, at=at)
    return entry
