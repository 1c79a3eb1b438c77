"""The OpenAPI description: made from the code, completed with what every operation shares."""

import inspect
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from config.api import answers, examples
from config.api.refusals import refusals_of
from practices.ids import LENGTH
from practices.permissions import scope_for

WALL_TIME = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$"


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


class NumbersComingIn(Ids):
    target_class = "practices.api.fields.OutsideId"


class IdsOrAny(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A practitioner's id, or the word that says that anyone will do."""

    target_class = "bookings.api.availability.Anyone"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, str]:
        return {"type": "string", "pattern": f"^(any|res_[0-9A-Za-z]{{{LENGTH}}})$"}


class WallTimes(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A time of day on a wall: JSON Schema's own `time` wants an offset from UTC."""

    target_class = "rest_framework.fields.TimeField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, str]:
        return {"type": "string", "pattern": WALL_TIME}


class Described(AutoSchema):
    """Says of the id in a path what it names; of an operation which scope opens it, and which rules refuse it."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None and getattr(self.view, "verb", None):
            operation["x-scope"] = scope_for(self.view.verb)
            method = getattr(self.view, self.view.action)
            operation["x-refusals"] = {kind.code: examples.refusal(kind) for kind in refusals_of(method)}
        return operation

    def get_description(self) -> str:
        """What the method says of itself, or its resource; nothing that a base class says of all."""
        method = getattr(self.view, getattr(self.view, "action", None) or "", None)
        said = inspect.getdoc(method) if method else ""
        return said or inspect.cleandoc(vars(type(self.view)).get("__doc__") or "")

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
    """Add to every operation what the doors in front of it do, and examples of all that goes in and out."""
    schemas = result["components"].setdefault("schemas", {})
    schemas["Problem"] = answers.PROBLEM
    result["components"]["headers"] = answers.HEADERS
    result["components"]["responses"] = answers.shared_responses()
    result["components"]["parameters"] = {"IdempotencyKey": answers.IDEMPOTENCY, "IfMatch": answers.IF_MATCH}
    result["security"] = [{"key": []}]
    made = examples.Examples(schemas)
    for path, operations in result["paths"].items():
        for method in METHODS:
            if method in operations:
                _show(operations[method], made)
                _complete_one(path, method, operations[method])
    return result


def _show(operation: dict[str, Any], made: examples.Examples) -> None:
    """Examples of the body, and of the answer that was asked for."""
    for part in [operation.get("requestBody", {}), *operation["responses"].values()]:
        media = part.get("content", {}).get("application/json")
        if media and "examples" not in media:
            media["examples"] = made.of(media["schema"])


def _complete_one(path: str, method: str, operation: dict[str, Any]) -> None:
    operation.pop("security", None)
    writes, names_one = method != "get", "{id}" in path
    errors = {
        **answers.ALWAYS,
        **(answers.ON_ONE if names_one else {}),
        **(answers.ON_WRITE if writes else {}),
    }
    if writes and names_one:
        errors |= answers.WITH_VERSION
    for name, is_taken in {"IdempotencyKey": method == "post", "IfMatch": writes and names_one}.items():
        if is_taken:
            operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{name}"})
    for response in operation["responses"].values():
        response["headers"] = answers.RATE_HEADERS
    for status in sorted(errors):
        operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
    refusals = operation.pop("x-refusals", {})
    if refusals or method == "post":
        operation["responses"]["409"] = answers.refused(refusals, is_post=method == "post")
    else:
        operation["responses"].pop("409", None)


def only_v1(endpoints: list[Any]) -> list[Any]:
    """Describe the API alone."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]
