"""What a fact means for the numbers: a visit is frozen or voided, and what must be counted again is marked."""

from datetime import timedelta

from bookings.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
    ClientMissed,
    PaymentRefunded,
    PaymentTaken,
    StepUndone,
    VisitCompleted,
)
from bookings.models import Appointment, Payment
from bookings.queries.visits import VISIT
from clients.events import ClientChanged, ClientErased, ImportBroken, ImportUndone
from metrics import actions
from metrics.rules.periods import local_day
from practices.events import LocationChanged
from practices.models import Event

AnyVisit = (
    AppointmentBooked | AppointmentMoved | AppointmentCancelled | VisitCompleted | ClientMissed | StepUndone
)


def freeze_closed_visit(fact: VisitCompleted, event: Event) -> None:
    """Write down, in the transaction of the closing, what is true about the visit now."""
    if appointment := Appointment.objects.filter(pk=fact.appointment_id).first():
        actions.freeze_visit(appointment)


def void_reopened_visit(fact: StepUndone, event: Event) -> None:
    """A visit that was closed by mistake no longer counts."""
    appointment = Appointment.objects.filter(pk=fact.appointment_id).first()
    if appointment and fact.was == Appointment.Status.COMPLETED:
        actions.void_visit(appointment, at=event.occurred_at)


def count_visit_again(fact: AnyVisit, event: Event) -> None:
    if appointment := VISIT.one(pk=fact.appointment_id):
        day = local_day(fact.starts_at, appointment.zone)
        actions.mark(event.practice, clients=[fact.client_id], days=[day])


def count_day_left_again(fact: AppointmentMoved, event: Event) -> None:
    """The day a visit was moved away from, whatever zone it was read in then."""
    day = fact.was_starts_at.date()
    actions.mark(event.practice, days=[day - timedelta(days=1), day, day + timedelta(days=1)])


def count_money_in_other_hands(fact: AppointmentMoved, event: Event) -> None:
    """What was paid before is told of the person who sees the client, on the day it was paid."""
    if fact.practitioner_ids != fact.was_practitioner_ids:
        actions.mark_payments_for(event.practice, fact.appointment_id)


def count_payment_again(fact: PaymentTaken | PaymentRefunded, event: Event) -> None:
    payment = Payment.objects.filter(pk=fact.payment_id).select_related("appointment").first()
    if payment:
        day = local_day(payment.taken_at, payment.appointment.zone)
        actions.mark(event.practice, clients=[fact.client_id], days=[day])


def count_client_again(fact: ClientChanged, event: Event) -> None:
    """Whether a person is new depends on whether they were known before our records begin."""
    if "was_known_before" in fact.changes:
        actions.mark(event.practice, clients=[fact.client_id])


def forget_the_person(fact: ClientErased, event: Event) -> None:
    """Visits and money of the erased stay counted; what is told of persons loses them."""
    actions.mark(event.practice, clients=[fact.client_id])


def count_everything_again(fact: ImportBroken | ImportUndone, event: Event) -> None:
    """A whole batch of history came or went."""
    actions.mark_everything(event.practice)


def count_all_in_new_zone(fact: LocationChanged, event: Event) -> None:
    """Another time zone moves the borders of days."""
    if "time_zone" in fact.changes:
        actions.mark_everything(event.practice)
