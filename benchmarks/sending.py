"""How many messages one worker gets out in a second, beside the barest claim: `python -m benchmarks.sending`.

S5  due text reminders of as many clients: claim, look at consent, stops, hours, cap and visit, write the words, hand
    over to a provider that answers at once, write down the ending with its fact; beside claiming the same rows with
    one UPDATE and acknowledging them with another

Product and floor run in one script, turn and turn about; the first round is dropped. Everything happens in one
transaction that is taken back, so commits are savepoints here: what is told is the work of the program and of the
database, not of the disk. What is told is the median of the rounds; times depend on the machine.
"""

import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from types import SimpleNamespace  # noqa: E402

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from followups.actions.claiming import BATCH  # noqa: E402
from followups.actions.sending import send_due  # noqa: E402
from followups.models import Message  # noqa: E402
from practices import opening  # noqa: E402
from practices.models import Location, User  # noqa: E402
from practices.tenancy import inside  # noqa: E402
from tests.followups.chaos import prepare  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "5"))
MESSAGES = int(os.environ.get("MESSAGES", "200"))
LEAST = float(os.environ.get("LEAST", "10"))
"""Messages a second under which a run is a fault, on the slowest machine we know."""

CLAIM = """UPDATE followups_message SET status = 'sending', claimed_at = now() WHERE id = ANY(ARRAY(
    SELECT id FROM followups_message WHERE status = 'planned' AND due_at <= clock_timestamp() ORDER BY due_at, id
    LIMIT 500 FOR UPDATE SKIP LOCKED)) RETURNING id"""
DONE = "UPDATE followups_message SET status = 'accepted', sent_at = now() WHERE id = ANY(%s)"


def world() -> SimpleNamespace:
    user = User.objects.create_user(f"bench-{time.time_ns()}@example.org", "bench")
    practice, _ = opening.open_practice(
        user, name="Bench", kind="coach", time_zone="America/New_York", currency="USD", at=timezone.now()
    )
    with inside(practice):
        made = SimpleNamespace(practice=practice, location=Location.objects.get())
        prepare(made, MESSAGES)
    practice.refresh_from_db()
    return made


def ours(w: SimpleNamespace) -> int:
    sent = 0
    while taken := send_due(w.practice, clock=timezone.now):
        sent += taken
    return sent


def floor(w: SimpleNamespace) -> int:
    sent = 0
    with inside(w.practice), connection.cursor() as cursor:
        while True:
            with transaction.atomic():
                cursor.execute(CLAIM)
                claimed = [row[0] for row in cursor.fetchall()]
            if not claimed:
                return sent
            with transaction.atomic():
                cursor.execute(DONE, [claimed])
            sent += len(claimed)


def due_again(w: SimpleNamespace) -> None:
    with inside(w.practice):
        Message.objects.update(status="planned", provider="", provider_id="", attempts=0, claimed_at=None)


def main() -> int:
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # lets durable transactions run inside this one
    rates: dict[str, list[float]] = {"ours": [], "floor": []}
    with outer:
        w = world()
        for round_ in range(ROUNDS + 1):
            for name, call in (("ours", ours), ("floor", floor)):
                due_again(w)
                began = time.perf_counter()
                assert call(w) == MESSAGES, f"{name} left something behind"
                if round_:
                    rates[name].append(MESSAGES / (time.perf_counter() - began))
        transaction.set_rollback(True)
    mine, bare = (statistics.median(rates[name]) for name in ("ours", "floor"))
    print(
        f"S5  {MESSAGES} due, batches of {BATCH}   ours {mine:8.0f}/s   floor {bare:8.0f}/s"
        f"   share {mine / bare:6.1%}   least {LEAST:.0f}/s"
    )
    return 0 if mine >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
