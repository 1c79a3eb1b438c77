"""What the clock does for the numbers: decide rebookings that are ripe, and count what was marked."""

from celery import shared_task
from django.utils import timezone

from metrics import actions
from metrics.recipes import VERSION
from practices.tasks import practices_listed_by
from practices.tenancy import inside


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
