"""How long one statement may take: the role's limit for pages, more for work that says so.

PostgreSQL holds everybody who connects as rapport_app to 15 seconds (manage.py prepare_database), which is right for
a page. A worker, a command or one long job asks for more; it is told to the database at the start of each
transaction, for that transaction alone, so that a pooler in transaction mode hands nobody's patience on. Statements
outside a transaction keep the role's limit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import connection

TASK = timedelta(minutes=5)  # a task that rings every few seconds and looks into one practice at a time
JOB = timedelta(minutes=15)  # an import, an export, a count from scratch; Celery ends the task at 20
COMMAND = timedelta(hours=1)  # somebody sits before it and may press Ctrl-C

_asked: ContextVar[timedelta | None] = ContextVar("patience", default=None)
_standing: timedelta | None = None


def asked() -> timedelta | None:
    """What a transaction that begins now is given; None leaves the limit of the role."""
    return _asked.get() or _standing


def stand(limit: timedelta | None) -> None:
    """The patience of this whole process from now on: workers and commands have more than pages."""
    global _standing
    _standing = limit


@contextmanager
def patient(limit: timedelta) -> Iterator[None]:
    """Let statements take this long until the block ends, also in a transaction that is open already."""
    token = _asked.set(limit)
    try:
        connection.tell_patience()  # type: ignore[attr-defined]  # config.postgres adds it
        yield
    finally:
        _asked.reset(token)
        connection.tell_patience()  # type: ignore[attr-defined]
