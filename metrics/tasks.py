"""What the clock does for the numbers: decide rebookings that are ripe, count what was marked, and hold one
practice's numbers against a count from scratch each night."""

import logging

from celery import shared_task
from django.utils import timezone

from metrics import actions
from metrics.recipes import VERSION
from practices import patience
from practices.models import Practice
from practices.tasks import practices_listed_by
from practices.tenancy import inside, visit

log = logging.getLogger(__name__)


@shared_task
def refresh_numbers(**later: object) -> int:
    """Count again what was marked since the last look, in every practice that has something."""
    met = 0
    for practice in practices_listed_by("practices_to_count", VERSION):
        with inside(practice):
            met += actions.refresh(practice)
    return met


@shared_task
def ripen_visits(**later: object) -> int:
    """Decide the rebooking of visits that ended 24 hours ago."""
    now, decided = timezone.now(), 0
    for practice in practices_listed_by("practices_with_ripe_visits", now):
        with inside(practice):
            decided += actions.ripen(practice, at=now)
    return decided


@shared_task
def check_numbers(**later: object) -> dict[str, int]:
    """Each night another practice: rows that differ from a count from scratch are a bug; say so, and count again."""
    ids = list(Practice.objects.order_by("id").values_list("pk", flat=True))
    if not ids:
        return {}
    practice = Practice.objects.get(pk=ids[timezone.now().toordinal() % len(ids)])
    with patience.patient(patience.JOB):
        return _checked(practice)


def _checked(practice: Practice) -> dict[str, int]:
    with inside(practice):
        actions.refresh(practice)
    with visit(practice):
        wrong = actions.differences(practice)
        if wrong:
            log.error("The numbers of practice %s differ from a count from scratch: %s", practice.pk, wrong)
            actions.mark_everything(practice)
    return wrong
