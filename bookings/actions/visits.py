"""The visit itself, step by step, each by one click, each to be taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions.changing import NotPossible, fresh, reclaim, release, step
from bookings.actions.listed import check_client, check_offered
from bookings.actions.taking import offering_alternatives
from bookings.events import (
    AppointmentConfirmed,
    ClientArrived,
    ClientMissed,
    ServiceStarted,
    StepUndone,
    VisitCompleted,
)
from bookings.models import Appointment
from bookings.rules import policy, status
from bookings.rules.time import day_of
from practices.errors import Refusal
from practices.events import record
from practices.models import Member


class NotToday(Refusal):
    """A visit cannot begin, or be over, on an earlier day than its own."""

    sentence = _("This visit is on another day.")


class TooEarlyForNoShow(Refusal):
    sentence = _("A no-show can be noted {minutes} minutes after the start.")


class NothingToUndo(Refusal):
    sentence = _("There is nothing to take back.")


@transaction.atomic
def confirm(appointment: Appointment, *, by: Member | None, at: datetime) -> Appointment:
    """The client says they will come.

    Refuses     NotPossible
    Records     AppointmentConfirmed
    """
    visit = fresh(appointment)
    visit.status, visit.confirmed_at = step(visit, "confirm"), at
    visit.save(update_fields=["status", "confirmed_at"])
    fact = AppointmentConfirmed(client_id=visit.client_id, appointment_id=visit.pk, starts_at=visit.starts_at)
    record(fact, practice=visit.practice, by=by, at=at)
    return visit


@transaction.atomic
def mark_arrived(appointment: Appointment, *, by: Member | None, at: datetime) -> Appointment:
    """The client is here.

    Refuses     NotPossible, NotToday
    Records     ClientArrived
    """
    visit = _on_its_day(appointment, at)
    visit.status, visit.arrived_at = step(visit, "mark_arrived"), at
    visit.save(update_fields=["status", "arrived_at"])
    fact = ClientArrived(client_id=visit.client_id, appointment_id=visit.pk, starts_at=visit.starts_at)
    record(fact, practice=visit.practice, by=by, at=at)
    return visit


@transaction.atomic
def start_service(appointment: Appointment, *, by: Member | None, at: datetime) -> Appointment:
    """The practitioner begins.

    Refuses     NotPossible, NotToday
    Records     ServiceStarted
    """
    visit = _on_its_day(appointment, at)
    visit.status, visit.started_at = step(visit, "start_service"), at
    visit.save(update_fields=["status", "started_at"])
    waited = None
    if visit.arrived_at:
        waited = max(0, int((at - max(visit.arrived_at, visit.starts_at)).total_seconds() // 60))
    fact = ServiceStarted(
        client_id=visit.client_id,
        appointment_id=visit.pk,
        starts_at=visit.starts_at,
        waited_minutes=waited,
    )
    record(fact, practice=visit.practice, by=by, at=at)
    return visit


@transaction.atomic
def complete(appointment: Appointment, *, by: Member | None, at: datetime) -> Appointment:
    """The visit is over and took place.

    Refuses     NotPossible, NotToday
    Records     VisitCompleted
    """
    visit = _on_its_day(appointment, at)
    visit.status, visit.completed_at = step(visit, "complete"), at
    visit.save(update_fields=["status", "completed_at"])
    fact = VisitCompleted(
        client_id=visit.client_id,
        appointment_id=visit.pk,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
    )
    record(fact, practice=visit.practice, by=by, at=at)
    return visit


@transaction.atomic
def mark_no_show(appointment: Appointment, *, by: Member | None, at: datetime) -> Appointment:
    """The client did not come. Never by itself: a person says so, a quarter of an hour in at the earliest.

    Refuses     NotPossible, TooEarlyForNoShow
    Records     ClientMissed
    """
    visit = fresh(appointment)
    now = step(visit, "mark_no_show")
    if not policy.may_be_no_show(starts_at=visit.starts_at, at=at):
        raise TooEarlyForNoShow(minutes=policy.NO_SHOW_AFTER_MINUTES)
    visit.status = now
    visit.save(update_fields=["status"])
    release(visit)
    fact = ClientMissed(client_id=visit.client_id, appointment_id=visit.pk, starts_at=visit.starts_at)
    record(fact, practice=visit.practice, by=by, at=at)
    return visit


UNDOES = {
    "confirmed": "confirmed_at",
    "arrived": "arrived_at",
    "in_service": "started_at",
    "completed": "completed_at",
}


@offering_alternatives()
def undo(appointment: Appointment, *, by: Member | None, at: datetime) -> Appointment:
    """Take the last step back: confirmed, arrived, in service, completed, no-show and cancelled alike.

    Refuses     NothingToUndo, NotPossible; of a visit that was called off and is still ahead also LocationClosed,
                ClientIsArchived, NotOffered, and SlotTaken when its time has gone to somebody else
    Records     StepUndone
    """
    visit = fresh(appointment)
    was = visit.status
    now = status.before(
        was,
        confirmed=visit.confirmed_at is not None,
        arrived=visit.arrived_at is not None,
        started=visit.started_at is not None,
    )
    if now is None:
        raise NothingToUndo
    if not status.may_become(was, now):
        raise NotPossible(status=visit.get_status_display())
    if was in status.CANCELLED or was == status.Status.NO_SHOW:
        if visit.starts_at > at:
            check_offered([], visit.location)
            check_client(visit.client, follows=None)
        reclaim(visit, at=at)
        visit.cancelled_at, visit.cancel_reason = None, ""
    elif moment := UNDOES.get(was):
        setattr(visit, moment, None)
    visit.status = now
    visit.save(update_fields=["status", "cancelled_at", "cancel_reason", *UNDOES.values()])
    fact = StepUndone(
        client_id=visit.client_id, appointment_id=visit.pk, starts_at=visit.starts_at, was=was, now=now
    )
    record(fact, practice=visit.practice, by=by, at=at)
    return visit


def _on_its_day(appointment: Appointment, at: datetime) -> Appointment:
    visit = fresh(appointment)
    if day_of(at, visit.time_zone) < day_of(visit.starts_at, visit.time_zone):
        raise NotToday
    return visit
