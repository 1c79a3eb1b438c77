"""Other practices on the same tables, laid by the administrator in a few statements.

Each row is right by how it is made, so none is tried by foreign keys, and indexes are built at the end, all at once.
The stretches are such as may overlap, which leaves them out of the one index that no search reads: its constraint would
try every row, a tenth of a millisecond each. Ten million rows take minutes so, and not the better part of an hour.
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
INDEXES = """
SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = %s::regclass AND NOT indisunique AND NOT indisexclusion
"""
"""How to take the plain ones down, and to put them up again."""
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
INSERT INTO bookings_occupancy (practice_id, resource_id, kind, starts_at, ends_at, overlap_ok, {{others}})
SELECT practice_id, id, 'block', %(first)s + interval '1 hour' * n, %(first)s + interval '1 hour' * n
    + interval '30 minutes', true, {{values}}
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
    with unindexed(Occupancy):
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
def unindexed(model: Any) -> Iterator[None]:
    """Its plain indexes taken down meanwhile."""
    with _administrator().cursor() as cursor:
        cursor.execute(INDEXES, [model._meta.db_table])
        indexes = cursor.fetchall()
        for take_down, _ in indexes:
            cursor.execute(take_down)
        yield
        for _, put_up in indexes:
            cursor.execute(put_up)


def _administrator() -> Any:
    """A connection that fires no triggers, those of foreign keys among them.

    It is so from its start: requests that are measured meanwhile close every connection, and it begins anew.
    """
    if "administrator" not in connections.settings:
        address, usual = database(os.environ["DATABASE_ADMIN_URL"]), connections["owner"].settings_dict
        how = {"options": "-c session_replication_role=replica -c maintenance_work_mem=1GB"}
        connections.settings["administrator"] = (
            usual
            | {key: address[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
            | {"OPTIONS": usual["OPTIONS"] | how}
        )
    return connections["administrator"]
