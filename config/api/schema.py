"""The OpenAPI description: made from the code, completed with what every operation shares."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from practices.api.limits import PER_WINDOW, WINDOW_SECONDS
from practices.ids import LENGTH

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `detail` is a sentence for people.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "facts": {"type": "object", "additionalProperties": True},
    },
}
ALWAYS = {
    "400": "The request cannot be read: broken JSON, or an Idempotency-Key of over 255 characters.",
    "401": "The key is missing or not valid.",
    "403": "The key lacks the scope of this operation.",
    "406": "Only application/json can be answered.",
    "422": "Some fields are not right; `errors` names them.",
    "429": "Too many requests; wait for `Retry-After` seconds.",
}
ON_ONE = {"404": "There is nothing with this id that this key may see."}
ON_WRITE = {
    "409": "A rule said no: `code` names it, `facts` say more. Also an Idempotency-Key that is in use.",
    "415": "Only application/json is read.",
}
WITH_VERSION = {"412": "It changed since the version named in `If-Match`."}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 255},
    "description": "The same key within a day gives the first answer again instead of acting twice.",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The `ETag` you have seen; a newer version is refused with 412.",
}
HEADERS = {
    "RateLimit-Limit": {
        "schema": {"type": "integer"},
        "description": f"Requests per {WINDOW_SECONDS} seconds; {PER_WINDOW} by default.",
    },
    "RateLimit-Remaining": {"schema": {"type": "integer"}, "description": "Requests left in this window."},
    "RateLimit-Reset": {"schema": {"type": "integer"}, "description": "Seconds until the count begins anew."},
}
RATE_HEADERS = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the description how a key is sent."""

    target_class = "practices.api.access.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A key of the practice: `rpt_live_…`."}


class Ids(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describes an id by its prefix, so that a program can tell a client's id from a visit's."""

    target_class = "practices.api.fields.IdField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, str]:
        return id_schema(self.target.prefix)


class IdsComingIn(Ids):
    target_class = "practices.api.fields.InPractice"


class Described(AutoSchema):
    """Says of the id in a path what it names."""

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._resolve_path_parameters(variables)
        for parameter in parameters:
            if parameter["name"] == "id" and getattr(self.view, "prefix", ""):
                parameter["schema"] = id_schema(self.view.prefix)
        return parameters


def id_schema(prefix: str) -> dict[str, str]:
    return {"type": "string", "pattern": f"^{prefix}_[0-9A-Za-z]{{{LENGTH}}}$"}


METHODS = ("get", "post", "patch", "put", "delete")


def complete(
    result: dict[str, Any], generator: SchemaGenerator, request: Any, public: bool
) -> dict[str, Any]:
    """Add to every operation what the doors in front of it do: errors, keys, limits, idempotency."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    result["components"]["headers"] = HEADERS
    result["components"]["responses"] = {
        f"Problem{status}": _problem(sentence)
        for status, sentence in sorted((ALWAYS | ON_ONE | ON_WRITE | WITH_VERSION).items())
    }
    result["components"]["parameters"] = {"IdempotencyKey": IDEMPOTENCY, "IfMatch": IF_MATCH}
    result["security"] = [{"key": []}]
    for path, operations in result["paths"].items():
        for method in METHODS:
            if method in operations:
                _complete_one(path, method, operations[method])
    return result


def _complete_one(path: str, method: str, operation: dict[str, Any]) -> None:
    operation.pop("security", None)
    writes, names_one = method != "get", "{id}" in path
    errors = {**ALWAYS, **(ON_ONE if names_one else {}), **(ON_WRITE if writes else {})}
    if writes and names_one:
        errors |= WITH_VERSION
    for name, is_taken in {"IdempotencyKey": method == "post", "IfMatch": writes and names_one}.items():
        if is_taken:
            operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{name}"})
    for response in operation["responses"].values():
        response["headers"] = RATE_HEADERS
    for status in sorted(errors):
        operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}


def _problem(sentence: str) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": sentence, "content": {"application/problem+json": schema}}


def only_v1(endpoints: list[Any]) -> list[Any]:
    """Describe the API alone."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]
