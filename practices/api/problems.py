"""Errors as problem+json: one shape for every no.

Source      RFC 9457
"""

import json
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from practices.api.fields import outside_id
from practices.errors import Refusal
from practices.ids import PREFIXES, NotAnId

MEDIA_TYPE = "application/problem+json"
CODES = {
    400: "malformed",
    401: "key_missing",
    403: "scope_missing",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    412: "changed_meanwhile",
    415: "media_type_not_supported",
    422: "invalid",
    429: "too_many_requests",
}


TITLES = {
    "malformed": "The request cannot be read",
    "invalid": "Some fields are not right",
    "body_too_large": "The body is too large",
    "server_error": "Something broke on our side",
    "unavailable": "Away for a moment",
    "uncertain": "Perhaps it was saved, perhaps not",
    "too_slow": "It took too long",
    "too_busy": "Somebody else is changing this right now",
    "idempotency_key_answer_erased": "The answer was erased",
}
"""What the name of a code alone does not tell a person."""


def title(code: str) -> str:
    """A few words for a kind of problem, always the same: most codes say it themselves, being names of states."""
    return TITLES.get(code) or code.replace("_", " ").capitalize()


def body(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    """The members of a problem.

    code     stable, for programs
    detail   a sentence, for people, about this very case
    """
    return {
        "type": f"/api/v1/docs/errors/#{code}",
        "title": title(code),
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }


def problem(status: int, code: str, detail: str, *, headers: dict[str, str] | None = None) -> HttpResponse:
    """A problem as a plain response, for doors that stand before the framework."""
    return HttpResponse(
        json.dumps(body(status, code, detail)), status=status, content_type=MEDIA_TYPE, headers=headers
    )


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what views raise into problems; what is left is a bug and becomes a 500.

    The door takes back what was done before (practices.api.views.Door.dispatch).
    """
    if isinstance(error, Refusal):
        facts = _spoken(error.facts, context["request"].practice)
        if word := getattr(error, "insist", None):
            facts["insist"] = word
        return _answer(409, error.code, str(error), facts=facts)
    if isinstance(error, Http404 | NotAnId):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        return _answer(422, "invalid", "Some fields are not right.", errors=_fields(error.detail))
    if isinstance(error, exceptions.APIException):
        code = getattr(error, "problem_code", CODES.get(error.status_code, "failed"))
        response = _answer(error.status_code, code, str(error.detail))
        if header := getattr(error, "auth_header", ""):
            response.headers["WWW-Authenticate"] = header
        return response
    return None


def _answer(status: int, code: str, detail: str, **more: Any) -> Response:
    return Response(body(status, code, detail, **more), status=status, content_type=MEDIA_TYPE)


def _spoken(facts: dict[str, Any], practice: Any) -> dict[str, Any]:
    """The facts of a refusal as a program reads them: ids become outside ids, rows stay at home."""
    return {name: said for name, value in facts.items() if (said := _said(name, value, practice)) is not None}


def _said(name: str, value: Any, practice: Any) -> Any:
    if isinstance(value, list):
        return [_said(name, inner, practice) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _spoken(asdict(value), practice)
    if isinstance(value, datetime | date):
        return value.isoformat()
    noun = name.removesuffix("_id")
    if noun != name and noun in PREFIXES and isinstance(value, int):
        return outside_id(PREFIXES[noun], value, practice)
    return value if isinstance(value, str | int | bool | dict) else None


def _fields(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Field errors as a flat list of {field, detail}."""
    if isinstance(detail, dict):
        return [
            line
            for name, inner in detail.items()
            for line in _fields(
                inner, f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".lstrip(".")
            )
        ]
    if isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        return [line for index, inner in enumerate(detail) for line in _fields(inner, f"{path}[{index}]")]
    return [
        {"field": path, "detail": str(inner)} for inner in (detail if isinstance(detail, list) else [detail])
    ]
