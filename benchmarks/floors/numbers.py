"""The plainest SQL that answers the same questions from the record, and a history of any length to ask about."""

from typing import Any

from django.db import connection

QUESTIONS = {
    "visits and revenue by day, 90 days": """
        SELECT v.day, v.n, coalesce(m.net, 0)::bigint FROM (
            SELECT day, count(*) AS n FROM (SELECT DISTINCT client_id, (starts_at AT TIME ZONE time_zone)::date AS day
                FROM bookings_appointment WHERE practice_id = %(p)s AND status = 'completed') d
            WHERE day >= %(start)s AND day < %(end)s GROUP BY day) v
        LEFT JOIN (
            SELECT (p.taken_at AT TIME ZONE a.time_zone)::date AS day,
                sum(CASE p.kind WHEN 'refund' THEN -p.amount ELSE p.amount END) AS net
            FROM bookings_payment p JOIN bookings_appointment a ON a.id = p.appointment_id
            WHERE p.practice_id = %(p)s GROUP BY 1) m USING (day) ORDER BY 1""",
    "rebooking within 24 h, 90 days": """
        SELECT count(*), count(*) FILTER (WHERE EXISTS (
            SELECT FROM bookings_appointment b WHERE b.client_id = a.client_id AND b.starts_at > a.starts_at
                AND (b.starts_at AT TIME ZONE b.time_zone)::date > a.day
                AND b.booked_at <= a.ends_at + interval '24 hours'
                AND (b.cancelled_at IS NULL OR b.cancelled_at > a.ends_at + interval '24 hours')))
        FROM (SELECT DISTINCT ON (client_id, (starts_at AT TIME ZONE time_zone)::date)
                client_id, starts_at, ends_at, (starts_at AT TIME ZONE time_zone)::date AS day
            FROM bookings_appointment WHERE practice_id = %(p)s AND status = 'completed'
            ORDER BY client_id, (starts_at AT TIME ZONE time_zone)::date, ends_at DESC) a
        WHERE day >= %(start)s AND day < %(end)s AND ends_at + interval '24 hours' <= %(now)s""",
    "cohorts, 12 months": """
        WITH d AS (SELECT DISTINCT client_id, (starts_at AT TIME ZONE time_zone)::date AS day
            FROM bookings_appointment WHERE practice_id = %(p)s AND status = 'completed'),
        f AS (SELECT client_id, date_trunc('month', min(day)) AS first FROM d GROUP BY client_id)
        SELECT first::date, (12 * (extract(year FROM day) - extract(year FROM first))
            + extract(month FROM day) - extract(month FROM first))::int AS k, count(DISTINCT client_id)
        FROM d JOIN f USING (client_id) WHERE first >= %(oldest)s GROUP BY 1, 2 ORDER BY 1, 2""",
    "lifetime value, mean and median": """
        SELECT avg(net)::float, percentile_cont(0.5) WITHIN GROUP (ORDER BY net) FROM (
            SELECT c.client_id, coalesce(sum(CASE p.kind WHEN 'refund' THEN -p.amount ELSE p.amount END), 0) AS net
            FROM (SELECT DISTINCT client_id FROM bookings_appointment
                WHERE practice_id = %(p)s AND status = 'completed') c
            LEFT JOIN bookings_payment p ON p.practice_id = %(p)s AND p.client_id = c.client_id GROUP BY 1) x""",
}

CLIENTS = """
INSERT INTO clients_client (practice_id, public_id, name, search_text, sort_name, registered_at, {others})
SELECT %(p)s, gen_random_uuid(), 'Client ' || n, '', '', %(now)s, {values} FROM generate_series(1, %(clients)s) n
"""
# Each client comes about every 30 days over three years, one in twelve visits is missed, one in ten cancelled.
VISITS = """
INSERT INTO bookings_appointment (practice_id, public_id, client_id, location_id, status, starts_at, ends_at, time_zone,
    wall_starts, price, currency, booked_at, completed_at, cancelled_at, {others})
SELECT %(p)s, gen_random_uuid(), c.id, %(location)s, v.status, v.at, v.at + interval '1 hour', 'America/New_York', '',
    8000 + n %% 5 * 500, 'USD', v.at - interval '1 day' * (2 + n %% 3 * 14),
    CASE v.status WHEN 'completed' THEN v.at + interval '1 hour' END,
    CASE v.status WHEN 'cancelled_by_client' THEN v.at - interval '40 hours' END, {values}
FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM clients_client WHERE practice_id = %(p)s) c
CROSS JOIN generate_series(1, %(each)s) n
CROSS JOIN LATERAL (SELECT
    %(now)s - interval '1095 days' + interval '1 day' * ((n - 1) * 1090 / %(each)s + c.number %% 30)
        + interval '1 minute' * ((c.number * 7 + n * 13) %% 480) AS at,
    CASE WHEN n = %(each)s THEN 'in_service' WHEN (c.number + n) %% 12 = 0 THEN 'no_show'
        WHEN (c.number * 3 + n) %% 10 = 0 THEN 'cancelled_by_client'
        ELSE 'completed' END AS status) v
"""
SEGMENTS = """
INSERT INTO bookings_segment (practice_id, appointment_id, position, service_id, practitioner_id, starts_at, ends_at,
    hands_on_minutes, price, {others})
SELECT practice_id, id, 0, %(service)s, (%(people)s::bigint[])[1 + client_id %% cardinality(%(people)s::bigint[])],
    starts_at, ends_at, 60, price, {values}
FROM bookings_appointment WHERE practice_id = %(p)s
"""
PAYMENTS = """
INSERT INTO bookings_payment (practice_id, public_id, appointment_id, client_id, kind, amount, currency, method,
    taken_at, {others})
SELECT practice_id, gen_random_uuid(), id, client_id, 'payment', price, 'USD', 'card', ends_at, {values}
FROM bookings_appointment WHERE practice_id = %(p)s AND status = 'completed'
"""


def fill(model: Any, sql: str, here: dict[str, Any], connection: Any = connection) -> None:
    """Insert, with the model's own defaults in the columns the statement does not name."""
    named = sql.split("(", 1)[1].split("{others}")[0]
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and not field.null
        and field.column not in named.replace("\n", " ").replace(",", " ").split()
    ]
    values = {
        f"d_{field.column}": field.get_db_prep_save(field.get_default(), connection) for field in fields
    }
    others = ", ".join(field.column for field in fields)
    slots = ", ".join(f"%(d_{field.column})s::{field.db_type(connection)}" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{others}", others).replace("{values}", slots), {**here, **values})


def answer(question: str, here: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS[question], here)
        return list(cursor.fetchall())
