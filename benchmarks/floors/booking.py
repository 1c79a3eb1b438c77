"""The rows of a booking, written by hand: one statement a table, no rule, no question but the lock."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

LENGTH = timedelta(minutes=30)
APPOINTMENT = """
INSERT INTO bookings_appointment (public_id, practice_id, client_id, location_id, status, starts_at, ends_at, time_zone,
    wall_starts, price, currency, late_notice_hours, request, contact_given, source, booked_at, booked_by_id,
    cancel_reason, moves, version, idempotency_key, external_id)
VALUES (gen_random_uuid(), %(practice)s, %(client)s, %(location)s, 'booked', %(at)s, %(end)s, 'America/New_York', '', 0,
    'USD', 24, '', '', 'desk', %(now)s, %(owner)s, '', 0, 1, '', '') RETURNING id
"""
SEGMENT = """
INSERT INTO bookings_segment (practice_id, appointment_id, position, service_id, practitioner_id, starts_at, ends_at,
    before_minutes, hands_on_minutes, processing_minutes, finishing_minutes, after_minutes, price)
VALUES (%(practice)s, %(visit)s, 0, %(service)s, %(who)s, %(at)s, %(end)s, 0, 30, 0, 0, 10, 0) RETURNING id
"""
OCCUPANCIES = """
INSERT INTO bookings_occupancy (practice_id, resource_id, kind, segment_id, starts_at, ends_at, before_minutes,
    after_minutes, is_standing, overlap_ok, reason)
SELECT %(practice)s, resource, 'visit', %(segment)s, %(at)s, %(end)s, 0, 10, true, false, ''
FROM unnest(ARRAY[%(who)s, %(room)s]) AS resource
"""
EVENTS = """
INSERT INTO practices_event (practice_id, kind, client_id, actor_id, source, occurred_at, recorded_at, payload)
SELECT %(practice)s, kind, %(client)s, %(owner)s, 'page', %(now)s, now(), %(payload)s
FROM unnest(ARRAY['appointment.booked', 'journey.stage_entered']) AS kind
"""
JOURNEY = """
UPDATE journeys_journey SET stage = 'booking', entered_at = %(now)s, next_visit_at = %(at)s
WHERE practice_id = %(practice)s AND client_id = %(client)s RETURNING id
"""
LEFT = "UPDATE journeys_stageentry SET left_at = %(now)s WHERE journey_id = %(journey)s AND left_at IS NULL"
STAY = """
INSERT INTO journeys_stageentry (practice_id, journey_id, stage, entered_at, cause, reason)
VALUES (%(practice)s, %(journey)s, 'booking', %(now)s, 'appointment.booked', '')
"""
MESSAGES = """
INSERT INTO followups_message (practice_id, client_id, channel, purpose, subject, subject_id, occurrence, status,
    due_at, give_up_at, planned_at, why, token, "to", language, heading, text, html, attempts, provider, provider_id,
    withheld_because, failure, needs_attention)
SELECT %(practice)s, %(client)s, 'email', purpose, 'appointment', %(visit)s, '', 'planned', %(at)s, %(at)s, %(now)s,
    %(payload)s, gen_random_uuid(), '', '', '', '', '', 0, '', '', '', '', false
FROM unnest(ARRAY['confirmation', 'reminder_email', 'reminder_sms']) AS purpose
"""
MARKS = """
INSERT INTO metrics_dirty (practice_id, client_id, day, is_everything)
VALUES (%(practice)s, %(client)s, NULL, false), (%(practice)s, NULL, %(day)s, false)
"""


def write_booking(
    cursor: Any, world: SimpleNamespace, *, client: int, who: int, room: int, at: datetime
) -> int:
    """All rows that a first booking leaves behind; the number of the appointment."""
    here: dict[str, Any] = {
        "practice": world.practice.pk, "client": client, "location": world.location.pk, "owner": world.owner.pk,
        "service": world.service.pk, "who": who, "room": room, "at": at, "end": at + LENGTH, "now": world.now,
        "day": at.date(), "payload": json.dumps({"rule": "bench", "appointment_id": 0}),
    }  # fmt: skip
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [who])
    for name, statement in (("visit", APPOINTMENT), ("segment", SEGMENT)):
        cursor.execute(statement, here)
        here[name] = cursor.fetchone()[0]
    cursor.execute(OCCUPANCIES, here)
    cursor.execute(EVENTS, here)
    cursor.execute(JOURNEY, here)
    here["journey"] = cursor.fetchone()[0]
    for statement in (LEFT, STAY, MESSAGES, MARKS):
        cursor.execute(statement, here)
    return int(here["visit"])
