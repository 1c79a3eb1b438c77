"""Write down what was true when a visit closed, decide its rebooking a day later, void what was closed by mistake."""

from datetime import datetime

from django.db import connection, transaction

from bookings.models import Appointment
from metrics.actions.marks import mark
from metrics.models import VisitFact
from metrics.recipes.frozen import DECIDE, FREEZE
from practices.models import Practice


@transaction.atomic
def freeze_visit(appointment: Appointment) -> None:
    """Freeze one closed visit; one that is already frozen, or not closed here, stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            FREEZE.replace("{part}", "AND a.id = %(appointment)s"),
            {"practice": appointment.practice_id, "appointment": appointment.pk},
        )


@transaction.atomic
def freeze_closed_visits(practice: Practice, *, at: datetime) -> int:
    """Freeze every visit that closed without it (a history written at once), and decide those that are ripe.

    Returns how many were frozen.
    """
    with connection.cursor() as cursor:
        cursor.execute(FREEZE.replace("{part}", ""), {"practice": practice.pk})
        frozen = cursor.rowcount
    ripen(practice, at=at)
    return frozen


@transaction.atomic
def ripen(practice: Practice, *, at: datetime) -> int:
    """Decide, once and for ever, the rebooking of each visit whose 24 hours are over. Returns how many.

    Late or early, the answer is the same: it is read as of 24 hours after the end, from when bookings were
    made and cancelled.
    """
    with connection.cursor() as cursor:
        cursor.execute(DECIDE, {"practice": practice.pk, "at": at})
        clients = [row[0] for row in cursor.fetchall()]
    mark(practice, clients=clients)
    return len(clients)


def void_visit(appointment: Appointment, *, at: datetime) -> None:
    """The visit was closed by mistake: its fact no longer counts, and stays readable."""
    VisitFact.objects.standing().filter(appointment=appointment).update(voided_at=at)
