"""When an answer cannot be given: a bug is 500, a database that is away, busy or too slow is 503 with Retry-After.

Django asks these handlers for every exception that nobody caught, wherever it was raised: in a view, in middleware,
or at COMMIT. The transaction is taken back by then, so nothing is half done; only a connection that breaks in COMMIT
leaves open whether all was done or nothing, and then that is said. A page, a part of a page (htmx) and a
program (problem+json) each hear it in their own way. Nothing here may ask the database.
"""

import sys
import traceback
from collections.abc import Iterator

from django.contrib.messages import ERROR
from django.contrib.messages.storage.base import Message
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.api.problems import problem
from practices.page import theme_of

RETRY_AFTER = (
    5  # seconds; a restart of PostgreSQL takes about two, and health checks open the connection anew
)
TOO_SLOW = {"57014"}  # query_canceled: statement_timeout
TOO_BUSY = {"55P03", "40P01", "40001"}  # lock_not_available, deadlock_detected, serialization_failure

SENTENCES: dict[str, tuple[Promise, Promise]] = {
    "server_error": (
        _("Something broke on our side"),
        _("Nothing you entered was changed. Please try again in a moment."),
    ),
    "unavailable": (
        _("We are away for a moment"),
        _("Nothing was changed. Please try again in a few seconds."),
    ),
    "uncertain": (
        _("We were cut off at the last moment"),
        _("Perhaps it was saved, perhaps not. Please look before you do it again."),
    ),
    "too_slow": (
        _("This took too long"),
        _("It was stopped, and nothing was changed. Ask for less at once, or try again in a moment."),
    ),
    "too_busy": (
        _("Somebody else is changing this right now"),
        _("Nothing was changed. Please try again in a few seconds."),
    ),
}


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, which is called while the exception is being handled."""
    code = reason(sys.exc_info()[1])
    status = 500 if code == "server_error" else 503
    response = answer(request, status, code)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def reason(error: BaseException | None) -> str:
    """What lies behind an exception, as a code: also where an error page stumbled over the first error."""
    for one in chain(error):
        if isinstance(one, OperationalError | InterfaceError):
            state = getattr(one.__cause__, "pgcode", None)
            if state is None and was_committing(one):
                return "uncertain"
            return "too_slow" if state in TOO_SLOW else "too_busy" if state in TOO_BUSY else "unavailable"
    return "server_error"


def was_committing(error: BaseException) -> bool:
    """The connection broke in COMMIT: the server may have saved everything, and only its answer was lost."""
    committing = BaseDatabaseWrapper._commit.__code__  # type: ignore[attr-defined]
    return any(frame.f_code is committing for frame, _line in traceback.walk_tb(error.__traceback__))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def answer(request: HttpRequest, status: int, code: str) -> HttpResponse:
    title, text = SENTENCES[code]
    if request.path.startswith("/api/"):
        return problem(status, code, f"{title}. {text}")
    if request.headers.get("HX-Request") == "true":
        return as_a_toast(f"{title}. {text}", status)
    try:
        shown = {"title": title, "text": text, "theme": theme_of(request)}
        page: str = loader.render_to_string(f"{status}.html", shown)
    except Exception:  # what broke may be what pages are made of
        page = f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{text}</p>"
    return HttpResponse(page, status=status)


def as_a_toast(sentence: str, status: int) -> HttpResponse:
    """The page stays as it is, with all that was typed; a note says why nothing happened."""
    note = loader.render_to_string("layouts/parts/toast.html", {"message": Message(ERROR, sentence)})
    body = f'<div hx-swap-oob="beforeend:#toasts">{note}</div>'
    return HttpResponse(body, status=status, headers={"HX-Reswap": "none"})
