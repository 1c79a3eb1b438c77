"""What bookings does by the clock."""

from collections.abc import Callable
from datetime import datetime

from celery import shared_task

from bookings import actions
from practices.clock import database_now
from practices.models import Practice
from practices.tasks import apart, practices_listed_by
from practices.tenancy import inside


@shared_task
def drop_expired_holds(**later: object) -> int:
    """Housekeeping only: a hold past its time counts nowhere."""
    due = practices_listed_by("practices_with_expired_holds", database_now())
    return sum(apart(drop_holds_in_one, practice) for practice in due)


def drop_holds_in_one(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with inside(practice):
        return actions.drop_expired_holds(at=clock())
