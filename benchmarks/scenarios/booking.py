"""S3: booking a first visit, each in a transaction of its own that is committed.

Floor   the same rows by hand, in one transaction too: appointment, segment, two claims, two facts, the step on the
        journey, three messages and two marks. That they are the same rows is counted before any time counts.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.db import connection

from benchmarks.floors.booking import write_booking
from benchmarks.measuring import ROUNDS, Line, Size, equal, memory, ms, raced
from benchmarks.neighbours import busy_neighbours
from benchmarks.worlds import DAYS, full_practice, learn
from bookings import actions
from bookings.availability import free_slots
from bookings.queries.feed import Wanted, picture_of
from clients import actions as clients
from clients.models import Client
from practices.tenancy import visit

GATE, CALLS = 8.0, 10
LEFT_BEHIND = {
    "bookings_segment": "appointment_id = %(visit)s",
    "bookings_occupancy": "segment_id IN (SELECT id FROM bookings_segment WHERE appointment_id = %(visit)s)",
    "practices_event": "client_id = %(client)s AND kind IN ('appointment.booked', 'journey.stage_entered')"
    " AND id > %(event)s",
    "journeys_stageentry": "journey_id IN (SELECT id FROM journeys_journey WHERE client_id = %(client)s)",
    "followups_message": "client_id = %(client)s AND subject_id = %(visit)s",
    "metrics_dirty": "client_id = %(client)s",
}


def measure(size: Size) -> Iterator[Line]:
    world = full_practice(busy=6)
    rows = 1_000_000 if size.is_long else 50_000
    busy_neighbours(rows, now=world.now)
    people = _people(world, 2 * CALLS * (ROUNDS + 1) + 4)
    free, days = _free(world), iter(range(100, 100_000))

    def ours() -> tuple[int, int]:
        client, (who, start) = people.pop(), free.pop()
        with visit(world.practice):
            booked = actions.book(
                client, service=world.service, practitioner=who, location=world.location,
                starts_at=datetime.fromtimestamp(start * 60, UTC), by=world.owner, at=world.now,
            )  # fmt: skip
        return booked.pk, client.pk

    def floor() -> tuple[int, int]:
        client, at = people.pop(), world.now + timedelta(days=next(days))
        with visit(world.practice), connection.cursor() as cursor:
            number = write_booking(
                cursor, world, client=client.pk, who=world.team[0].pk, room=world.units[0].pk, at=at
            )
        return number, client.pk

    equal("the rows", _left_behind(world, ours), _left_behind(world, floor))
    race = raced(ours, floor, calls=CALLS)
    ratio = race.p50_ratio
    yield Line(
        name="S3", shape=f"a first booking among {rows:,} rows, p50", floor=ms(race.floor_p50), ours=ms(race.ours_p50),
        ratio=ratio, cpu=race.cpu, memory=memory(), gate=f"p50 <= {GATE:g} x floor", held=ratio <= GATE,
    )  # fmt: skip


def _people(world: SimpleNamespace, many: int) -> list[Client]:
    with visit(world.practice):
        people = [
            clients.register(
                world.practice, name=f"Guest {number}", phone=f"+1303555{number:04}",
                email=f"guest{number}@example.org", by=world.owner, at=world.now,
            )
            for number in range(many)
        ]  # fmt: skip
    learn("clients_client", "journeys_journey", "journeys_stageentry", "practices_event")
    return people


def _free(world: SimpleNamespace) -> list[tuple[object, int]]:
    """Free times that do not touch one another, so that each can still be booked when its turn comes."""
    wanted, last = (
        Wanted(service=world.service, location=world.location),
        world.first + timedelta(days=DAYS - 1),
    )
    with visit(world.practice):
        search = picture_of(
            wanted, world.practice, first=world.first, last=last, at=world.now, step=60
        ).search
        found = free_slots(search)
    people, chance = {one.pk: one for one in world.team}, random.Random(5)
    starts = sorted({start for free in found.values() for start in free})
    chosen = [
        (people[who], start)
        for start in starts
        for who in chance.sample([one for one, free in found.items() if start in free], 2)
    ]
    chance.shuffle(chosen)
    return chosen


def _left_behind(world: SimpleNamespace, book: object) -> dict[str, int]:
    with visit(world.practice), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM practices_event")
        event = cursor.fetchone()[0]
    number, client = book()
    found = {}
    with visit(world.practice), connection.cursor() as cursor:
        for table, where in LEFT_BEHIND.items():
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE {where}",
                {"visit": number, "client": client, "event": event},
            )
            found[table] = cursor.fetchone()[0]
    return found
