"""Examples for every body of the API, made from its schema and from the one story of sayings.py."""

import re
from typing import Any

from config.api.sayings import FACTS, PARTS, VALUES, fake_id
from practices.api.problems import body
from practices.errors import Refusal

PREFIX = re.compile(r"^\^([a-z]{2,4})_")
GAP = "…"


class Examples:
    """Makes examples for the schemas of one description."""

    def __init__(self, schemas: dict[str, Any]) -> None:
        self.schemas = schemas

    def of(self, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """One example, or the few ways in which a body is really sent, by name."""
        component = _component(schema)
        ways = PARTS.get(component, [("", ())])
        made = {
            (label or "Example"): {"summary": label or "Example", "value": self._value(schema, "", "", only)}
            for label, only in ways
        }
        return {_slug(label): {**one} for label, one in made.items()}

    def _value(self, schema: dict[str, Any], name: str, parent: str, only: tuple[str, ...] = ()) -> Any:
        for key in (f"{parent}.{name}", name):
            if key in VALUES and not self._is_structure(schema):
                return VALUES[key]
        component, whole = _component(schema) or parent, self._whole(schema)
        if "properties" in whole:
            return {
                field: self._value(part, field, component)
                for field, part in whole["properties"].items()
                if not only or field in only
            }
        if whole.get("type") == "array":
            return [self._value(whole["items"], name, component)]
        return self._plain(whole, name)

    def _plain(self, schema: dict[str, Any], name: str) -> Any:
        if match := PREFIX.match(schema.get("pattern", "")):
            return fake_id(match[1])
        if name == "next_cursor":
            return None
        if "enum" in schema:
            return next(choice for choice in schema["enum"] if choice)
        return {} if schema.get("type") == "object" else GAP

    def _is_structure(self, schema: dict[str, Any]) -> bool:
        """Whether it is made of parts that have names, or is a list of such."""
        whole = self._whole(schema)
        return "properties" in self._whole(whole.get("items", whole))

    def _whole(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Follow references, and the first way where there are several."""
        while True:
            if "$ref" in schema:
                schema = self.schemas[schema["$ref"].rpartition("/")[2]]
            elif way := next((way for way in ("allOf", "oneOf", "anyOf") if way in schema), None):
                schema = schema[way][0]
            else:
                return schema


def _component(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _slug(label: str) -> str:
    return re.sub(r"\W+", "_", label.lower()).strip("_")


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return GAP


def refusal(kind: type[Refusal]) -> dict[str, Any]:
    """A rule's no, as it is answered."""
    sentence = str(kind.sentence).format_map(_Gaps(FACTS))
    return {"summary": sentence, "value": body(409, kind.code, sentence, facts={})}


def problem(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    """A no at the door, as it is answered."""
    return {"summary": detail, "value": body(status, code, detail, **more)}
