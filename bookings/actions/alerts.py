"""Booking somebody with whom something speaks against it: whoever books says why the visit is all right.

Online nobody could: there such a booking goes to a person, in words that say nothing of the alert.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions.refusals import NotOnline
from bookings.events import AlertAcknowledged
from bookings.models import AlertReason, Appointment
from bookings.queries.desk_visit import has_stop_alert
from clients.models import Client
from practices.errors import Refusal
from practices.events import record
from practices.models import Member


class AlertNeedsReason(Refusal):
    """Says that there is an alert, never what it says: its words may be health text."""

    sentence = _("{client} has a stop alert. Please say why this visit is all right.")


def is_stopped(client: Client, *, reason: str, is_online: bool) -> bool:
    """Whether a stop alert stands; then the reason why the visit is all right must be there.

    An alert names no services, so it stands for all of them.
    Refuses     AlertNeedsReason; online also NotOnline
    Source      features.md F2
    """
    if not has_stop_alert(client):
        return False
    if is_online:
        raise NotOnline
    if not reason.strip():
        raise AlertNeedsReason(client=client.called)
    return True


def acknowledge(appointment: Appointment, *, reason: str, by: Member | None, at: datetime) -> None:
    """Keep who booked in spite of the alert, and sealed, why.

    Records     AlertAcknowledged
    """
    practice = appointment.practice
    AlertReason.objects.create(practice=practice, appointment=appointment, text=reason.strip()[:200])
    fact = AlertAcknowledged(client_id=appointment.client_id, appointment_id=appointment.pk)
    record(fact, practice=practice, by=by, at=at)
