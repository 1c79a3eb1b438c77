"""What workers do for practices: tick, run waiting jobs, carry account letters."""

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone

from practices import answers, jobs
from practices.clock import database_clock, database_now
from practices.events import coming_from
from practices.models import Heartbeat, Practice
from practices.tenancy import inside, visit
from practices.webhooks import sending

log = logging.getLogger(__name__)


def practices_listed_by(function: str, *arguments: Any) -> list[Practice]:
    """Practices that a cross-practice function names, in its order. The function returns ids only."""
    slots = ", ".join(["%s"] * len(arguments))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({slots})", arguments)  # noqa: S608  function is a constant of ours
        ids = [row[0] for row in cursor.fetchall()]
        found = Practice.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def apart(work: Callable[..., int], practice: Practice, *, what: str) -> int:
    """Work for one practice; what goes wrong there is logged and keeps no other practice waiting.

    work        takes the practice and a clock, and returns how much it did
    what        of the practice, for the log
    """
    try:
        return work(practice, clock=database_clock())
    except Exception:
        log.exception("%s of practice %s could not be worked on", what, practice.pk)
        return 0


@shared_task
def note_beat(**later: object) -> None:
    now = timezone.now()
    Heartbeat.objects.update_or_create(name="beat", defaults={"heard_at": now})


@shared_task
def run_waiting_jobs(**later: object) -> int:
    ran = 0
    for practice in practices_listed_by("practices_with_waiting_jobs"):
        with inside(practice), coming_from("worker"):
            while job := jobs.claim(at=timezone.now()):
                jobs.run(job, clock=timezone.now)
                ran += 1
    return ran


@shared_task
def drop_old_answers(**later: object) -> int:
    dropped = 0
    for practice in Practice.objects.order_by("pk"):
        with visit(practice):
            dropped += answers.drop_old_answers(at=timezone.now())
    return dropped


@shared_task
def send_webhooks(**later: object) -> int:
    tries = 0
    for practice in practices_listed_by("practices_with_due_webhooks", database_now()):
        tries += apart(sending.send_due, practice, what="webhooks")
    return tries
