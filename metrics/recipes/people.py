"""Visits and people, from appointments, merges, frozen facts and payments."""

from metrics.models import Person, Visit
from metrics.recipes.recipe import Recipe

ONLY_THESE = "AND id = ANY(%(people)s)"

# Where each of these clients' merges lead.
ROOTS = """
WITH RECURSIVE up(id, next) AS (
    SELECT id, merged_into_id FROM clients_client
    WHERE practice_id = %(practice)s AND id = ANY(%(clients)s)
    UNION
    SELECT c.id, c.merged_into_id FROM up
    JOIN clients_client c ON c.practice_id = %(practice)s AND c.id = up.next
)
SELECT id FROM up
"""

# client_id → person_id: whoever was merged counts as the one who remained.
PEOPLE = """
people(client_id, person_id) AS (
    SELECT id, id FROM clients_client WHERE practice_id = %(practice)s AND merged_into_id IS NULL {part}
    UNION ALL
    SELECT c.id, people.person_id FROM people
    JOIN clients_client c ON c.practice_id = %(practice)s AND c.merged_into_id = people.client_id
), who AS (
    SELECT person_id, array_agg(client_id) AS client_ids, bool_or(c.was_known_before) AS was_known,
        bool_or(c.erased_at IS NOT NULL AND c.id = person_id) AS is_erased
    FROM people JOIN clients_client c ON c.id = people.client_id GROUP BY person_id
)
"""

VISITS = Recipe(
    model=Visit,
    keys=("client_id", "day"),
    values=(
        "location_id",
        "practitioner_id",
        "appointments",
        "minutes",
        "is_person",
        "is_newcomer",
        "first_day",
        "first_location_id",
        "first_practitioner_id",
        "prev_day",
        "next_day",
        "own_gap",
        "rebooked",
        "still_stands",
    ),
    part=ONLY_THESE,
    sql=f"""
WITH RECURSIVE {PEOPLE}, days AS (
    SELECT person_id, (a.starts_at AT TIME ZONE a.time_zone)::date AS day, count(*) AS appointments,
        sum(extract(epoch FROM a.ends_at - a.starts_at) / 60)::int AS minutes,
        (array_agg(a.location_id ORDER BY a.starts_at, a.id))[1] AS location_id,
        (array_agg(s.practitioner_id ORDER BY a.starts_at, a.id))[1] AS practitioner_id,
        (array_agg(a.id ORDER BY a.ends_at DESC, a.id DESC))[1] AS last_id
    FROM people
    JOIN bookings_appointment a
        ON a.practice_id = %(practice)s AND a.client_id = people.client_id AND a.status = 'completed'
    LEFT JOIN bookings_segment s
        ON s.practice_id = %(practice)s AND s.appointment_id = a.id AND s.position = 0
    GROUP BY person_id, day
), told AS (
    SELECT *, first_value(day) OVER story AS first_day,
        first_value(location_id) OVER story AS first_location_id,
        first_value(practitioner_id) OVER story AS first_practitioner_id,
        lag(day) OVER story AS prev_day, lead(day) OVER story AS next_day
    FROM days WINDOW story AS (PARTITION BY person_id ORDER BY day)
), spaced AS (
    SELECT *, array_agg(day - prev_day) FILTER (WHERE prev_day IS NOT NULL)
        OVER (PARTITION BY person_id ORDER BY day) AS gaps
    FROM told
)
SELECT person_id AS client_id, spaced.day, spaced.location_id, spaced.practitioner_id, appointments, minutes,
    NOT is_erased AS is_person, NOT is_erased AND NOT was_known AS is_newcomer,
    first_day, first_location_id, first_practitioner_id, prev_day, next_day,
    CASE WHEN cardinality(gaps) >= 2
        THEN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FROM unnest(gaps) gap) END AS own_gap,
    CASE WHEN NOT is_erased THEN f.rebooked_24h END AS rebooked,
    CASE WHEN NOT is_erased AND f.rebooked_24h IS NOT NULL THEN f.rebooked_24h AND EXISTS (
        SELECT FROM bookings_appointment b
        WHERE b.practice_id = %(practice)s AND b.client_id = ANY(client_ids) AND b.starts_at > f.ends_at
            AND (b.starts_at AT TIME ZONE b.time_zone)::date > spaced.day AND b.booked_at <= f.ripens_at
            AND b.status NOT IN ('cancelled_by_client', 'cancelled_late', 'cancelled_by_practice')
    ) END AS still_stands
FROM spaced JOIN who USING (person_id)
LEFT JOIN metrics_visitfact f
    ON f.practice_id = %(practice)s AND f.appointment_id = last_id AND f.voided_at IS NULL
""",  # noqa: S608  put together from our own constants
)

PERSONS = Recipe(
    model=Person,
    keys=("client_id",),
    values=("visits", "first_day", "last_day", "first_location_id", "first_practitioner_id", "net"),
    part=ONLY_THESE,
    sql=f"""
WITH RECURSIVE {PEOPLE}, spent AS (
    SELECT person_id, sum(CASE p.kind WHEN 'refund' THEN -p.amount ELSE p.amount END)::bigint AS net
    FROM people JOIN bookings_payment p ON p.practice_id = %(practice)s AND p.client_id = people.client_id
    GROUP BY person_id
)
SELECT v.client_id, count(*)::int AS visits, v.first_day, max(v.day) AS last_day, v.first_location_id,
    v.first_practitioner_id, coalesce(max(spent.net), 0) AS net
FROM who JOIN metrics_visit v ON v.practice_id = %(practice)s AND v.client_id = who.person_id AND v.is_person
LEFT JOIN spent USING (person_id)
GROUP BY v.client_id, v.first_day, v.first_location_id, v.first_practitioner_id
""",  # noqa: S608  put together from our own constants
)
