"""The outermost middleware: who asks gets an id, and each request one line and one count."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

from config.watch.context import bound, current_request, route_of
from config.watch.noise import is_news
from practices import tally

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
FORM = re.compile(r"[A-Za-z0-9_-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
ASKED = {"default", "replica"}
QUIET = {"livez", "readyz", "metrics", "static"}  # asked every few seconds, or with every page
DENIED = {401, 403, 429}

Respond = Callable[[HttpRequest], HttpResponse]


class Queries:
    """Counts the statements of one request."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.asked += 1
        return execute(*statement)


class WatchRequests:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = request_id_of(request)  # type: ignore[attr-defined]
        token = current_request.set(request)
        queries, started = Queries(), time.perf_counter()
        try:
            with ExitStack() as watched:
                for alias in ASKED & set(settings.DATABASES):
                    watched.enter_context(connections[alias].execute_wrapper(queries))
                response = self.get_response(request)
            response.headers[HEADER] = request.request_id  # type: ignore[attr-defined]
            note(request, response, time.perf_counter() - started, queries.asked)
        finally:
            current_request.reset(token)
        return response


def request_id_of(request: HttpRequest) -> str:
    """The id that a proxy gave it, or a new one: what is odd in form is not repeated into logs and headers."""
    given = request.headers.get(HEADER, "")
    return given if FORM.fullmatch(given) else uuid.uuid4().hex


def note(request: HttpRequest, response: HttpResponse, seconds: float, queries: int) -> None:
    route = "static" if request.path_info.startswith(settings.STATIC_URL) else route_of(request)
    method = request.method if request.method in METHODS else "OTHER"
    status = str(response.status_code)
    tally.count("requests", route=route, method=str(method), status=status)
    tally.measure("request_seconds", seconds, buckets=tally.SECONDS, route=route)
    tally.measure("request_queries", queries, buckets=tally.MANY, route=route)
    if 400 <= response.status_code < 500:
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would warn of it in a second line
    fields = {"method": method, "route": route, "status": response.status_code}
    level = level_of(route, response.status_code)
    log.log(level, "request", extra={**fields, "ms": round(seconds * 1000, 1), "queries": queries})


def level_of(route: str, status: int) -> int:
    """A no is an answer like others. Denied access stands out, once an hour for each key, member and route: a program
    that polls with a dead key would fill the log otherwise.
    """
    if route in QUIET:
        return logging.DEBUG
    who = bound()
    is_denied = status in DENIED and is_news(
        status, route, *(who.get(name) for name in ("practice", "key", "member"))
    )
    return logging.WARNING if is_denied else logging.INFO
