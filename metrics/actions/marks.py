"""Leave a mark, in the transaction of a change, that something must be counted again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from metrics.models import Dirty
from practices import bulk
from practices.models import Practice


def mark(practice: Practice, *, clients: Iterable[int] = (), days: Iterable[date] = ()) -> None:
    """Count these people's visits, and what happened on these local days, again."""
    marks: list[dict[str, Any]] = [{"client_id": client_id} for client_id in dict.fromkeys(clients)]
    marks += [{"day": day} for day in dict.fromkeys(days)]
    bulk.insert(Dirty, [{"practice_id": practice.pk, **mark} for mark in marks])


def mark_everything(practice: Practice) -> None:
    Dirty.objects.create(practice=practice, is_everything=True)


def mark_payments_for(practice: Practice, appointment_id: int) -> None:
    """Count the days on which money changed hands for this visit again."""
    with connection.cursor() as cursor:
        cursor.execute(PAYMENT_DAYS, {"practice": practice.pk, "appointment": appointment_id})


PAYMENT_DAYS = """
INSERT INTO metrics_dirty (practice_id, day, is_everything)
SELECT DISTINCT p.practice_id, (p.taken_at AT TIME ZONE a.time_zone)::date, false
FROM bookings_payment p
JOIN bookings_appointment a ON a.practice_id = p.practice_id AND a.id = p.appointment_id
WHERE p.practice_id = %(practice)s AND p.appointment_id = %(appointment)s
"""
