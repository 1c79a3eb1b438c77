"""S5: due text reminders of many practices sent by one worker: claim, look at consent, stops, hours, cap and visit,
write the words, hand over to a provider that takes all at once, write down the ending with its fact.

Floor   the same rows claimed in batches of 500 with one UPDATE and acknowledged with another, each committed
"""

import statistics
import time
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.measuring import ROUNDS, Line, Size, equal, memory, rate
from benchmarks.worlds import learn
from followups.actions.sending import send_due
from followups.models import Message
from practices.clock import database_clock
from practices.models import Practice
from practices.tenancy import inside, visit
from tests.factories import make_practice
from tests.followups.chaos import prepare

GATE = 4.0
"""At least a quarter of the floor's rate."""
CLAIM = """
UPDATE followups_message SET status = 'sending', claimed_at = now() WHERE id = ANY(ARRAY(
    SELECT id FROM followups_message WHERE status = 'planned' AND due_at <= clock_timestamp() ORDER BY due_at, id
    LIMIT 500 FOR UPDATE SKIP LOCKED)) RETURNING id
"""
DONE = "UPDATE followups_message SET status = 'accepted', sent_at = now() WHERE id = ANY(%s)"


def measure(size: Size) -> Iterator[Line]:
    practices = _practices(*((200, 1000) if size.is_long else (5, 300)))
    many = sum(len(tokens) for _, tokens in practices)
    rates: dict[str, list[float]] = {"ours": [], "floor": []}
    cpu: dict[str, list[float]] = {"ours": [], "floor": []}
    for number in range(ROUNDS if size.is_long else ROUNDS - 1):
        for name, work in (("ours", _ours), ("floor", _floor)):
            took, used = _timed(work, [practice for practice, _ in practices])
            equal(
                f"what {name} sent", _sent(practices), {token for _, tokens in practices for token in tokens}
            )
            _due_again(practices)
            if number:
                rates[name].append(many / took)
                cpu[name].append(used)
    ratio = statistics.median(b / a for a, b in zip(rates["ours"], rates["floor"], strict=True))
    yield Line(
        name="S5", shape=f"{many:,} due in {len(practices)} practices, 1 worker, null provider",
        floor=rate(statistics.median(rates["floor"])), ours=rate(statistics.median(rates["ours"])), ratio=ratio,
        cpu=statistics.median(a / b for a, b in zip(cpu["ours"], cpu["floor"], strict=True)), memory=memory(),
        gate=f">= {1 / GATE:.0%} of the floor's rate", held=ratio <= GATE,
    )  # fmt: skip


def _practices(many: int, each: int) -> list[tuple[Practice, set[str]]]:
    made = []
    for number in range(many):
        with transaction.atomic():
            world = make_practice(
                f"s5-{time.time_ns()}-{number}", owner="Ana", desk="Frank", practitioner="Petra"
            )
        prepare(world, each)
        world.practice.refresh_from_db()
        with visit(world.practice):
            tokens = {str(token) for token in Message.objects.values_list("token", flat=True)}
        made.append((world.practice, tokens))
    learn("followups_message", "clients_client", "bookings_appointment")
    return made


def _timed(work: Callable[[Practice], int], practices: list[Practice]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    for practice in practices:
        while work(practice):
            pass
    return time.perf_counter() - wall, time.process_time() - cpu


def _ours(practice: Practice) -> int:
    return send_due(practice, clock=database_clock())


def _floor(practice: Practice) -> int:
    with inside(practice):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CLAIM)
            claimed = [row[0] for row in cursor.fetchall()]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DONE, [claimed])
    return len(claimed)


def _sent(practices: list[tuple[Practice, set[str]]]) -> set[str]:
    sent = set()
    for practice, _ in practices:
        with visit(practice):
            sent |= {
                str(token)
                for token in Message.objects.filter(status="accepted").values_list("token", flat=True)
            }
    return sent


def _due_again(practices: list[tuple[Practice, set[str]]]) -> None:
    for practice, _ in practices:
        with visit(practice):
            Message.objects.update(
                status="planned",
                provider="",
                provider_id="",
                attempts=0,
                claimed_at=None,
                due_at=timezone.now(),
            )
