"""The rows of the story: thousands in one statement, those that others point at numbered before they are written."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone

from practices import bulk
from practices.models import Event, Member, Practice

Row = dict[str, Any]


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """So many ids of a table's own sequence, in order."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def write(model: type[models.Model], rows: Iterable[Row]) -> list[Row]:
    """Write the rows; the same come back, each with its id."""
    written = list(rows)
    for row, pk in zip(written, take_ids(model, len(written)), strict=True):
        row["id"] = pk
    bulk.insert(model, written)
    return written


def write_events(rows: Iterable[Row]) -> None:
    """Facts in the order given, recorded now."""
    now = timezone.now().isoformat()
    bulk.insert(Event, [{**row, "recorded_at": now} for row in rows])


def event(
    practice: Practice, kind: str, client_id: int, at: datetime, payload: Row, *,
    by: Member | None = None, source: str = "page",
) -> Row:  # fmt: skip
    """One fact as a row; what it says begins with whom it is about."""
    return {
        "practice_id": practice.pk, "kind": kind, "client_id": client_id, "actor_id": by.pk if by else None,
        "source": source, "occurred_at": at, "payload": {"client_id": client_id, **payload},
    }  # fmt: skip
