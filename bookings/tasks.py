"""What bookings does by the clock."""

from celery import shared_task
from django.utils import timezone

from bookings import actions
from practices.tasks import practices_listed_by
from practices.tenancy import inside


@shared_task
def drop_expired_holds(**later: object) -> int:
    """Housekeeping only: a hold past its time counts nowhere."""
    now, dropped = timezone.now(), 0
    for practice in practices_listed_by("practices_with_expired_holds", now):
        with inside(practice):
            dropped += actions.drop_expired_holds(at=now)
    return dropped
