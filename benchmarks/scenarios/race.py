"""S4: sixteen people want one time at the same moment, again and again. Exactly one gets it, and nobody is turned away
with anything but a refusal.

Floor   an advisory lock, one look, one insert under the exclusion constraint: what the promise itself costs
"""

import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any

from django.db import connection

from benchmarks.measuring import Line, Size, Watch, memory, ms
from benchmarks.worlds import full_practice
from bookings import actions
from clients import actions as clients
from practices.errors import Refusal
from practices.tenancy import visit

PEOPLE = 16
LOOK = "SELECT 1 FROM bookings_occupancy WHERE resource_id = %s AND starts_at = %s"
TAKE = """
INSERT INTO bookings_occupancy (practice_id, resource_id, kind, starts_at, ends_at, before_minutes, after_minutes,
    is_standing, overlap_ok, reason)
VALUES (%s, %s, 'block', %s, %s, 0, 0, true, false, '')
"""


def measure(size: Size) -> Iterator[Line]:
    world = full_practice(people=4, rooms=2, busy=0)
    with visit(world.practice):
        world.people = [
            clients.register(world.practice, name=f"Guest {n}", by=world.owner, at=world.now)
            for n in range(PEOPLE)
        ]
    took: dict[str, list[Watch]] = {"ours": [], "floor": []}
    odd: Counter[str] = Counter()
    for number in range((30 if size.is_long else 8) + 1):
        day = datetime.combine(world.first + timedelta(days=number % 5), datetime.min.time(), UTC)
        starts_at = day + timedelta(hours=14 + number // 5)
        for name, contest in (("ours", _ours), ("floor", _floor))[:: -1 if number % 2 else 1]:
            watch, calls, answers = (
                Watch(),
                [contest(world, n, starts_at) for n in range(PEOPLE)],
                list[str](),
            )
            watch.run(lambda: answers.extend(_together(calls)))  # noqa: B023  run at once
            odd += Counter(answer for answer in answers if answer not in {"won", "slot_taken"})
            odd["winners are not one"] += answers.count("won") != 1
            if number:
                took[name].append(watch)
    told = {what: times for what, times in odd.items() if times}
    pairs = list(zip(took["ours"], took["floor"], strict=True))
    ratio = statistics.median(a.wall / b.wall for a, b in pairs)
    yield Line(
        name="S4", shape=f"{PEOPLE} want one time, {len(took['ours'])} rounds" + (f": {told}" if told else ""),
        floor=ms(statistics.median(b.mean for _, b in pairs)), ours=ms(statistics.median(a.mean for a, _ in pairs)),
        ratio=ratio, cpu=statistics.median(a.cpu / b.cpu for a, b in pairs),
        memory=memory(), gate="one winner each round, nothing else goes wrong", held=not told,
    )  # fmt: skip


def _together(calls: list[Callable[[], Any]]) -> list[str]:
    """Start all calls at one moment, each on a connection of its own; how each ended."""
    ready = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            connection.ensure_connection()
            ready.wait(timeout=60)
            return str(call())
        except Refusal as refusal:
            return refusal.code
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def _ours(world: SimpleNamespace, number: int, starts_at: datetime) -> Callable[[], str]:
    def book() -> str:
        with visit(world.practice):
            actions.book(
                world.people[number], service=world.service, practitioner=world.team[0], starts_at=starts_at,
                location=world.location, details=actions.Details(insist=frozenset({"hours", "client"})),
                by=world.owner, at=world.now,
            )  # fmt: skip
        return "won"

    return lambda: actions.patiently(book)


def _floor(world: SimpleNamespace, number: int, starts_at: datetime) -> Callable[[], str]:
    who, ends_at = world.team[1].pk, starts_at + timedelta(minutes=30)

    def take() -> str:
        with visit(world.practice), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [who])
            cursor.execute(LOOK, [who, starts_at])
            if cursor.fetchone():
                return "slot_taken"
            cursor.execute(TAKE, [world.practice.pk, who, starts_at, ends_at])
        return "won"

    return take
