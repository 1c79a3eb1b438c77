"""S7: the dashboard of a practice with three years behind it, over HTTP; S8: a batch of changed visits counted in.

Floor   S7: the plainest SQL over the record, for the page's four big questions; the answers are compared to the cent
        S8: the batch itself, written by hand: a status and a payment each
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.test import Client as Browser
from django.utils import timezone

from benchmarks.asking import Site
from benchmarks.floors.numbers import CLIENTS, PAYMENTS, QUESTIONS, SEGMENTS, VISITS, answer, fill
from benchmarks.measuring import Line, Race, Size, Watch, equal, growth, memory, ms, raced
from benchmarks.worlds import learn
from bookings.models import Appointment, Payment, Resource, Segment
from clients.models import Client
from metrics import actions
from metrics.queries.charts import cohorts
from metrics.queries.days import days_of
from metrics.queries.people import lifetime
from metrics.queries.scope import Scope, scope_of
from practices.tenancy import visit
from tests.factories import make_practice

GATE_MS, GATE_TIMES, GATE_INGEST = 50, 30, 4.0
BATCH, EACH, INGESTED = 500, 30, 5


def measure(size: Size) -> Iterator[Line]:
    points, ingested = [], list[tuple[float, float]]()
    for appointments in (100_000, 1_000_000) if size.is_long else (10_000, 30_000):
        world = lay(appointments)
        race = _page(world)
        raw, page = race.floor, race.ours_p50
        points.append((appointments, page))
        is_full = appointments >= 1_000_000
        held = page <= GATE_MS and (not is_full or raw / page >= GATE_TIMES)
        gate = f"page <= {GATE_MS} ms" + (f", >= {GATE_TIMES} x faster than raw" if is_full else "")
        yield Line(
            name="S7", shape=f"dashboard of {appointments:,} visits, 90 days", floor=ms(raw), ours=ms(page),
            ratio=page / raw, cpu=race.cpu, exponent=exponent(points), memory=memory(), gate=gate, held=held,
        )  # fmt: skip
        yield _ingest(world, appointments, ingested)


def exponent(points: list[tuple[float, float]]) -> float | None:
    return growth(points) if len(points) > 1 else None


def _page(world: SimpleNamespace) -> Race:
    """The whole page beside the four raw questions together."""
    scope, here = _here(world)
    for question, work in derived(scope).items():
        with visit(world.practice):
            raw, kept = answer(question, here), work()
        if question.startswith("lifetime"):
            raw = [(round(raw[0][0], 6), raw[0][1])]
        equal(question, kept, raw)

    def floor() -> None:
        with visit(world.practice):
            for question in QUESTIONS:
                answer(question, here)

    address = f"/p/{world.practice.slug}/metrics/?range=90"
    return raced(lambda: world.site.get(address), floor, calls=3)


def _ingest(world: SimpleNamespace, appointments: int, ingested: list[tuple[float, float]]) -> Line:
    """Six batches, of which the first warms up; each is of other visits, so they cannot be raced."""
    many = min(BATCH, appointments // EACH // (INGESTED + 1))
    took = [batch(world, many) for _ in range(INGESTED + 1)][1:]
    ratio = statistics.median(count.wall / write.wall for write, count in took)
    ingested.append((appointments, ratio))
    return Line(
        name="S8", shape=f"{many} visits of {appointments:,} written, then counted in",
        floor=ms(statistics.median(write.mean for write, _ in took)),
        ours=ms(statistics.median(count.mean for _, count in took)), ratio=ratio,
        cpu=statistics.median(count.cpu / write.cpu for write, count in took), exponent=exponent(ingested),
        memory=memory(), gate=f"ingest <= {GATE_INGEST:g} x raw", held=ratio <= GATE_INGEST,
    )  # fmt: skip


def lay(appointments: int) -> SimpleNamespace:
    """A practice with three years behind it, about a visit a month from each client."""
    slug = f"numbers-{appointments}-{time.time_ns()}"
    with transaction.atomic():
        world = make_practice(slug, owner="Ana", desk="Frank", practitioner="Petra")
    with visit(world.practice):
        people = list(Resource.objects.filter(kind="practitioner").values_list("pk", flat=True))
        here = {
            "p": world.practice.pk,
            "now": timezone.now(),
            "clients": max(1, appointments // EACH),
            "each": EACH,
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
    build(world)
    learn(
        "metrics_visit",
        "metrics_visitfact",
        "metrics_daily",
        "metrics_outcome",
        "metrics_takings",
        "metrics_person",
    )
    browser = Browser()
    browser.force_login(world.owner.user, backend="django.contrib.auth.backends.ModelBackend")
    world.site = Site(cookie=f"sessionid={browser.cookies['sessionid'].value}")
    return world


def build(world: SimpleNamespace) -> None:
    with visit(world.practice):
        actions.freeze_closed_visits(world.practice, at=timezone.now())
    with visit(world.practice):
        actions.rebuild(world.practice)


def _here(world: SimpleNamespace) -> tuple[Scope, dict[str, Any]]:
    """What the page is about, and the same for the raw questions."""
    scope = scope_of(world.practice, [world.location], at=timezone.now(), days=90)
    oldest = scope.today.replace(day=1)
    oldest = oldest.replace(year=oldest.year - (oldest.month < 12), month=oldest.month % 12 + 1)
    return scope, {
        "p": world.practice.pk,
        "start": scope.period.start,
        "end": scope.period.end,
        "now": scope.now,
        "oldest": oldest,
    }


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


COMPLETE = """
UPDATE bookings_appointment SET status = 'completed', completed_at = ends_at WHERE practice_id = %s AND id = %s
"""
PAY = """
INSERT INTO bookings_payment (practice_id, public_id, appointment_id, client_id, kind, amount, currency, method,
    taken_at, {others})
SELECT practice_id, gen_random_uuid(), id, client_id, 'payment', price, 'USD', 'card', ends_at, {values}
FROM bookings_appointment WHERE practice_id = %(p)s AND id = %(visit)s
"""


def batch(world: SimpleNamespace, many: int) -> tuple[Watch, Watch]:
    """Complete a batch of visits by hand, one after the other, and count it in; what each took."""
    write, count = Watch(), Watch()
    with visit(world.practice):
        waiting = Appointment.objects.filter(status="in_service").order_by("-id")[:many]
        rows = list(waiting.values_list("pk", "client_id", "starts_at"))
        write.run(lambda: _complete(world, [pk for pk, _, _ in rows]))
        clock = ZoneInfo(world.location.time_zone)
        clients, days = [row[1] for row in rows], [row[2].astimezone(clock).date() for row in rows]
        actions.mark(world.practice, clients=clients, days=days)
    with visit(world.practice):
        count.run(lambda: actions.refresh(world.practice))
        equal("the counted and the kept", actions.differences(world.practice), {})
    return write, count


def _complete(world: SimpleNamespace, visits: list[int]) -> None:
    with connection.cursor() as cursor:
        for pk in visits:
            cursor.execute(COMPLETE, [world.practice.pk, pk])
            fill(Payment, PAY, {"p": world.practice.pk, "visit": pk})
