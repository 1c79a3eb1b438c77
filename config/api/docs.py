"""The reference pages of the API, drawn from its own description: no script, nothing from elsewhere."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from config.api.schema import METHODS
from practices.api.problems import CODES
from practices.errors import Refusal
from practices.keys import SCOPES


@cache
def describe() -> dict[str, Any]:
    """The description as plain data, made once for each process."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    plain: dict[str, Any] = json.loads(json.dumps(made, default=str))
    return plain


def description(request: HttpRequest) -> HttpResponse:
    return JsonResponse(describe(), json_dumps_params={"indent": 2})


def reference(request: HttpRequest) -> HttpResponse:
    """Every operation, grouped by resource, with what it takes and what it answers."""
    return render(request, "api/reference.html", {"groups": groups(), "scopes": SCOPES})


def errors(request: HttpRequest) -> HttpResponse:
    """Every code a problem can carry."""
    doors = [{"code": code, "status": status} for status, code in sorted(CODES.items())]
    rules = [{"code": kind.code, "sentence": str(kind.sentence)} for kind in refusals(Refusal)]
    return render(request, "api/errors.html", {"doors": doors, "rules": rules})


def refusals(base: type[Refusal]) -> list[type[Refusal]]:
    """Every refusal there is, by code."""
    found = {child for kind in base.__subclasses__() for child in [kind, *refusals(kind)]}
    return sorted((kind for kind in found if str(kind.sentence)), key=lambda kind: kind.code)


def groups() -> list[dict[str, Any]]:
    by_resource: dict[str, list[dict[str, Any]]] = {}
    for path, operations in describe()["paths"].items():
        for method in METHODS:
            if method in operations:
                resource = path.removeprefix("/api/v1/").partition("/")[0]
                by_resource.setdefault(resource, []).append(_operation(path, method, operations[method]))
    return [{"name": name, "operations": operations} for name, operations in by_resource.items()]


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    taken = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    answered = next(iter(operation["responses"].items()))
    body = answered[1].get("content", {}).get("application/json", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [_resolved(one) for one in operation.get("parameters", [])],
        "fields": _fields(taken.get("schema", {})),
        "status": answered[0],
        "answer": json.dumps(example(body.get("schema", {})), indent=2) if body else "",
        "body": json.dumps(example(taken["schema"]), indent=2) if "schema" in taken else "",
    }


def _resolved(thing: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference to where it leads."""
    if "$ref" not in thing:
        return thing
    found: Any = describe()
    for part in thing["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    whole = _resolved(schema)
    required = set(whole.get("required", []))
    return [
        {
            "name": name,
            "is_required": name in required,
            "kind": _kind(part),
            "about": _resolved(part).get("description", ""),
        }
        for name, part in whole.get("properties", {}).items()
    ]


def _kind(part: dict[str, Any]) -> str:
    part = _resolved(_first(part))
    if "enum" in part:
        return " | ".join(str(choice) for choice in part["enum"] if choice not in {"", None})
    kind = part.get("type", "")
    kind = "/".join(one for one in kind if one != "null") if isinstance(kind, list) else kind
    return str(part.get("format") or kind)


def _first(part: dict[str, Any]) -> dict[str, Any]:
    for way in ("allOf", "oneOf", "anyOf"):
        if way in part:
            return dict(part[way][0])
    return part


def example(schema: dict[str, Any], depth: int = 0) -> Any:
    """A plausible value for a schema, for people to look at."""
    schema = _resolved(_first(_resolved(schema)))
    if "example" in schema:
        return schema["example"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return (
            {} if depth > 4 else {n: example(p, depth + 1) for n, p in schema.get("properties", {}).items()}
        )
    if kind == "array":
        return [example(schema.get("items", {}), depth + 1)]
    by_format = {
        "date": "2026-12-01",
        "date-time": "2026-12-01T15:00:00Z",
        "uuid": "…",
        "uri": "https://example.com",
    }
    by_kind = {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": True, "string": "…"}
    return by_format.get(schema.get("format", ""), by_kind.get(str(kind)))
