"""What workers do for clients by the clock."""

from celery import shared_task
from django.utils import timezone

from clients import actions
from practices.models import Practice
from practices.tenancy import visit


@shared_task
def forget_old_files(**later: object) -> int:
    emptied = 0
    for practice in Practice.objects.order_by("id"):
        with visit(practice):
            emptied += actions.forget_old_files(at=timezone.now())
    return emptied
