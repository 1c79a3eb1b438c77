"""Every operation of the API by its description, with a real row for each id in its path, its query and its body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from bookings import actions as bookings
from bookings.models import VisitNote
from clients.models import Consent
from config.api import docs
from practices.ids import public_id
from practices.models import Event
from practices.tenancy import visit
from tests.factories import NOON
from tests.house.pages import furnish_every_page

ID = re.compile(r"\b([a-z]{3})_[0-9A-Za-z]{22}\b")
PREFIX = re.compile(r"^\^([a-z]{3})_")


@dataclass(frozen=True)
class Operation:
    path: str
    method: str
    said: dict[str, Any]

    @property
    def scope(self) -> str:
        return self.said["x-scope"]

    def address(self, ids: dict[str, str]) -> str:
        """Its path for these rows, with every filter that names a row.

        Raises      KeyError for a kind of row that has no sample
        """
        path = self.path.removeprefix("/api/v1/")
        query = []
        for parameter in self.said.get("parameters", []):
            schema = parameter.get("schema", {})
            prefix = PREFIX.match(schema.get("items", schema).get("pattern", ""))
            if parameter.get("in") == "path":
                path = path.replace("{id}", ids[prefix[1]] if prefix else "visits")
            elif prefix:
                query += [f"{parameter['name']}={ids[prefix[1]]}"] * schema.get("minItems", 1)
        return f"{path}?{'&'.join(query)}" if query else path

    def bodies(self, ids: dict[str, str]) -> list[Any]:
        """Its examples, about these rows; nothing for what takes no body."""
        content = self.said.get("requestBody", {}).get("content", {})
        media = content.get("application/json") or content.get("text/csv", {})
        shown = [one["value"] for one in media.get("examples", {}).values()]
        return [about(value, ids) for value in shown] or [None]


def about(value: Any, ids: dict[str, str]) -> Any:
    """The same value with every id replaced."""
    if isinstance(value, dict):
        return {name: about(inner, ids) for name, inner in value.items()}
    if isinstance(value, list):
        return [about(inner, ids) for inner in value]
    match = ID.fullmatch(value) if isinstance(value, str) else None
    return ids[match[1]] if match else value


def all_operations() -> Iterator[Operation]:
    for path, operations in docs.describe()["paths"].items():
        for method, said in operations.items():
            yield Operation(path, method.upper(), said)


def furnish_every_resource(world: SimpleNamespace) -> dict[str, int]:
    """One row of each kind that the API names: prefix → row number."""
    furnish_every_page(world)
    with visit(world.practice):
        note = bookings.write_note(world.appointment, text="A note", by=world.owner, at=NOON)
        rows = {
            "cli": world.client, "fct": world.fact, "con": Consent.objects.first() or consent(world),
            "exp": world.export, "loc": world.location, "svc": world.service, "res": world.petra,
            "apt": world.appointment, "pay": world.payment, "nte": note, "blk": world.block,
            "jrn": world.journey, "sty": world.journey.entries.latest("id"), "msg": world.message,
            "fbk": world.answer, "inb": world.heard,
            "evt": Event.objects.order_by("pk").first(), "job": world.job, "whe": world.endpoint,
            "whd": world.delivery, "mem": world.owner, "pol": world.pool, "cls": world.closure,
            "exc": world.exception, "imp": world.batch,
        }  # fmt: skip
        assert VisitNote.objects.exists()
    return {prefix: row.pk for prefix, row in rows.items()}


def consent(world: SimpleNamespace) -> Consent:
    from clients import actions

    told = {"purpose": "marketing", "channel": "sms", "wording": "w-1", "source": "desk"}
    return actions.give_consent(world.client, **told, by=world.owner, at=NOON)


def outside(rows: dict[str, int], practice: Any) -> dict[str, str]:
    """The ids under which a practice would name these rows."""
    key = bytes(practice.id_key)
    return {prefix: public_id(prefix, pk, key=key) for prefix, pk in rows.items()}
