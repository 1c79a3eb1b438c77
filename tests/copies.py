"""The practices that tests begin with: the first is opened by production's own action, the later ones are its copies.

Opening takes forty questions, and each of thousands of tests wants one practice or two. A copy has the same rows under
new keys, written a table at a time.
"""

from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import models

from practices.models import Member, Practice, User
from practices.tenancy import PracticeOwned, inside

BY_TRIGGER = {"bookings.timetable", "metrics.counted"}
"""Versions, which the database writes by itself."""

Keys = dict[tuple[type[models.Model], Any], models.Model]


class Original:
    """The rows of one world, as production made them."""

    def __init__(self, world: SimpleNamespace) -> None:
        with inside(world.practice):
            owned = {model: list(model._base_manager.values()) for model in _owned()}
        people = User.objects.filter(pk__in=[row["user_id"] for row in owned[Member]]).order_by("pk")
        self.rows: dict[type[models.Model], list[dict[str, Any]]] = {
            Practice: [*Practice.objects.filter(pk=world.practice.pk).values()],
            User: [*people.values()],
            **{model: sorted(rows, key=lambda row: row["id"]) for model, rows in owned.items() if rows},
        }
        self.parts = {
            name: (type(row), row.pk) for name, row in vars(world).items() if isinstance(row, models.Model)
        }

    def copy(self) -> SimpleNamespace:
        """The same world once more, under keys of its own."""
        made: Keys = {}
        self._write(Practice, made)
        self._write(User, made)
        practice: Any = made[Practice, self.rows[Practice][0]["id"]]
        with inside(practice):
            for model in self.rows:
                if issubclass(model, PracticeOwned):
                    self._write(model, made)
        world = SimpleNamespace(**{name: made[part] for name, part in self.parts.items()})
        # What the maker's own calls left on the rows, so that no test asks for it.
        for member in (world.owner, world.desk, world.practitioner):
            member.practice, member.user = practice, made[User, self._old(Member, member, made)["user_id"]]
        world.petra.practice, world.petra.member = practice, world.practitioner
        return world

    def _write(self, model: type[models.Model], made: Keys) -> None:
        copies = [model(**dict(_renewed(model, row, made))) for row in self.rows[model]]
        model._base_manager.bulk_create(copies)
        made.update({(model, row["id"]): copy for row, copy in zip(self.rows[model], copies, strict=True)})

    def _old(self, model: type[models.Model], copy: models.Model, made: Keys) -> dict[str, Any]:
        return next(row for row in self.rows[model] if made[model, row["id"]] is copy)


def _renewed(model: type[models.Model], row: dict[str, Any], made: Keys) -> Iterator[tuple[str, Any]]:
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if field.primary_key:
            continue
        if field.related_model and value is not None:
            value = made[field.related_model, value].pk  # type: ignore[index]
        yield field.attname, _renamed(value, made) if isinstance(value, dict) else value


def _renamed(payload: dict[str, Any], made: Keys) -> dict[str, Any]:
    """What a fact says, with the new keys."""
    places = {old: copy.pk for (model, old), copy in made.items() if model.__name__ == "Location"}
    return {key: places[value] if key == "location_id" else value for key, value in payload.items()}


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
