"""One practice at a time: the wall between tenants.

Reads go through `PracticeManager`, which refuses to answer when no practice is active. The database holds the
same wall from its side (practices.walls), so a forgotten filter shows nothing instead of everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from practices.active import active, active_practice_id
from practices.replica import reading_from
from practices.walls import SamePractice

if TYPE_CHECKING:
    from practices.models import Practice

__all__ = ["PracticeManager", "PracticeOwned", "SamePractice", "active_practice_id", "inside", "visit"]

Row = TypeVar("Row", bound=models.Model)


class NoActivePractice(RuntimeError):
    """A query on practice-owned rows ran outside `inside(practice)`."""


class NoTransaction(RuntimeError):
    """A query on practice-owned rows ran outside a transaction, where row-level security shows nothing."""


@contextmanager
def inside(practice: "Practice") -> Iterator["Practice"]:
    """Let queries see this practice, and only this practice, until the block ends.

    Opens no transaction. Inside one that is already open, the database is told at once.
    """
    token = active.set(practice.pk)
    _tell_database()
    try:
        yield practice
    finally:
        active.reset(token)
        _tell_database()


@contextmanager
def visit(practice: "Practice") -> Iterator["Practice"]:
    """Be inside a practice for one transaction: what workers, commands and public pages use."""
    with inside(practice), transaction.atomic():
        yield practice


def _tell_database() -> None:
    """Repeat the active practice to a transaction that is open already; others hear it at BEGIN.

    After a database error nothing can be said, and nothing needs to be: the rollback restores what was said before.
    """
    for alias in {DEFAULT_DB_ALIAS, reading_from()}:
        connection = connections[alias]
        if not connection.in_atomic_block or connection.connection is None:
            continue
        if connection.connection.info.transaction_status != TRANSACTION_STATUS_INERROR:
            connection.tell_practice(active.get())  # type: ignore[attr-defined]  # config.postgres adds it


class PracticeManager(models.Manager[Row]):
    """Show the active practice's rows; refuse to show anything when none is active."""

    def get_queryset(self) -> models.QuerySet[Row]:
        if (practice_id := active.get()) is None:
            raise NoActivePractice(self.model.__name__)
        if not connections[reading_from()].in_atomic_block:
            raise NoTransaction(self.model.__name__)
        return super().get_queryset().filter(practice_id=practice_id)

    def none(self) -> models.QuerySet[Row]:
        """No rows at all: forms declare their fields with it, long before any practice is active."""
        return super().get_queryset().none()


class PracticeOwned(models.Model):
    """Base of every row that belongs to one practice."""

    practice = models.ForeignKey("practices.Practice", models.CASCADE, related_name="+", db_index=False)

    objects: ClassVar[PracticeManager[Any]] = PracticeManager()
    unscoped: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["practice", "id"], name="%(app_label)s_%(class)s_in_practice"),
        ]
