"""The doorbell of messages: look who has something to send, and something to find out.

Fair between practices: one batch each, in turn, until nothing is left or the time is up.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from followups import letters
from followups.actions.reconciling import reconcile
from followups.actions.sending import send_due
from followups.channels.chosen import carries_mail, channel_for
from followups.rules.purposes import EMAIL
from practices import long_work
from practices.clock import database_now
from practices.events import coming_from
from practices.tasks import apart, practices_listed_by

log = logging.getLogger(__name__)
# The next ring comes anyway; a worker that stays longer keeps others from being restarted.
LONGEST_RUN = timedelta(seconds=50)
SILENT_SECONDS = 5.0  # beat rings every ten, so nothing waits longer for a bell that is left alone
_silent_until = 0.0


@shared_task
def send_due_messages(**later: object) -> int:
    """Send what is due, everywhere, in one process of a worker at a time.

    Who is due is asked again whenever the place is given back: a ring that found it taken has gone.
    """
    started, sent = timezone.now(), 0
    with coming_from("worker"):
        while timezone.now() - started < LONGEST_RUN:
            due = practices_listed_by("practices_with_due_messages", database_now())
            with long_work.alone("messages") as may_send:
                taken = sum(apart(send_due, practice) for practice in due) if may_send else 0
            sent += taken
            if not taken:
                break
    return sent


@shared_task
def reconcile_lost_messages(**later: object) -> int:
    """Find out what became of messages whose answer was lost, everywhere."""
    with coming_from("worker"):
        return sum(
            apart(reconcile, practice)
            for practice in practices_listed_by("practices_with_lost_messages", database_now())
        )


@shared_task
def carry_account_letters(**later: object) -> int:
    """Send sign-in codes and invitations. Without a key they stay where the demo shows them."""
    if not carries_mail():
        return 0
    return letters.carry(channel_for(EMAIL), clock=database_now)


def ring_after_commit(task: Callable[..., int] = send_due_messages) -> None:
    """Ring once the change is saved. Redis may be gone: the rows are safe, and beat rings again within seconds."""
    transaction.on_commit(lambda: ring(task))


def ring(task: Callable[..., int]) -> bool:
    """Ring, unless the bell failed a moment ago: while Redis hangs, only one request in a while waits for it.

    Whatever goes wrong is no error of the request: what it changed is saved.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        task.apply_async(retry=False, expires=60)  # type: ignore[attr-defined]  # a Celery task
    except Exception as error:
        _silent_until = time.monotonic() + SILENT_SECONDS
        log.info("the doorbell is out of order: %s", type(error).__name__)
        return False
    return True
