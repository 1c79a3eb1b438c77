"""Where somebody is signed in is noted as allauth does it, but not at every request: the list says "a minute ago"."""

import time

from allauth.account.adapter import get_adapter
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from practices.sessions import renew

EVERY = 60.0  # seconds; a note is a transaction that waits for the disk
MOST = 10_000  # sessions remembered by a process, about 3 MB

Sign = tuple[str, str, str]


class NoteSession(UserSessionsMiddleware):
    """Note a session once a minute in each process, and at once when another person, address or browser comes with it.

    Whether the session is valid is not asked here: the session itself is read at every request, and is gone as soon
    as somebody ends it.
    """

    def __init__(self, get_response: object) -> None:
        super().__init__(get_response)
        self._noted: dict[str, tuple[float, Sign]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key is None or not request.user.is_authenticated:
            return self.get_response(request)
        renew(request)
        now, sign = time.monotonic(), sign_of(request)
        at, known = self._noted.get(key, (-EVERY, None))
        if known == sign and now - at < EVERY:
            return self.get_response(request)
        response: HttpResponse = super().__call__(request)
        self._remember(key, now, sign)
        return response

    def _remember(self, key: str, now: float, sign: Sign) -> None:
        if len(self._noted) >= MOST:
            self._noted.clear()
        self._noted[key] = (now, sign)


def sign_of(request: HttpRequest) -> Sign:
    return str(request.user.pk), get_adapter().get_client_ip(request), request.META.get("HTTP_USER_AGENT", "")


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, behind the proxies we trust; empty when they do not say."""
    try:
        return str(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):  # the latter where fewer say than we trust
        return ""
