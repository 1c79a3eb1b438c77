"""What workers do for practices: tick, run waiting jobs, carry account letters."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone

from practices import answers, jobs, long_work
from practices.clock import database_clock, database_now
from practices.errors import Refusal
from practices.events import coming_from
from practices.models import Heartbeat, Practice
from practices.tenancy import inside, visit
from practices.webhooks import actions, sending

log = logging.getLogger(__name__)
# The next ring comes anyway; a worker that stays longer keeps others from being restarted.
LONGEST_RUN = 50.0
LONG_TURN = 1.0
_took_long: dict[int, float] = {}
"""Practice → when its last long turn of webhooks in this process ended."""


def practices_listed_by(function: str, *arguments: Any) -> list[Practice]:
    """Practices that a cross-practice function names, in its order. The function returns ids only."""
    slots = ", ".join(["%s"] * len(arguments))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({slots})", arguments)  # noqa: S608  function is a constant of ours
        ids = [row[0] for row in cursor.fetchall()]
        found = Practice.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def apart(work: Callable[..., int], practice: Practice) -> int:
    """Work for one practice; what goes wrong there is logged and keeps no other practice waiting.

    work        takes the practice and a clock, and returns how much it did
    """
    try:
        return work(practice, clock=database_clock())
    except Exception:
        log.exception("%s for practice %s went wrong", work.__name__, practice.pk)
        return 0


@shared_task
def note_beat(**later: object) -> None:
    now = timezone.now()
    Heartbeat.objects.update_or_create(name="beat", defaults={"heard_at": now})


@shared_task
def run_waiting_jobs(**later: object) -> int:
    """One job of each practice in turn. None is begun late, so that each has its time before Celery ends the task."""
    until, ran = time.monotonic() + LONGEST_RUN, 0
    with long_work.alone("jobs") as may_run, coming_from("worker"):
        while may_run and time.monotonic() < until:
            before = ran
            for practice in practices_listed_by("practices_with_waiting_jobs"):
                if time.monotonic() < until:
                    ran += apart(run_one_job, practice)
            if ran == before:
                break
    return ran


def run_one_job(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with inside(practice):
        if job := jobs.claim(at=clock()):
            with suppress(Refusal):  # the job says which rule said no
                jobs.run(job, clock=clock)
    return 1 if job else 0


@shared_task
def drop_old_answers(**later: object) -> int:
    return sum(apart(drop_answers_in_one, practice) for practice in Practice.objects.order_by("pk"))


def drop_answers_in_one(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with visit(practice):
        return answers.drop_old_answers(at=clock())


@shared_task
def forget_old_deliveries(**later: object) -> int:
    return sum(apart(forget_deliveries_in_one, practice) for practice in Practice.objects.order_by("pk"))


def forget_deliveries_in_one(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with visit(practice):
        return actions.forget_old_deliveries(at=clock())


@shared_task
def send_webhooks(**later: object) -> int:
    """Tell what is due, everywhere: a turn for each practice, and whoever took long comes after all others."""
    until, tries = time.monotonic() + LONGEST_RUN, 0
    with long_work.alone("webhooks") as may_run, coming_from("worker"):
        while may_run and time.monotonic() < until:
            told = _tell_in_turn(until)
            tries += told
            if not told:
                break
    return tries


def _tell_in_turn(until: float) -> int:
    """A turn for each practice that has something due; a long one ends the round, since others are due by then."""
    told = 0
    due = practices_listed_by("practices_with_due_webhooks", database_now())
    for practice in sorted(due, key=lambda one: _took_long.get(one.pk, 0.0)):
        began = time.monotonic()
        if began > until:
            break
        told += apart(sending.send_due, practice)
        if time.monotonic() - began > LONG_TURN:
            _took_long[practice.pk] = time.monotonic()
            break
    return told
