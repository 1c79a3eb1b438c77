"""Other practices on the same tables, laid by the administrator in a few statements.

Each row is right by how it is made, so none is tried by foreign keys; what may not overlap is tried at the end, all at
once. Ten million rows take minutes so, and not the better part of an hour.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connections

from benchmarks.floors.numbers import fill
from benchmarks.worlds import learn
from bookings.models import Appointment, Occupancy, Resource
from clients.models import Client
from config.environment import database
from practices.models import Location, Practice

PEOPLE = 5
GUARDS = """
SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname,
    'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid = %(table)s::regclass AND contype = 'x'
UNION ALL
SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = %(table)s::regclass AND NOT indisunique AND NOT indisexclusion
"""
"""How to take down, and put up again, what makes each single row dear."""
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
    with unguarded(Occupancy):
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
    fill(model, statement, here, _administrator())


@contextmanager
def unguarded(model: Any) -> Iterator[None]:
    """Exclusion constraints and plain indexes taken down meanwhile; that they can be put up again tries every row."""
    with _administrator().cursor() as cursor:
        cursor.execute(GUARDS, {"table": model._meta.db_table})
        guards = cursor.fetchall()
        for take_down, _ in guards:
            cursor.execute(take_down)
        yield
        for _, put_up in guards:
            cursor.execute(put_up)


def _administrator() -> Any:
    """A connection that fires no triggers, those of foreign keys among them."""
    if "administrator" not in connections.settings:
        address = database(os.environ["DATABASE_ADMIN_URL"])
        connections.settings["administrator"] = connections["owner"].settings_dict | {
            key: address[key] for key in ("USER", "PASSWORD", "HOST", "PORT")
        }
        with connections["administrator"].cursor() as cursor:
            cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
    return connections["administrator"]
