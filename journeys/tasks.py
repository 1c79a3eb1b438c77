"""What the clock does for journeys."""

from collections.abc import Callable
from datetime import datetime, timedelta

from celery import shared_task

from journeys import actions
from practices.clock import database_now
from practices.events import coming_from
from practices.models import Practice
from practices.tasks import apart, practices_listed_by
from practices.tenancy import inside

FURTHEST_EAST = timedelta(hours=14)
"""It is tomorrow there already; each practice then looks at its own clock."""


@shared_task
def lapse_clients(**later: object) -> int:
    """Look for clients whose silence has grown too long."""
    return sum(apart(lapse_in_one, practice) for practice in _with_silent_clients())


def lapse_in_one(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with inside(practice), coming_from("worker"):
        return actions.place_the_silent(practice, at=clock())


@shared_task
def count_what_is_usual(**later: object) -> int:
    """Once a day, count anew what is usual in each practice."""
    return sum(apart(count_usual_in_one, practice) for practice in _with_silent_clients())


def count_usual_in_one(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with inside(practice):
        actions.count_usual(practice, at=clock())
    return 1


def _with_silent_clients() -> list[Practice]:
    return practices_listed_by("practices_with_lapsing_clients", (database_now() + FURTHEST_EAST).date())
