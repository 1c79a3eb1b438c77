"""Count what the whole practice has in common."""

from datetime import datetime

from django.db import connection, transaction

from journeys.models import UsualGap
from practices.models import Practice

MEDIAN_GAP = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY gap), count(gap) FROM (
    SELECT day - lag(day) OVER (PARTITION BY client_id ORDER BY day) AS gap FROM (
        SELECT DISTINCT client_id, (starts_at AT TIME ZONE time_zone)::date AS day
        FROM bookings_appointment
        WHERE practice_id = %s AND status = 'completed'
    ) AS visits
) AS gaps WHERE gap IS NOT NULL
"""


@transaction.atomic
def count_usual_gap(practice: Practice, *, at: datetime) -> float | None:
    """The median days between two visits of the same person, over the whole practice.

    Source      metrics.md §1, "Cadence & churn risk"
    """
    with connection.cursor() as cursor:
        cursor.execute(MEDIAN_GAP, [practice.pk])
        days, gaps = cursor.fetchone()
    if days is None:
        UsualGap.objects.all().delete()
        return None
    UsualGap.objects.update_or_create(
        practice=practice, defaults={"days": float(days), "gaps": gaps, "counted_at": at}
    )
    return float(days)
