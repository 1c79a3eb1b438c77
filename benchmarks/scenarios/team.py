"""S1: free times of a whole team, over HTTP with a key; S1g: how the time grows with rows and with people.

Floor   S1: one question and bitmaps, over the same rows, under row-level security too
        S1g: bitmaps alone, over a picture that was read once; it asks no table, so that it cannot grow with one
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

from django.db import connection

from benchmarks.asking import Site
from benchmarks.floors.availability import free_starts
from benchmarks.measuring import Line, Race, Size, equal, growth, memory, ms, raced
from benchmarks.neighbours import busy_neighbours
from benchmarks.worlds import DAYS, ZONE, full_practice, unlimited
from bookings.availability import free_slots
from bookings.queries.feed import Picture, Wanted, picture_of
from practices.api.fields import outside_id
from practices.tenancy import visit

GATE, GATE_ROWS, GATE_PEOPLE = 4.0, 0.1, 1.05


def measure(size: Size) -> Iterator[Line]:
    unlimited()
    world = full_practice()
    site, address = _site(world), question(world, DAYS)
    points, laid, asking, bitmaps = [], 0, lambda: site.get(address), _bitmaps(world)
    for rows in (100_000, 1_000_000, 10_000_000) if size.is_long else (10_000, 50_000):
        busy_neighbours(rows - laid, now=world.now)
        laid = rows
        points.append((rows, raced(asking, bitmaps, calls=5)))
    race = _race(world)
    yield Line(
        name="S1", shape=f"50 people x 14 days, 25 rooms, {laid:,} rows", floor=ms(race.floor), ours=ms(race.ours),
        ratio=race.ratio, cpu=race.cpu, memory=memory(), gate=f"<= {GATE:g} x floor", held=race.ratio <= GATE,
    )  # fmt: skip
    # Against work of the same minute that never changes: whatever else the machine does falls on both.
    exponent = growth([(rows, race.ratio) for rows, race in points])
    told = " -> ".join(f"{rows:,}" for rows, _ in points)
    yield Line(
        name="S1g", shape=f"rows {told}", floor=ms(points[0][1].ours), ours=ms(points[-1][1].ours), exponent=exponent,
        gate=f"exponent <= {GATE_ROWS:g}", held=exponent <= GATE_ROWS,
    )  # fmt: skip
    yield _by_people(size)


def _by_people(size: Size) -> Line:
    points = []
    for people in (5, 50, 500) if size.is_long else (5, 25, 50):
        race = _race(full_practice(people=people, rooms=max(2, people // 2)), calls=3)
        points.append((people, race.ours))
    exponent = growth(points)
    return Line(
        name="S1g", shape="practitioners " + " -> ".join(str(people) for people, _ in points), floor=ms(points[0][1]),
        ours=ms(points[-1][1]), exponent=exponent, gate=f"exponent <= {GATE_PEOPLE:g}", held=exponent <= GATE_PEOPLE,
        memory=memory(),
    )  # fmt: skip


def question(world: SimpleNamespace, days: int, who: int | None = None) -> str:
    """The address that asks for free times."""
    practice = world.practice
    asked = {
        "service": outside_id("svc", world.service.pk, practice),
        "location": outside_id("loc", world.location.pk, practice),
        "since": str(world.first),
        "until": str(world.first + timedelta(days=days)),
    }
    if who:
        asked["practitioner"] = outside_id("res", who, practice)
    return "/api/v1/availability/?" + "&".join(f"{name}={value}" for name, value in asked.items())


def _site(world: SimpleNamespace) -> Site:
    return Site(authorization=f"Bearer {world.secret}")


def _race(world: SimpleNamespace, *, calls: int = 5) -> Race:
    site, address = _site(world), question(world, DAYS)
    plain = _floor(world)
    equal("the engine", _engine(world), plain)
    equal("the answer", offered(site.get(address)), {start for starts in plain.values() for start in starts})
    return raced(lambda: site.get(address), lambda: _floor(world), calls=calls)


def offered(body: bytes) -> set[int]:
    """The starts of an answer, in minutes since 1970."""
    slots = json.loads(body)["data"]
    return {int(datetime.fromisoformat(slot["starts_at"]).timestamp()) // 60 for slot in slots}


def _floor(world: SimpleNamespace) -> dict[int, list[int]]:
    team, units = [one.pk for one in world.team], [one.pk for one in world.units]
    with visit(world.practice), connection.cursor() as cursor:
        return free_starts(cursor, world.practice.pk, team, units, world.first, DAYS, ZONE)


def _engine(world: SimpleNamespace) -> dict[int, list[int]]:
    return free_slots(_picture(world).search)


def _bitmaps(world: SimpleNamespace) -> Callable[[], object]:
    """The engine's own work, and nothing of the database."""
    picture = _picture(world)
    return lambda: [free_slots(picture.search) for _ in range(5)]


def _picture(world: SimpleNamespace) -> Picture:
    wanted = Wanted(service=world.service, location=world.location)
    last = world.first + timedelta(days=DAYS - 1)
    with visit(world.practice):
        return picture_of(wanted, world.practice, first=world.first, last=last, at=world.now, step=15)
