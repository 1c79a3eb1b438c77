"""Reads that may lag a moment behind: from a replica when the installation has one, else from the primary.

Dashboards and lists as files ask here. The walls stand there too: the replica is told the active practice at BEGIN
like the primary, and refuses every write. What cannot be read there is read from the primary.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction

REPLICA = "replica"
REST_SECONDS = 30  # a replica that failed is left alone for so long, so that not every page waits for it
CANCELLED = "57014"  # by our own time limit: what took too long there would take too long here

log = logging.getLogger(__name__)
Result = TypeVar("Result")
View = Callable[..., Any]
_reading: ContextVar[str] = ContextVar("reading_from", default=DEFAULT_DB_ALIAS)
_rests_until = 0.0


def reading_from() -> str:
    """The alias of the database that reads of practice-owned rows go to now."""
    return _reading.get()


def from_replica(read: Callable[[], Result]) -> Result:
    """What `read` returns, read from the replica. `read` changes nothing and may be called twice."""
    global _rests_until
    if REPLICA not in connections or _reading.get() == REPLICA or time.monotonic() < _rests_until:
        return read()
    try:
        return _read_there(read)
    except (OperationalError, InterfaceError) as error:
        if getattr(error.__cause__, "pgcode", None) == CANCELLED:
            raise
        _rests_until = time.monotonic() + REST_SECONDS
        log.warning("The replica could not be read (%s); the primary is read instead.", type(error).__name__)
        return read()


def _read_there(read: Callable[[], Result]) -> Result:
    with transaction.atomic(using=REPLICA):
        with connections[REPLICA].cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        token = _reading.set(REPLICA)
        try:
            return read()
        finally:
            _reading.reset(token)


def may_lag(view: View) -> View:
    """A page that only reads, and whose reader does not mind a few seconds."""

    @wraps(view)
    def lagging(*args: Any, **kwargs: Any) -> Any:
        return from_replica(lambda: view(*args, **kwargs))

    return lagging
