"""What the clock does for journeys."""

from celery import shared_task
from django.utils import timezone

from journeys import actions
from practices.events import coming_from
from practices.tasks import practices_listed_by
from practices.tenancy import inside


@shared_task
def lapse_clients(**later: object) -> int:
    """Look for clients whose silence has grown too long."""
    now = timezone.now()
    moved = 0
    for practice in practices_listed_by("practices_with_lapsing_clients", now.date()):
        with inside(practice), coming_from("worker"):
            moved += actions.place_the_silent(practice, at=now)
    return moved


@shared_task
def count_what_is_usual(**later: object) -> None:
    """Once a day, count anew what is usual in each practice."""
    now = timezone.now()
    for practice in practices_listed_by("practices_with_lapsing_clients", now.date()):
        with inside(practice):
            actions.count_usual(practice, at=now)
