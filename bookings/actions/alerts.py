"""Booking somebody with whom something speaks against it: whoever books says why the visit is all right."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.events import AlertAcknowledged
from bookings.models import Appointment
from bookings.queries.desk_visit import has_stop_alert
from clients.models import Client
from practices.errors import Refusal
from practices.events import record
from practices.models import Member


class AlertNeedsReason(Refusal):
    """Says that there is an alert, never what it says: its words may be health text."""

    sentence = _("{client} has a stop alert. Please say why this visit is all right.")


def is_stopped(client: Client, *, reason: str) -> bool:
    """Whether a stop alert stands; then the reason why the visit is all right must be there.

    Refuses     AlertNeedsReason
    """
    if not has_stop_alert(client):
        return False
    if not reason.strip():
        raise AlertNeedsReason(client=client.called)
    return True


def acknowledge(appointment: Appointment, *, reason: str, by: Member | None, at: datetime) -> None:
    """Keep who booked in spite of the alert, and why.

    Records     AlertAcknowledged
    """
    fact = AlertAcknowledged(
        client_id=appointment.client_id, appointment_id=appointment.pk, reason=reason.strip()[:200]
    )
    record(fact, practice=appointment.practice, by=by, at=at)
