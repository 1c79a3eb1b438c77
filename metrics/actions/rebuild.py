"""Count everything again from the record, and compare what is kept with what would be counted."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from metrics.models import Built, Dirty
from metrics.recipes import RECIPES, VERSION
from practices.models import Practice

LOCK = 771_001  # first half of the advisory lock of whoever counts a practice
NEW_VERSION = """
INSERT INTO metrics_counted (practice_id, version) VALUES (%s, gen_random_uuid())
ON CONFLICT (practice_id) DO UPDATE SET version = excluded.version
"""


@transaction.atomic
def rebuild(practice: Practice) -> dict[str, int]:
    """Throw every derived row away and count all of it again. Returns the number of rows by table.

    Marks left until now are met by it; those of changes that commit meanwhile stay for the next refresh.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, practice.pk])
        Dirty.objects.all().delete()
        with _all_at_once(cursor):
            rows = {recipe.table: _count_again(cursor, practice, recipe.table) for recipe in RECIPES}
        give_new_version(cursor, practice)
    Built.objects.update_or_create(practice=practice, defaults={"version": VERSION})
    return rows


@contextmanager
def _all_at_once(cursor: CursorWrapper) -> Iterator[None]:
    """Join whole tables, never row by row.

    The planner has no statistics of rows that this transaction wrote and takes them for one or two: it would go
    through all payments again for each visit, which at a million visits takes hours instead of a minute.
    """
    cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")


def give_new_version(cursor: CursorWrapper, practice: Practice) -> None:
    """What each process keeps of this practice's numbers is read again.

    Triggers do so for rows that changed; a count that met marks does so whatever came of it, for what is kept under
    the version and read of the record (metrics.queries.live).
    """
    cursor.execute(NEW_VERSION, [practice.pk])


def differences(practice: Practice) -> dict[str, int]:
    """By table, how many rows are kept that a count from scratch would not give, or the other way round.

    Empty when all is well. Marks still waiting show as differences.
    """
    with connection.cursor() as cursor, _all_at_once(cursor):
        found = {recipe.table: _differing(cursor, practice, recipe.table) for recipe in RECIPES}
    return {table: rows for table, rows in found.items() if rows}


def _count_again(cursor: CursorWrapper, practice: Practice, table: str) -> int:
    recipe = BY_TABLE[table]
    columns = ", ".join(recipe.columns)
    here = {"practice": practice.pk}
    cursor.execute(f"DELETE FROM {table} WHERE practice_id = %(practice)s", here)  # noqa: S608  our own table
    cursor.execute(
        f"INSERT INTO {table} (practice_id, {columns})"  # noqa: S608  our own recipe
        f" SELECT %(practice)s, {columns} FROM ({recipe.whole}) counted",
        here,
    )
    return cursor.rowcount


def _differing(cursor: CursorWrapper, practice: Practice, table: str) -> int:
    recipe = BY_TABLE[table]
    columns = ", ".join(recipe.columns)
    kept = f"SELECT {columns} FROM {table} WHERE practice_id = %(practice)s"  # noqa: S608  our own table
    counted = f"SELECT {columns} FROM ({recipe.whole}) counted"  # noqa: S608  our own recipe
    cursor.execute(
        f"SELECT count(*) FROM (({kept} EXCEPT ALL {counted})"  # noqa: S608  as above
        f" UNION ALL ({counted} EXCEPT ALL {kept})) differing",
        {"practice": practice.pk},
    )
    return int(cursor.fetchone()[0])


BY_TABLE = {recipe.table: recipe for recipe in RECIPES}
