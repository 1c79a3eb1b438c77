"""The practices that scenarios work on. They stay behind: a database of its own is made for each run."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.db import connections, transaction

from bookings import presets
from bookings.models import Occupancy, Requirement, Resource, ResourcePool, Service
from clients import actions as clients
from practices import keys, opening
from practices.api import limits
from practices.models import Location, User
from practices.tenancy import visit

ZONE, DAYS = "America/New_York", 14
HALF_HOURS = range(9 * 60, 18 * 60, 30)


def monday(now: datetime) -> date:
    """The first day of a fortnight that lies wholly ahead, near enough to be offered."""
    today = now.date()
    return today + timedelta(days=7 - today.weekday())


def full_practice(*, people: int = 50, rooms: int = 25, busy: int = 8) -> SimpleNamespace:
    """A practice with a full fortnight: each practitioner has `busy` half hours a day, each in a room of its own.

    The service takes 30 minutes and asks for 10 minutes of rest and a room.
    """
    now = datetime.now(UTC)
    world = _opened(now)
    world.first, world.now = monday(now), now
    with visit(world.practice):
        world.location = Location.objects.get()
        world.service = Service.objects.first()
        world.service.hands_on_minutes, world.service.after_minutes = 30, 10
        world.service.save()
        pool = ResourcePool.objects.create(practice=world.practice, name="Room")
        Requirement.objects.filter(service=world.service).delete()
        Requirement.objects.create(practice=world.practice, service=world.service, pool=pool)
        world.units = [_room(world, pool, number) for number in range(rooms)]
        Resource.objects.filter(kind="practitioner").update(retired_at=now)
        world.team = [
            presets.add_practitioner(
                world.practice, name=f"P{number}", member=None, location=world.location, at=now
            )
            for number in range(people)
        ]
        _fill(world, busy)
        world.client = clients.register(world.practice, name="Zoe Baker", by=world.owner, at=now)
        key, world.secret = keys.make(
            world.practice, name="Bench", scopes=["clients:read", "bookings:read"], by=world.owner, at=now
        )
    learn("bookings_occupancy")
    return world


def _opened(now: datetime) -> SimpleNamespace:
    with transaction.atomic():
        user = User.objects.create_user(f"bench-{time.time_ns()}@example.org", "bench")
        practice, owner = opening.open_practice(
            user, name="Bench", kind="coach", time_zone=ZONE, currency="USD", at=now
        )
    return SimpleNamespace(practice=practice, owner=owner)


def _room(world: SimpleNamespace, pool: ResourcePool, number: int) -> Resource:
    room: Resource = Resource.objects.create(
        practice=world.practice, kind="room", name=f"Room {number}", pool=pool, location=world.location,
        position=number,
    )  # fmt: skip
    return room


def _fill(world: SimpleNamespace, busy: int) -> None:
    chance, zone = random.Random(7), ZoneInfo(ZONE)
    share = min(len(world.units), len(world.team) * busy // len(HALF_HOURS))
    rows = []
    for day in range(DAYS):
        midnight = datetime.combine(world.first + timedelta(days=day), datetime.min.time(), zone)
        for minute in HALF_HOURS:
            start = (midnight + timedelta(minutes=minute)).astimezone(UTC)
            for who, unit in zip(chance.sample(world.team, share), world.units, strict=False):
                rows += [_block(world, who, start, rest=10), _block(world, unit, start, rest=0)]
    Occupancy.objects.bulk_create(rows, batch_size=2000)


def _block(world: SimpleNamespace, resource: Resource, start: datetime, *, rest: int) -> Occupancy:
    return Occupancy(
        practice=world.practice, resource=resource, kind=Occupancy.Kind.BLOCK, starts_at=start,
        ends_at=start + timedelta(minutes=30), after_minutes=rest,
    )  # fmt: skip


def learn(*tables: str) -> None:
    """Give the planner its figures; the app role may not."""
    if "owner" in connections:
        with connections["owner"].cursor() as cursor:
            for table in tables:
                cursor.execute(f"ANALYZE {table}")


def unlimited() -> None:
    """Let a key ask as often as it likes: what is measured is not the limit."""
    limits.PER_WINDOW = 10**9
