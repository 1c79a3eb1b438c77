"""How long the numbers take, beside the plainest SQL over the record: `python -m benchmarks.metrics [visits] …`.

S7  the dashboard's four big questions read from the derived tables, and the whole page over HTTP
S8  a batch of changed visits counted in, beside writing it; a count of everything from the record

The answers are compared before any time counts. Sizes default to 10,000 and 100,000 appointments; a size of
1,000,000 takes some minutes to lay. Times depend on the machine, ratios less so. Leaves its practices behind: run it on
a database of its own.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connections  # noqa: E402
from django.test import Client as Browser  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.metrics_floor import (  # noqa: E402
    CLIENTS,
    PAYMENTS,
    QUESTIONS,
    SEGMENTS,
    VISITS,
    answer,
    fill,
)
from bookings.models import Appointment, Payment, Resource, Segment  # noqa: E402
from clients.models import Client  # noqa: E402
from metrics import actions  # noqa: E402
from metrics.queries.charts import cohorts  # noqa: E402
from metrics.queries.days import days_of  # noqa: E402
from metrics.queries.people import lifetime  # noqa: E402
from metrics.queries.scope import Scope, scope_of  # noqa: E402
from practices.tenancy import visit  # noqa: E402
from tests.factories import make_practice  # noqa: E402

SIZES = [int(size) for size in sys.argv[1:]] or [10_000, 100_000]
ROUNDS = int(os.environ.get("ROUNDS", "7"))
BATCH = 500


def lay(appointments: int) -> SimpleNamespace:
    """A practice with three years behind it, about a visit a month from each client."""
    world = make_practice(
        f"numbers-{appointments}-{int(time.time())}", owner="Ana", desk="Frank", practitioner="Petra"
    )
    each = 30
    with visit(world.practice):
        people = list(Resource.objects.filter(kind="practitioner").values_list("pk", flat=True))
        here = {
            "p": world.practice.pk,
            "now": timezone.now(),
            "clients": max(1, appointments // each),
            "each": each,
            "location": world.location.pk,
            "service": world.service.pk,
            "people": people,
        }
        for model, sql in (
            (Client, CLIENTS),
            (Appointment, VISITS),
            (Segment, SEGMENTS),
            (Payment, PAYMENTS),
        ):
            fill(model, sql, here)
    learn("clients_client", "bookings_appointment", "bookings_segment", "bookings_payment")
    world.freeze_s, world.rebuild_s = build(world)
    learn(
        "metrics_visit",
        "metrics_visitfact",
        "metrics_daily",
        "metrics_outcome",
        "metrics_takings",
        "metrics_person",
    )
    world.browser = Browser()
    world.browser.force_login(world.owner.user, backend="django.contrib.auth.backends.ModelBackend")
    return world


def build(world: SimpleNamespace) -> tuple[float, float]:
    with visit(world.practice):
        freeze, _ = timed(lambda: actions.freeze_closed_visits(world.practice, at=timezone.now()))
    with visit(world.practice):
        rebuild, _ = timed(lambda: actions.rebuild(world.practice))
    return freeze / 1000, rebuild / 1000


def learn(*tables: str) -> None:
    """Give the planner its figures; the app role may not."""
    if "owner" in connections:
        with connections["owner"].cursor() as cursor:
            for table in tables:
                cursor.execute(f"ANALYZE {table}")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return (time.perf_counter() - began) * 1000, found


def derived(scope: Scope) -> dict[str, Callable[[], Any]]:
    def by_day() -> list[tuple[Any, ...]]:
        read = days_of(scope)
        days = (scope.period.start + timedelta(days=n) for n in range(scope.period.days))
        net = read.revenue(scope.period)
        return [(day, row["visits"], money) for day, money in zip(days, net, strict=True)
                if (row := read.by_day.get(day, {})).get("visits")]  # fmt: skip

    def rebooking() -> list[tuple[int, int]]:
        read = days_of(scope)
        return [(read.total("closed", scope.period), read.total("rebooked", scope.period))]

    def months() -> list[tuple[Any, ...]]:
        cells = (
            (row.month, k, share.numerator) for row in cohorts(scope) for k, share in enumerate(row.came)
        )
        return [cell for cell in cells if cell[2]]

    def value() -> list[tuple[Any, ...]]:
        found = lifetime(scope)
        return [(round(found.mean or 0, 6), found.median)]

    return dict(zip(QUESTIONS, (by_day, rebooking, months, value), strict=True))


def read(world: SimpleNamespace) -> dict[str, tuple[float, float]]:
    """Each question, raw and derived, median milliseconds; the answers first."""
    scope = scope_of(world.practice, [world.location], at=timezone.now(), days=90)
    oldest = scope.today.replace(day=1)
    oldest = oldest.replace(year=oldest.year - (oldest.month < 12), month=oldest.month % 12 + 1)
    here = {
        "p": world.practice.pk,
        "start": scope.period.start,
        "end": scope.period.end,
        "now": scope.now,
        "oldest": oldest,
    }
    took = {}
    for question, work in derived(scope).items():
        with visit(world.practice):
            raw, kept = answer(question, here), work()
            if question.startswith("lifetime"):
                raw = [(round(raw[0][0], 6), raw[0][1])]
            assert raw == kept, (question, raw[:3], kept[:3])
            floors = [timed(lambda: answer(question, here))[0] for _ in range(3)]  # noqa: B023  called at once
            ours = [timed(work)[0] for _ in range(ROUNDS)]
        took[question] = (statistics.median(floors), statistics.median(ours))
    return took


def page(world: SimpleNamespace) -> float:
    address = f"/p/{world.practice.slug}/metrics/?range=90"
    return statistics.median([timed(lambda: world.browser.get(address))[0] for _ in range(ROUNDS + 1)][1:])


def batch(world: SimpleNamespace) -> tuple[float, float]:
    """Complete a batch of visits by hand, and count it in; milliseconds of each."""
    with visit(world.practice):
        ids = list(
            Appointment.objects.filter(status="in_service")
            .order_by("-id")
            .values_list("pk", flat=True)[:BATCH]
        )
        rows = list(Appointment.objects.filter(pk__in=ids))
        write, _ = timed(lambda: write_batch(world, rows))
        actions.mark(
            world.practice,
            clients=[row.client_id for row in rows],
            days=[row.starts_at.date() for row in rows],
        )
    with visit(world.practice):
        count, _ = timed(lambda: actions.refresh(world.practice))
        assert actions.differences(world.practice) == {}
    return write, count


def write_batch(world: SimpleNamespace, rows: list[Appointment]) -> None:
    """One statement a visit, as the desk writes them: status, then payment."""
    for row in rows:
        row.status, row.completed_at = "completed", row.ends_at
        row.save(update_fields=["status", "completed_at"])
        Payment.objects.create(
            practice=world.practice, appointment=row, client_id=row.client_id, amount=row.price, currency="USD",
            method="card", taken_at=row.ends_at,
        )  # fmt: skip


def main() -> None:
    for size in SIZES:
        world = lay(size)
        took = read(world)
        print(f"\n{size:,} appointments{'':22}{'raw ms':>10}{'ours ms':>10}{'ratio':>8}")
        for question, (raw, ours) in took.items():
            print(f"{question:45}{raw:>10.1f}{ours:>10.1f}{raw / ours:>8.0f}")
        raw, ours = (sum(pair[side] for pair in took.values()) for side in (0, 1))
        print(f"{'S7 all four':45}{raw:>10.1f}{ours:>10.1f}{raw / ours:>8.0f}   gate ≥ 30 at a million")
        print(f"{'S7 the whole page over HTTP':55}{page(world):>10.1f}")
        write, count = batch(world)
        title = f"S8 {BATCH} visits written, then counted in"
        print(f"{title:45}{write:>10.1f}{count:>10.1f}{count / write:>8.2f}   gate ≤ 4")
        print(f"{'S8 freeze all, count all again':45}{world.freeze_s:>9.1f}s{world.rebuild_s:>9.1f}s")


if __name__ == "__main__":
    main()
