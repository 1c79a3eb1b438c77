"""How appointments ended and what was paid, by local day."""

from metrics.models import Outcome, Takings
from metrics.recipes.recipe import Recipe

PER_DAY = ("day", "location_id", "practitioner_id")

# A local day lies within 14 hours of the day of the same name in Greenwich. The index finds those first, one day
# after the other (OFFSET 0): left to itself the planner reads a long history whole rather than many short stretches.
THESE_DAYS = """
AND {row}.id = ANY(ARRAY(
    SELECT near.id FROM unnest(%(days)s::date[]) asked(day) CROSS JOIN LATERAL (
        SELECT id FROM {table} WHERE practice_id = %(practice)s
            AND {at} >= (asked.day::timestamp AT TIME ZONE 'UTC') - interval '14 hours'
            AND {at} < (asked.day::timestamp AT TIME ZONE 'UTC') + interval '38 hours' {and}
        OFFSET 0
    ) near
)) AND ({row}.{at} AT TIME ZONE a.time_zone)::date = ANY(%(days)s::date[])
"""


def these_days(row: str, table: str, at: str, more: str = "") -> str:
    """The condition that narrows a SELECT to the days asked for."""
    words = {"{row}": row, "{table}": table, "{and}": more, "{at}": at}
    condition = THESE_DAYS
    for name, word in words.items():
        condition = condition.replace(name, word)
    return condition


OUTCOMES = Recipe(
    model=Outcome,
    keys=PER_DAY,
    values=("attended", "no_show", "late_cancel", "early_cancel", "practice_cancel", "unresolved"),
    part=these_days(
        "a",
        "bookings_appointment",
        "starts_at",
        "AND (starts_at AT TIME ZONE time_zone)::date = asked.day",
    ),
    sql="""
WITH ended AS (
    SELECT (a.starts_at AT TIME ZONE a.time_zone)::date AS day, a.location_id, s.practitioner_id,
        CASE
            WHEN a.status = 'completed' THEN 'attended'
            WHEN a.status = 'no_show' THEN 'no_show'
            WHEN a.status = 'cancelled_by_practice' THEN 'practice_cancel'
            WHEN a.status NOT IN ('cancelled_by_client', 'cancelled_late') THEN 'unresolved'
            WHEN a.cancelled_at >= a.starts_at THEN 'no_show'
            WHEN coalesce(a.starts_at - a.cancelled_at < make_interval(hours => a.late_notice_hours),
                a.status = 'cancelled_late') THEN 'late_cancel'
            ELSE 'early_cancel'
        END AS outcome
    FROM bookings_appointment a
    LEFT JOIN bookings_segment s
        ON s.practice_id = %(practice)s AND s.appointment_id = a.id AND s.position = 0
    WHERE a.practice_id = %(practice)s {part}
)
SELECT day, location_id, practitioner_id,
    (count(*) FILTER (WHERE outcome = 'attended'))::int AS attended,
    (count(*) FILTER (WHERE outcome = 'no_show'))::int AS no_show,
    (count(*) FILTER (WHERE outcome = 'late_cancel'))::int AS late_cancel,
    (count(*) FILTER (WHERE outcome = 'early_cancel'))::int AS early_cancel,
    (count(*) FILTER (WHERE outcome = 'practice_cancel'))::int AS practice_cancel,
    (count(*) FILTER (WHERE outcome = 'unresolved'))::int AS unresolved
FROM ended GROUP BY day, location_id, practitioner_id
""",
)

TAKINGS = Recipe(
    model=Takings,
    keys=PER_DAY,
    values=("paid", "refunded", "entries"),
    part=these_days("p", "bookings_payment", "taken_at"),
    sql="""
WITH entries AS (
    SELECT (p.taken_at AT TIME ZONE a.time_zone)::date AS day, a.location_id, s.practitioner_id, p.kind, p.amount
    FROM bookings_payment p
    JOIN bookings_appointment a ON a.practice_id = %(practice)s AND a.id = p.appointment_id
    LEFT JOIN bookings_segment s
        ON s.practice_id = %(practice)s AND s.appointment_id = a.id AND s.position = 0
    WHERE p.practice_id = %(practice)s {part}
)
SELECT day, location_id, practitioner_id,
    coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0)::bigint AS paid,
    coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0)::bigint AS refunded,
    count(*)::int AS entries
FROM entries GROUP BY day, location_id, practitioner_id
""",
)
