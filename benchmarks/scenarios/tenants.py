"""S9: a fortnight of visits of a random practice, however many practices share the tables.

Floor   one ORM get of one row, of the same minute: what does not grow. Five hundred visits a practice.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from benchmarks.measuring import Line, Race, Size, equal, growth, memory, ms, raced
from benchmarks.neighbours import visited_neighbours
from bookings.models import Appointment
from practices.models import Practice
from practices.tenancy import visit

GATE = 1.3
PLAIN = """
SELECT count(*) FROM bookings_appointment WHERE practice_id = %s AND starts_at >= %s AND starts_at < %s
"""


def measure(size: Size) -> Iterator[Line]:
    now, chance = datetime.now(UTC), random.Random(9)
    until, practices, races, held = now + timedelta(days=14), list[Practice](), list[tuple[int, Race]](), []
    for many in (10, 100, 1_000, 10_000) if size.is_long else (10, 50, 200):
        practices += visited_neighbours(many - len(practices), now=now)
        fortnight = _fortnight(practices, chance, now, until)
        _compare(practices[-1], now, until)
        one = practices[0].pk
        races.append((many, raced(fortnight, lambda: Practice.objects.get(pk=one), calls=100)))  # noqa: B023
        held.append(backend_memory())
    first, last = races[0][1], races[-1][1]
    grown = last.p50_ratio / first.p50_ratio
    yield Line(
        name="S9", shape=" -> ".join(f"{many:,}" for many, _ in races) + " practices, p50 of a fortnight",
        floor=ms(first.ours_p50), ours=ms(last.ours_p50), ratio=grown, cpu=last.cpu / first.cpu,
        exponent=growth([(many, race.p50_ratio) for many, race in races]), memory=memory(),
        gate=f"p50 <= {GATE:g} x that of {races[0][0]}, backend +10 %",
        held=grown <= GATE and held[-1] <= held[0] * 1.1,
    )  # fmt: skip


def _fortnight(
    practices: list[Practice], chance: random.Random, now: datetime, until: datetime
) -> Callable[[], int]:
    def ask() -> int:
        with visit(chance.choice(practices)):
            rows = Appointment.objects.filter(starts_at__gte=now, starts_at__lt=until)
            return len(rows.values_list("id", "starts_at", "ends_at", "status", "client_id"))

    return ask


def _compare(practice: Practice, now: datetime, until: datetime) -> None:
    with visit(practice), connection.cursor() as cursor:
        cursor.execute(PLAIN, [practice.pk, now, until])
        ours = Appointment.objects.filter(starts_at__gte=now, starts_at__lt=until).count()
        equal("the fortnight", ours, cursor.fetchone()[0])


def backend_memory() -> float:
    """Private memory of our database process, in MB; 1 where it cannot be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status")
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return 1
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024
