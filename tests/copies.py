"""The practices that tests begin with: the first is opened by production's own action, the later ones are its copies.

Opening takes forty questions, and each of thousands of tests wants one practice or two. A copy has the same rows under
new keys, and takes two questions: one for the keys, and one that writes all tables.
"""

from collections.abc import Callable, Iterator
from copy import copy
from graphlib import TopologicalSorter
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import connection, models

from practices.models import Member, Practice, User
from practices.tenancy import PracticeOwned, inside

BY_TRIGGER = {"bookings.timetable", "metrics.counted"}
"""Versions, which the database writes by itself."""

Key = tuple[type[models.Model], Any]


class Original:
    """The rows of one world, as production made them, and the words that write them again.

    keys        every row, in the order in which a copy's keys are asked for
    writing     SQL with a place for each key
    """

    def __init__(self, world: SimpleNamespace) -> None:
        with inside(world.practice):
            owned: dict[Any, list[Any]] = {model: list(model._base_manager.all()) for model in _owned()}
        people = User.objects.filter(pk__in=[member.user_id for member in owned[Member]])
        rows: dict[type[models.Model], list[Any]] = {
            Practice: [Practice.objects.get(pk=world.practice.pk)],
            User: [*people],
            **{model: found for model, found in owned.items() if found},
        }
        self.rows: dict[Key, Any] = {
            (model, row.pk): row for model in rows for row in sorted(rows[model], key=_pk)
        }
        self.keys = list(self.rows)
        self.asking = "SELECT " + ", ".join(map(_next_key, self.keys))
        self.parts = {
            name: (type(row), row.pk) for name, row in vars(world).items() if isinstance(row, models.Model)
        }
        with connection.cursor() as cursor:
            self.people = "; ".join(self._inserts(cursor, [Practice, User]))
            self.writing = "; ".join(self._inserts(cursor, [model for model in rows if model in owned]))

    def copy(self) -> SimpleNamespace:
        """The same world once more, under keys of its own."""
        with connection.cursor() as cursor:
            cursor.execute(self.asking)
            new = dict(zip(self.keys, cursor.fetchone(), strict=True))
            cursor.execute(self.people % _named(new))
        made = {part: self._made(part, new) for part in self.parts.values()}
        practice: Any = made[self.parts["practice"]]
        with inside(practice), connection.cursor() as cursor:
            cursor.execute(self.writing % _named(new))
        world = SimpleNamespace(**{name: made[part] for name, part in self.parts.items()})
        # What the maker's own calls left on the rows, so that no test asks for it.
        for member in (world.owner, world.desk, world.practitioner):
            member.practice = practice
            member.user = self._made((User, self.rows[self._old(member, new)].user_id), new)
        world.petra.practice, world.petra.member = practice, world.practitioner
        return world

    def _made(self, key: Key, new: dict[Key, Any]) -> Any:
        row = copy(self.rows[key])
        row._state = models.base.ModelState()
        row._state.adding, row._state.db = False, connection.alias
        for field in row._meta.concrete_fields:
            if (old := _key_in(field, row)) in new:
                setattr(row, field.attname, new[old])
        return row

    def _old(self, made: models.Model, new: dict[Key, Any]) -> Key:
        return next(key for key in self.keys if key[0] is type(made) and new[key] == made.pk)

    def _inserts(self, cursor: Any, chosen: list[type[models.Model]]) -> Iterator[str]:
        for model in chosen:
            fields = [field for field in model._meta.concrete_fields if not field.generated]
            columns = ", ".join(f'"{field.column}"' for field in fields)
            rows = [row for key, row in self.rows.items() if key[0] is model]
            values = ", ".join(
                f"({', '.join(self._word(cursor, field, row) for field in fields)})" for row in rows
            )
            yield f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {values}'  # noqa: S608  names of ours

    def _word(self, cursor: Any, field: Any, row: models.Model) -> str:
        """A value as SQL; where it is a key of this world, the place of the new one."""
        if (key := _key_in(field, row)) in self.rows:
            return _place(key)
        value = getattr(row, field.attname)
        word = cursor.mogrify("%s", [field.get_db_prep_save(value, connection)]).decode().replace("%", "%%")
        if isinstance(value, dict) and (location := value.get("location_id")):
            place = next(key for key in self.keys if key[0].__name__ == "Location" and key[1] == location)
            word = word.replace(f'"location_id": {location}', f'"location_id": {_place(place)}')
        return word


def _pk(row: models.Model) -> Any:
    return row.pk


def _key_in(field: Any, row: models.Model) -> Key | None:
    value = getattr(row, field.attname)
    if field.primary_key:
        return type(row), value
    return (field.related_model, value) if field.related_model and value is not None else None


def _place(key: Key) -> str:
    return f"%({key[0]._meta.db_table}:{key[1]})s"


def _named(new: dict[Key, Any]) -> dict[str, Any]:
    return {f"{model._meta.db_table}:{old}": key for (model, old), key in new.items()}


def _next_key(key: Key) -> str:
    return f"nextval(pg_get_serial_sequence('{key[0]._meta.db_table}', 'id'))"


def _owned() -> list[type[models.Model]]:
    """Tables of a practice, those that others point at first."""
    owned = [
        model
        for model in apps.get_models()
        if issubclass(model, PracticeOwned) and model._meta.label_lower not in BY_TRIGGER
    ]
    order: TopologicalSorter[type[models.Model]] = TopologicalSorter()
    for model in owned:
        fields = model._meta.concrete_fields
        order.add(model, *({field.related_model for field in fields} & {*owned} - {model}))  # type: ignore[arg-type]
    return list(order.static_order())


_originals: dict[str, Original] = {}


def world_of(slug: str, make: Callable[[], SimpleNamespace]) -> SimpleNamespace:
    """The world that `make` makes: made for the first test of a process that wants it, copied for all others."""
    if slug not in _originals:
        world = make()
        _originals[slug] = Original(world)
        return world
    return _originals[slug].copy()
