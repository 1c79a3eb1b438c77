"""The reference pages of the API, drawn from its own description: no script, nothing from elsewhere."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from config.api.answers import DOORS
from config.api.refusals import sentences
from config.api.sayings import VALUES, fake_id
from config.api.schema import METHODS
from practices.events import Fact
from practices.keys import SCOPES
from practices.webhooks.catalogue import catalogue
from practices.webhooks.payload import count_of


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
    doors = [{"code": code, "status": status, "sentence": said} for code, (status, said) in DOORS.items()]
    rules = {code: several for code, several in sentences().items() if code not in DOORS}
    return render(request, "api/errors.html", {"doors": doors, "rules": rules})


def events(request: HttpRequest) -> HttpResponse:
    """Everything that can happen, as a webhook tells it; from the facts themselves."""
    shown = [{**fact, "body": json.dumps(webhook(fact), indent=2)} for fact in catalogue(Fact)]
    return render(request, "api/events.html", {"facts": shown})


def webhook(fact: dict[str, Any]) -> dict[str, Any]:
    """An example of the body of a webhook."""
    ids = {name: fake_id(prefix) for name, prefix in fact["ids"].items()}
    told: dict[str, Any] = {}
    for name, one in ids.items():
        told |= {name: [one], count_of(name): 1} if name.endswith("_ids") else {name: one}
    data = {"event_id": fake_id("evt"), **told}
    return {"type": fact["kind"], "timestamp": VALUES["occurred_at"], "data": data}


def groups() -> list[dict[str, Any]]:
    by_resource: dict[str, list[dict[str, Any]]] = {}
    for path, operations in describe()["paths"].items():
        for method in METHODS:
            if method in operations:
                resource = path.removeprefix("/api/v1/").partition("/")[0]
                by_resource.setdefault(resource, []).append(_operation(path, method, operations[method]))
    return [{"name": name, "operations": operations} for name, operations in by_resource.items()]


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    sent = operation.get("requestBody", {}).get("content", {})
    taken = next(iter(sent.values()), {})
    status, answered = next(iter(operation["responses"].items()))
    body = answered.get("content", {}).get("application/json", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [
            {**whole, "kind": _kind(whole["schema"])}
            for whole in map(_resolved, operation.get("parameters", []))
        ],
        "fields": _fields(taken.get("schema", {})),
        "scope": operation.get("x-scope", ""),
        "status": status,
        "answer": next(iter(_examples(body)), {}).get("text", ""),
        "bodies": _examples(taken),
        "codes": _codes(operation),
    }


def _examples(media: dict[str, Any]) -> list[dict[str, str]]:
    """What is sent or answered, as people read it."""
    return [
        {"summary": one.get("summary", ""), "text": _written(one["value"])}
        for one in media.get("examples", {}).values()
    ]


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _codes(operation: dict[str, Any]) -> list[str]:
    """The rules that can say no to this operation, but not what stands at every door."""
    refused = operation["responses"].get("409", {}).get("content", {})
    examples = refused.get("application/problem+json", {}).get("examples", {})
    return [code for code in examples if code not in DOORS]


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
