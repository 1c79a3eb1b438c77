"""Other practices on the same tables, laid by the owner's role in a few statements."""

import time
from datetime import datetime
from typing import Any

from django.db import connections

from benchmarks.floors.numbers import fill
from benchmarks.worlds import learn
from bookings.models import Appointment, Occupancy, Resource
from clients.models import Client
from practices.models import Location, Practice

PEOPLE = 5
PRACTICES = """
INSERT INTO practices_practice (public_id, id_key, slug, name, kind, opened_at, {others})
SELECT gen_random_uuid(), decode(md5(random()::text), 'hex'), %(mark)s || n, 'Neighbour', 'coach', %(now)s, {values}
FROM generate_series(1, %(many)s) n
"""
OURS = "practice_id IN (SELECT id FROM practices_practice WHERE slug LIKE %(mark)s || '%%')"
LOCATIONS = """
INSERT INTO practices_location (practice_id, name, time_zone, {others})
SELECT id, 'Home', 'America/New_York', {values} FROM practices_practice WHERE slug LIKE %(mark)s || '%%'
"""
RESOURCES = """
INSERT INTO bookings_resource (practice_id, public_id, kind, name, {others})
SELECT id, gen_random_uuid(), 'practitioner', 'P' || n, {values}
FROM practices_practice CROSS JOIN generate_series(1, %(people)s) n WHERE slug LIKE %(mark)s || '%%'
"""
BUSY = f"""
INSERT INTO bookings_occupancy (practice_id, resource_id, kind, starts_at, ends_at, {{others}})
SELECT practice_id, id, 'block', %(first)s + interval '1 hour' * n, %(first)s + interval '1 hour' * n
    + interval '30 minutes', {{values}}
FROM bookings_resource CROSS JOIN generate_series(1, %(each)s) n WHERE {OURS}
"""
CLIENTS = """
INSERT INTO clients_client (practice_id, public_id, name, search_text, sort_name, registered_at, {others})
SELECT id, gen_random_uuid(), 'Neighbour ' || n, '', '', %(now)s, {values}
FROM practices_practice CROSS JOIN generate_series(1, 20) n WHERE slug LIKE %(mark)s || '%%'
"""
VISITS = f"""
INSERT INTO bookings_appointment (practice_id, public_id, client_id, location_id, status, starts_at, ends_at, time_zone,
    wall_starts, price, currency, booked_at, {{others}})
SELECT c.practice_id, gen_random_uuid(), c.id, l.id, 'booked', %(first)s + interval '7 hours' * n,
    %(first)s + interval '7 hours' * n + interval '1 hour', 'America/New_York', '', 9000, 'USD', %(now)s, {{values}}
FROM clients_client c JOIN practices_location l USING (practice_id) CROSS JOIN generate_series(1, %(each)s) n
WHERE c.{OURS}
"""


def busy_neighbours(rows: int, *, now: datetime) -> None:
    """So many taken stretches in practices next door, five hundred in each."""
    many = max(1, rows // 500)
    here = _houses(many, now) | {"each": 500 // PEOPLE}
    _fill(Resource, RESOURCES, here)
    _fill(Occupancy, BUSY, here)
    learn("bookings_occupancy", "bookings_resource")


def visited_neighbours(many: int, *, now: datetime) -> list[Practice]:
    """So many practices with five hundred visits each."""
    here = _houses(many, now) | {"each": 25}
    for model, statement in ((Location, LOCATIONS), (Client, CLIENTS), (Appointment, VISITS)):
        _fill(model, statement, here)
    learn("bookings_appointment", "clients_client", "practices_practice")
    return list(Practice.objects.filter(slug__startswith=here["mark"]))


def _houses(many: int, now: datetime) -> dict[str, Any]:
    here = {"mark": f"next-door-{time.time_ns()}-", "many": many, "people": PEOPLE, "now": now, "first": now}
    _fill(Practice, PRACTICES, here)
    return here


def _fill(model: Any, statement: str, here: dict[str, Any]) -> None:
    fill(model, statement, here, connections["owner"])
