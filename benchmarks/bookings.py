"""How long a search and a booking take, beside the plainest code that does the same: `python -m benchmarks.bookings`.

S1  a team: 50 practitioners, 14 days, 15-minute grid, 30-minute service, 10 minutes of rest, 25 rooms, 5,600 visits
S2  one practitioner, one day, beside one `ORM get`
S3  booking a visit, beside the same rows written by hand

Product and floor run in one script, turn and turn about; the first round is dropped; the answers must be equal before
any time counts. Everything happens in one transaction that is taken back, so it runs on any migrated database and
leaves nothing. What is told is the median of the per-round ratios; times depend on the machine.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from benchmarks.booking_floor import free_starts, write_visit  # noqa: E402
from bookings import actions, presets  # noqa: E402
from bookings.availability import free_slots  # noqa: E402
from bookings.models import Occupancy, Requirement, Resource, ResourcePool, Service  # noqa: E402
from bookings.queries.feed import Wanted, picture_of  # noqa: E402
from clients import actions as clients  # noqa: E402
from practices import opening  # noqa: E402
from practices.models import Location, User  # noqa: E402
from practices.tenancy import inside  # noqa: E402

ZONE, FIRST, DAYS = "America/New_York", date(2026, 3, 2), 14
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROUNDS = int(os.environ.get("ROUNDS", "9"))
GATES = {"S1": 3.0, "S2": 30.0, "S3": 30.0}
"""A run above these is a fault: three times the floor for a team; the two small ones ask many small questions."""


def world(people: int = 50, rooms: int = 25, busy: int = 8) -> SimpleNamespace:
    """A practice with a full fortnight: each practitioner has `busy` half hours a day, each in a room of its own."""
    user = User.objects.create_user(f"bench-{time.time_ns()}@example.org", "bench")
    practice, owner = opening.open_practice(
        user, name="Bench", kind="coach", time_zone=ZONE, currency="USD", at=NOW
    )
    with inside(practice):
        location = Location.objects.get()
        service = Service.objects.first()
        service.hands_on_minutes, service.after_minutes = 30, 10
        service.save()
        pool = ResourcePool.objects.create(practice=practice, name="Room")
        Requirement.objects.create(practice=practice, service=service, pool=pool)
        units = [
            Resource.objects.create(
                practice=practice, kind="room", name=f"Room {n}", pool=pool, location=location, position=n
            )
            for n in range(rooms)
        ]
        Resource.objects.filter(kind="practitioner").update(retired_at=NOW)
        team = [
            presets.add_practitioner(practice, name=f"P{n}", member=None, location=location, at=NOW)
            for n in range(people)
        ]
        _fill(practice, team, units, busy)
        client = clients.register(practice, name="Zoe Baker", by=owner, at=NOW)
    return SimpleNamespace(
        practice=practice,
        owner=owner,
        location=location,
        service=service,
        team=team,
        units=units,
        client=client,
    )


def _fill(practice: object, team: list[Resource], units: list[Resource], busy: int) -> None:
    chance = random.Random(7)
    zone = ZoneInfo(ZONE)
    rows = []
    for day in range(DAYS):
        midnight = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), zone)
        half_hours = range(9 * 60, 18 * 60, 30)
        for minute in half_hours:
            share = min(len(units), len(team) * busy // len(half_hours))
            for who, unit in zip(chance.sample(team, share), units, strict=False):
                start = (midnight + timedelta(minutes=minute)).astimezone(UTC)
                for resource, rest in ((who, 10), (unit, 0)):
                    rows.append(
                        Occupancy(
                            practice=practice,
                            resource=resource,
                            kind=Occupancy.Kind.BLOCK,
                            starts_at=start,
                            ends_at=start + timedelta(minutes=30),
                            after_minutes=rest,
                        )
                    )
    Occupancy.objects.bulk_create(rows, batch_size=2000)


def product(w: SimpleNamespace, days: int, who: Resource | None = None) -> dict[int, list[int]]:
    service = Service.objects.get(pk=w.service.pk)
    wanted = Wanted(service=service, location=w.location, practitioner=who)
    last = FIRST + timedelta(days=days - 1)
    return free_slots(picture_of(wanted, w.practice, first=FIRST, last=last, at=NOW, step=15).search)


def raced(name: str, ours: Callable[[], object], floor: Callable[[], object], *, equal: bool) -> bool:
    """Run both in turn; print one line; say whether the gate held."""
    mine, bare, ratios = [], [], []
    for round_ in range(ROUNDS + 1):
        a, took = _timed(ours)
        b, floor_took = _timed(floor)
        assert not equal or a == b, f"{name}: the answers differ"
        if round_:
            mine.append(took)
            bare.append(floor_took)
            ratios.append(took / floor_took)
    ratio = statistics.median(ratios)
    print(
        f"{name}  ours {statistics.median(mine) * 1e3:8.2f} ms   floor {statistics.median(bare) * 1e3:8.2f} ms"
        f"   ratio {ratio:5.2f} (best {min(mine) / min(bare):.2f})   gate {GATES[name]:.1f}"
    )
    return ratio <= GATES[name]


def _timed(call: Callable[[], object]) -> tuple[object, float]:
    start = time.perf_counter()
    return call(), time.perf_counter() - start


def main() -> int:
    held = []
    with transaction.atomic():
        w = world()
        with inside(w.practice), connection.cursor() as cursor:
            cursor.execute("ANALYZE bookings_occupancy") if os.environ.get("ANALYZE") else None
            team, units = [one.pk for one in w.team], [one.pk for one in w.units]
            held.append(
                raced(
                    "S1",
                    lambda: product(w, DAYS),
                    lambda: free_starts(cursor, w.practice.pk, team, units, FIRST, DAYS, ZONE),
                    equal=True,
                )
            )
            held.append(
                raced(
                    "S2",
                    lambda: product(w, 1, w.team[0]),
                    lambda: Service.objects.get(pk=w.service.pk),
                    equal=False,
                )
            )
            held.append(_bookings(w, cursor))
        transaction.set_rollback(True)
    return 0 if all(held) else 1


def _bookings(w: SimpleNamespace, cursor: object) -> bool:
    """Each round books one more free time; the floor writes the same rows a year later, in nobody's way."""
    free = [(who, start) for who, starts in product(w, DAYS).items() for start in starts[:1]]
    people = {one.pk: one for one in w.team}

    def ours() -> object:
        who, start = free.pop()
        return actions.book(
            w.client,
            service=w.service,
            practitioner=people[who],
            starts_at=datetime.fromtimestamp(start * 60, UTC),
            location=w.location,
            details=actions.Details(insist=frozenset({"client"})),
            by=w.owner,
            at=NOW,
        )

    year = iter(range(365, 900))

    def floor() -> object:
        at = datetime(2026, 3, 2, 15, tzinfo=UTC) + timedelta(days=next(year))
        return write_visit(cursor, w, at)

    return raced("S3", ours, floor, equal=False)


if __name__ == "__main__":
    sys.exit(main())
