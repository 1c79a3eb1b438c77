"""What a frozen visit fact says, read from the record at the moment it is about."""

# The clients who are one person, for the client of each appointment `a`.
SAME_PERSON = """
LEFT JOIN LATERAL (
    WITH RECURSIVE up(id, next) AS (
        SELECT id, merged_into_id FROM clients_client WHERE practice_id = %(practice)s AND id = a.client_id
        UNION
        SELECT c.id, c.merged_into_id FROM up
        JOIN clients_client c ON c.practice_id = %(practice)s AND c.id = up.next
    ), down(id) AS (
        SELECT id FROM up WHERE next IS NULL
        UNION
        SELECT c.id FROM down JOIN clients_client c ON c.practice_id = %(practice)s AND c.merged_into_id = down.id
    )
    SELECT array_agg(c.id) AS ids, bool_or(c.was_known_before) AS was_known
    FROM down JOIN clients_client c USING (id)
) person ON true
"""

# Another visit of that person, on a later local day, which stood at the moment {then}.
STANDING_LATER = """
EXISTS (
    SELECT FROM bookings_appointment b
    WHERE b.practice_id = %(practice)s AND b.client_id = ANY(person.ids) AND b.starts_at > a.starts_at
        AND (b.starts_at AT TIME ZONE b.time_zone)::date > (a.starts_at AT TIME ZONE a.time_zone)::date
        AND b.booked_at <= {then} AND (b.cancelled_at IS NULL OR b.cancelled_at > {then})
)
"""

FREEZE = f"""
INSERT INTO metrics_visitfact (practice_id, appointment_id, client_id, location_id, practitioner_id, day,
    starts_at, ends_at, closed_at, late_minutes, price, paid_at_close, currency, is_first, same_practitioner,
    rebooked_at_close, ripens_at)
SELECT a.practice_id, a.id, a.client_id, a.location_id, s.practitioner_id,
    (a.starts_at AT TIME ZONE a.time_zone)::date, a.starts_at, a.ends_at, a.completed_at,
    floor(extract(epoch FROM a.arrived_at - a.starts_at) / 60)::int, a.price,
    coalesce((
        SELECT sum(CASE p.kind WHEN 'refund' THEN -p.amount ELSE p.amount END) FROM bookings_payment p
        WHERE p.practice_id = %(practice)s AND p.appointment_id = a.id AND p.taken_at <= a.completed_at
    ), 0),
    a.currency, before.id IS NULL AND NOT person.was_known, before.practitioner_id = s.practitioner_id,
    {STANDING_LATER.replace("{then}", "a.completed_at")}, a.ends_at + interval '24 hours'
FROM (
    SELECT * FROM bookings_appointment a
    WHERE a.practice_id = %(practice)s AND a.status = 'completed' AND a.completed_at IS NOT NULL
        AND a.source <> 'import' {{part}}
        AND NOT EXISTS (
            SELECT FROM metrics_visitfact f
            WHERE f.practice_id = %(practice)s AND f.appointment_id = a.id AND f.voided_at IS NULL
        )
    OFFSET 0  -- find these first: what is asked of each of them is dear
) a
LEFT JOIN bookings_segment s
    ON s.practice_id = %(practice)s AND s.appointment_id = a.id AND s.position = 0
{SAME_PERSON}
LEFT JOIN LATERAL (
    SELECT b.id, t.practitioner_id FROM bookings_appointment b
    LEFT JOIN bookings_segment t
        ON t.practice_id = %(practice)s AND t.appointment_id = b.id AND t.position = 0
    WHERE b.practice_id = %(practice)s AND b.client_id = ANY(person.ids) AND b.status = 'completed'
        AND b.starts_at < a.starts_at
    -- not the bare column: its index over all clients would be walked instead of the client's own few rows
    ORDER BY b.starts_at + interval '0' DESC LIMIT 1
) before ON true
"""  # noqa: S608  put together from our own constants

DECIDE = f"""
WITH ripe AS (
    SELECT f.id, {STANDING_LATER.replace("{then}", "f.ripens_at")} AS rebooked, (
        SELECT n.booked_by_id FROM bookings_appointment n
        WHERE n.practice_id = %(practice)s AND n.follows_id = a.id AND n.booked_at <= f.ripens_at
        ORDER BY n.booked_at LIMIT 1
    ) AS rebooked_by_id
    FROM metrics_visitfact f
    JOIN bookings_appointment a ON a.practice_id = %(practice)s AND a.id = f.appointment_id
    {SAME_PERSON}
    WHERE f.practice_id = %(practice)s AND f.rebooked_24h IS NULL AND f.voided_at IS NULL
        AND f.ripens_at <= %(at)s
)
UPDATE metrics_visitfact f SET rebooked_24h = ripe.rebooked, rebooked_by_id = ripe.rebooked_by_id
FROM ripe WHERE f.id = ripe.id RETURNING f.client_id
"""  # noqa: S608  put together from our own constants
