"""What every operation may answer beside what was asked for: errors, limits, and the headers that tell of both."""

from typing import Any

from config.api.examples import problem
from practices.api.limits import PER_WINDOW, WINDOW_SECONDS

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `detail` is a sentence for people.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "The `code` in a few words, always the same."},
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
    "403": "The key lacks the scope of this operation, or of what it wants expanded, or may not be used from there.",
    "406": "Only application/json can be answered.",
    "422": "Some fields are not right; `errors` names them.",
    "429": "Too many requests; wait for `Retry-After` seconds.",
    "500": "Something broke on our side; nothing was changed.",
    "503": "The database is away, busy or too slow; nothing was changed. Try again after `Retry-After` seconds.",
}
ON_ONE = {"404": "There is nothing with this id that this key may see."}
ON_WRITE = {
    "409": "A rule said no: `code` names it, `facts` say more. Also an Idempotency-Key that is in use.",
    "413": "The body is too large.",
    "415": "Only application/json is read, or text/csv where the body is a file.",
}
WITH_VERSION = {"412": "It changed since the version named in `If-Match`."}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 255},
    "description": (
        "The same key within a day gives the first answer again instead of acting twice. An answer that did nothing "
        "(400, 401, 403, 404, 405, 406, 412, 415, 422, 429, 503) leaves it free."
    ),
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

DOORS: dict[str, tuple[int, str]] = {
    "malformed": (400, "JSON parse error - Expecting value: line 1 column 1 (char 0)"),
    "idempotency_key_too_long": (400, "An Idempotency-Key has at most 255 characters."),
    "key_missing": (401, "Send your key as `Authorization: Bearer rpt_live_…`."),
    "key_unknown": (401, "This key is not valid."),
    "scope_missing": (403, "This key lacks the scope bookings:write."),
    "network_not_allowed": (403, "This key may not be used from this address."),
    "not_found": (404, "Not found."),
    "method_not_allowed": (405, 'Method "PUT" not allowed.'),
    "not_acceptable": (406, "Could not satisfy the request Accept header."),
    "idempotency_key_reused": (409, "This Idempotency-Key was used for another request; take a new one."),
    "idempotency_key_in_use": (409, "The first request with this Idempotency-Key is not done yet."),
    "idempotency_key_answer_erased": (
        409,
        "This request was done; what it answered was erased together with a client.",
    ),
    "changed_meanwhile": (412, "It changed since you read it. Read it again, then decide."),
    "body_too_large": (413, "A body has at most 5 MB, a file 60 MB."),
    "media_type_not_supported": (415, 'Unsupported media type "text/plain" in request.'),
    "invalid": (422, "Some fields are not right."),
    "too_many_requests": (429, "Too many requests; wait a moment."),
    "server_error": (500, "Nothing you entered was changed. Please try again in a moment."),
    "unavailable": (503, "Nothing was changed. Please try again in a few seconds."),
    "uncertain": (503, "Perhaps it was saved, perhaps not. Please look before you do it again."),
    "too_slow": (
        503,
        "It was stopped, and nothing was changed. Ask for less at once, or try again in a moment.",
    ),
    "too_busy": (503, "Nothing was changed. Please try again in a few seconds."),
}
"""Codes of what stands before every rule, each with its status and a sentence."""

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}


def shared_responses() -> dict[str, Any]:
    """The errors that many operations share, once each."""
    writing = {status: said for status, said in ON_WRITE.items() if status != "409"}
    statuses = sorted((ALWAYS | ON_ONE | WITH_VERSION | writing).items())
    return {f"Problem{status}": response(sentence, at_the_door(int(status))) for status, sentence in statuses}


def at_the_door(status: int) -> dict[str, Any]:
    more: dict[str, Any] = {"errors": [{"field": "starts_at", "detail": "This field is required."}]}
    return {
        code: problem(status, code, sentence, **(more if status == 422 else {}))
        for code, (its, sentence) in DOORS.items()
        if its == status
    }


def refused(examples: dict[str, Any], *, is_post: bool) -> dict[str, Any]:
    """The 409 of one operation, with every code it can carry."""
    examples = {**examples, **(at_the_door(409) if is_post else {})}
    listed = ", ".join(f"`{code}`" for code in examples)
    return response(f"A rule said no: {listed}.", examples)


def response(sentence: str, examples: dict[str, Any]) -> dict[str, Any]:
    media = {"schema": PROBLEM_REF, **({"examples": examples} if examples else {})}
    return {"description": sentence, "content": {"application/problem+json": media}}
