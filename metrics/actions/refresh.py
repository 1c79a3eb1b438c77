"""Count again only what was marked: the persons' visits, what those visits add to the sums, and the days."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg2.extras import execute_values

from metrics.actions.rebuild import LOCK, give_new_version, rebuild
from metrics.models import Built
from metrics.recipes import OF_DAYS, OF_VISITS, ROOTS, VERSION, Recipe
from metrics.recipes.people import PERSONS, VISITS
from metrics.rules.contributions import Story, moved
from practices.models import Practice

TOO_MANY = 5_000  # marked people; from about here a rebuild is the shorter way


@transaction.atomic
def refresh(practice: Practice) -> int:
    """Count again what was marked since the last time. Returns how many marks were met.

    One at a time per practice: who finds another at work leaves it to that one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, practice.pk])
        if not cursor.fetchone()[0]:
            return 0
        marks = _take_marks(cursor, practice)
        clients = sorted({mark[0] for mark in marks if mark[0] is not None})
        days = sorted({mark[1] for mark in marks if mark[1] is not None})
        is_everything = any(mark[2] for mark in marks) or len(clients) > TOO_MANY
        if is_everything or not Built.objects.filter(version=VERSION).exists():
            rebuild(practice)
        else:
            _count_people(cursor, practice, clients)
            _count_days(cursor, practice, days)
            if marks:
                give_new_version(cursor, practice)
    return len(marks)


def _take_marks(cursor: CursorWrapper, practice: Practice) -> list[tuple[int | None, date | None, bool]]:
    """Take the marks first and read the record after: what commits in between is read twice, never missed."""
    cursor.execute(
        "DELETE FROM metrics_dirty WHERE practice_id = %s RETURNING client_id, day, is_everything",
        [practice.pk],
    )
    return list(cursor.fetchall())


def _count_people(cursor: CursorWrapper, practice: Practice, clients: list[int]) -> None:
    if not clients:
        return
    here: dict[str, Any] = {"practice": practice.pk, "clients": clients}
    cursor.execute(ROOTS, here)
    people = sorted({*clients, *(row[0] for row in cursor.fetchall())})
    here = {"practice": practice.pk, "people": people}
    gone, come = _replace(cursor, VISITS, here, "client_id = ANY(%(people)s)")
    moves = moved([Story(*row) for row in gone], [Story(*row) for row in come])
    for recipe in OF_VISITS:
        _move(cursor, recipe, practice, moves[recipe.model._meta.model_name or ""])
    _replace(cursor, PERSONS, here, "client_id = ANY(%(people)s)")


def _count_days(cursor: CursorWrapper, practice: Practice, days: list[date]) -> None:
    for recipe in OF_DAYS if days else ():
        _replace(cursor, recipe, {"practice": practice.pk, "days": days}, "day = ANY(%(days)s::date[])")


def _replace(
    cursor: CursorWrapper, recipe: Recipe, here: dict[str, Any], where: str
) -> tuple[list[Any], list[Any]]:
    """Bring one part of a table to what the recipe says, writing only rows that differ.

    Returns the rows that went and the rows that came.
    """
    columns = ", ".join(recipe.columns)
    cursor.execute(
        f"SELECT {columns} FROM {recipe.table} WHERE practice_id = %(practice)s AND {where}",  # noqa: S608  ours
        here,
    )
    kept = set(cursor.fetchall())
    cursor.execute(f"SELECT {columns} FROM ({recipe.partial}) counted", here)  # noqa: S608  our own recipe
    counted = set(cursor.fetchall())
    gone, come = sorted(kept - counted, key=repr), sorted(counted - kept, key=repr)
    _delete(cursor, recipe, here["practice"], [row[: len(recipe.keys)] for row in gone])
    _insert(cursor, recipe, here["practice"], come)
    return gone, come


def _move(cursor: CursorWrapper, recipe: Recipe, practice: Practice, by: dict[Any, tuple[int, ...]]) -> None:
    """Add these amounts to a table of sums; a sum that comes to nothing has no row."""
    keys = sorted(by, key=repr)
    added = ", ".join(f"{name} = {recipe.table}.{name} + excluded.{name}" for name in recipe.values)
    on_conflict = f" ON CONFLICT (practice_id, {', '.join(recipe.keys)}) DO UPDATE SET {added}"
    _insert(cursor, recipe, practice.pk, [(*key, *by[key]) for key in keys], on_conflict)
    _delete(cursor, recipe, practice.pk, keys, "".join(f" AND {name} = 0" for name in recipe.values))


def _insert(
    cursor: CursorWrapper, recipe: Recipe, practice_id: int, rows: Iterable[tuple[Any, ...]], tail: str = ""
) -> None:
    execute_values(
        cursor,
        f"INSERT INTO {recipe.table} (practice_id, {', '.join(recipe.columns)}) VALUES %s{tail}",  # noqa: S608
        [(practice_id, *row) for row in rows],
        page_size=1000,
    )


def _delete(
    cursor: CursorWrapper, recipe: Recipe, practice_id: int, keys: list[tuple[Any, ...]], only: str = ""
) -> None:
    same = " AND ".join(f"t.{key} {recipe.same(key)} gone.{key}" for key in recipe.keys)
    execute_values(
        cursor,
        f"DELETE FROM {recipe.table} t USING (VALUES %s) gone(practice_id, {', '.join(recipe.keys)})"  # noqa: S608
        f" WHERE t.practice_id = gone.practice_id AND {same}{only}",
        [(practice_id, *key) for key in keys],
        template=f"(%s, {', '.join(f'%s::{recipe.type_of(key)}' for key in recipe.keys)})",
        page_size=1000,
    )
