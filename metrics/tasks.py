"""What the clock does for the numbers: decide rebookings that are ripe, count what was marked, and hold one
practice's numbers against a count from scratch each night."""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from metrics import actions
from metrics.recipes import VERSION
from practices import patience
from practices.clock import database_now
from practices.models import Practice
from practices.tasks import apart, practices_listed_by
from practices.tenancy import inside, visit

log = logging.getLogger(__name__)


@shared_task
def refresh_numbers(**later: object) -> int:
    """Count again what was marked since the last look, in every practice that has something."""
    return sum(
        apart(refresh_one, practice) for practice in practices_listed_by("practices_to_count", VERSION)
    )


def refresh_one(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with inside(practice):
        return actions.refresh(practice)


@shared_task
def ripen_visits(**later: object) -> int:
    """Decide the rebooking of visits that ended 24 hours ago."""
    due = practices_listed_by("practices_with_ripe_visits", database_now())
    return sum(apart(ripen_one, practice) for practice in due)


def ripen_one(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with inside(practice):
        return actions.ripen(practice, at=clock())


@shared_task
def check_numbers(**later: object) -> dict[str, int]:
    """Each night another practice: rows that differ from a count from scratch are a bug; say so, and count again."""
    ids = list(Practice.objects.order_by("id").values_list("pk", flat=True))
    if not ids:
        return {}
    practice = Practice.objects.get(pk=ids[timezone.now().toordinal() % len(ids)])
    with patience.patient(patience.JOB), visit(practice):
        wrong = actions.check(practice)
    if wrong:
        log.error("The numbers of practice %s differ from a count from scratch: %s", practice.pk, wrong)
    return wrong
