"""What workers do for clients by the clock."""

from collections.abc import Callable
from datetime import datetime

from celery import shared_task

from clients import actions
from practices.models import Practice
from practices.tasks import apart
from practices.tenancy import visit


@shared_task
def forget_old_files(**later: object) -> int:
    return sum(apart(forget_files_in_one, practice) for practice in Practice.objects.order_by("id"))


def forget_files_in_one(practice: Practice, *, clock: Callable[[], datetime]) -> int:
    with visit(practice):
        return actions.forget_old_files(at=clock())
