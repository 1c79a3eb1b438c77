"""Count what is usual in a practice."""

from datetime import datetime

from django.db import connection, transaction

from journeys.models import Usual
from journeys.rules import ORDER, Stage, allowed_days
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
# A stay that began and ended with the same news says nothing about how long people stand somewhere.
THIRD_QUARTILES = """
SELECT stage, count(*), percentile_cont(0.75) WITHIN GROUP (ORDER BY extract(epoch FROM left_at - entered_at) / 86400)
FROM journeys_stageentry
WHERE practice_id = %s AND left_at > entered_at
GROUP BY stage
"""


@transaction.atomic
def count_usual(practice: Practice, *, at: datetime) -> Usual:
    """The median days between two visits of the same person, and how long three of four stay in each stage.

    Source      metrics.md §1, "Cadence & churn risk"; features.md F43
    """
    with connection.cursor() as cursor:
        cursor.execute(MEDIAN_GAP, [practice.pk])
        gap_days, gaps = cursor.fetchone()
        cursor.execute(THIRD_QUARTILES, [practice.pk])
        passages = {stage: (count, days) for stage, count, days in cursor.fetchall()}
    allowed = {}
    for stage in ORDER:
        count, days = passages.get(stage.value, (0, None))
        allowed[stage.value] = allowed_days(Stage(stage), passages=count, third_quartile=days)
    usual: Usual
    usual, _ = Usual.objects.update_or_create(
        practice=practice,
        defaults={"gap_days": gap_days, "gaps": gaps, "allowed_days": allowed, "counted_at": at},
    )
    return usual
