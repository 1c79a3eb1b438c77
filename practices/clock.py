"""The database's clock: the one clock that all workers share."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def database_clock() -> Callable[[], datetime]:
    """The database's clock, asked once and carried on by our own steady one."""
    asked, since = database_now(), time.monotonic()
    return lambda: asked + timedelta(seconds=time.monotonic() - since)
