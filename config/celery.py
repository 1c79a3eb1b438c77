"""The doorbell. Work that must not be lost is a row first; a task only says "look"."""

import importlib
import os
import warnings
from typing import Any

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import beat_init, worker_init

from config.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Celery would run Django's checks at each start, which takes a second, and reads none of what they say.
os.environ.setdefault("CELERY_SKIP_CHECKS", "yes")
warnings.filterwarnings("ignore", category=SecurityWarning)

importlib.import_module("config.watch.tasks")  # hears Celery's signals
app = Celery("rapport")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def ring_at_once(**later: object) -> None:
    """An installation is ready when its beat has been heard, not a round of its clock later."""
    app.send_task(SCHEDULE["beat"]["task"], **SCHEDULE["beat"]["options"], retry=False)


@worker_init.connect
def leave_room(sender: Any = None, **later: object) -> None:
    """However long imports, webhooks and messages take, sign-in codes find a process free."""
    from practices import long_work

    long_work.prepare(sender.concurrency)


@worker_init.connect
def check_database(**later: object) -> None:
    """Workers, too, refuse a database that would let them see every practice.

    Raises      SystemExit; Celery writes other errors down and goes on
    """
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from practices import patience
    from practices.checks import refuse_unsafe_database

    patience.stand(patience.TASK)
    if settings.IS_PRODUCTION:
        try:
            refuse_unsafe_database()
        except ImproperlyConfigured as unsafe:
            raise SystemExit(str(unsafe)) from unsafe
