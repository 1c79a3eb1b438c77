"""Locks that make two bookings of one thing wait for each other, in an order in which nobody waits for ever.

The exclusion constraint `no_double_booking` keeps the promise; these locks keep it cheap: without them, bookings
that need two resources run into each other and the database ends one (40P01).

Source      reliability notes §1.1
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from bookings.actions.refusals import ManyAtOnce

Answer = TypeVar("Answer")
RESOURCE, POOL, CLIENT = 0, 1, 2
DEADLOCK, LOCK_NOT_AVAILABLE = "40P01", "55P03"
PATIENCE = "10s"
WAIT = """
WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', %s, true))
SELECT pg_advisory_xact_lock(key) FROM patience, unnest(%s::bigint[]) AS key
"""


def lock(
    *,
    resources: Iterable[int] = (),
    pools: Iterable[int] = (),
    clients: Iterable[int] = (),
    start: datetime,
    end: datetime,
) -> None:
    """Wait until nobody else is booking these on these days. Held to the end of the transaction.

    A pool is locked as a whole, because which of its units will be taken is decided under the lock.
    Within a block of the verb's own, which a refusal takes back.

    Refuses     ManyAtOnce, after the ten seconds that a person would wait
    """
    days = range(_day(start - timedelta(hours=2)), _day(end + timedelta(hours=2)) + 1)
    named = (
        [(RESOURCE, pk) for pk in resources] + [(POOL, pk) for pk in pools] + [(CLIENT, pk) for pk in clients]
    )
    keys = sorted({(pk << 2 | kind) << 18 | day for kind, pk in named for day in days})
    try:
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute(WAIT, [PATIENCE, keys])
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        raise ManyAtOnce from error


def _day(instant: datetime) -> int:
    return int(instant.timestamp() // 86400) & 0x3FFFF


def patiently(call: Callable[[], Answer], *, tries: int = 3) -> Answer:
    """Call again when the database ended the transaction to break a deadlock. Outside any transaction only."""
    for attempt in range(1, tries + 1):
        try:
            return call()
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != DEADLOCK or attempt == tries:
                raise
            time.sleep(0.01 * attempt)
    raise AssertionError("unreachable")
