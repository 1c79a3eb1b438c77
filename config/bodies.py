"""How much a request may send: 413 before anything of a larger body is read, kept in memory or laid on a disk.

Django's own limit leaves files out and is met while reading. The API has limits of its own (config/api/middleware.py).
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clients.importing.reading import MOST_BYTES
from config.api.middleware import length_of
from config.unavailable import as_a_toast

IMPORT = re.compile(r"^/p/[-\w]+/clients/import/$")
ROOM = 64 * 1024  # bytes; the form around the file


class BodyLimit:
    """At most 5 MB, and a list of 60 MB on its page, where nothing is read before a member is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if length_of(request) <= most_of(request.path_info) or request.path_info.startswith("/api/"):
            return self.get_response(request)
        title = _("This is too large")
        text = _(
            "At most 5 MB can be sent at once, and a list to import may have 60 MB. Nothing was changed."
        )
        if request.headers.get("HX-Request") == "true":
            return as_a_toast(f"{title}. {text}", 413)
        return render(request, "413.html", {"title": title, "text": text}, status=413)


def most_of(path: str) -> int:
    """Bytes that may be sent to this address."""
    return MOST_BYTES + ROOM if IMPORT.match(path) else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
