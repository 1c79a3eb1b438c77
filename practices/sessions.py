"""Sessions in the database that know when they end; one in use is renewed about once a day."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

RENEWED_EVERY = timedelta(days=1)  # a renewal is a write, and a new cookie


class SessionStore(db.SessionStore):
    """Named as Django names it, which is part of how a session is signed.

    ends_at   when the stored session ends; None for one that is new in this request
    """

    ends_at: datetime | None = None

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # not in the stubs
        self.ends_at = found.expire_date if found else None
        return found


def renew(request: HttpRequest) -> None:
    """Let a session in use last its whole time again; what a page asks for by itself is no use."""
    asks_by_itself = request.method == "GET" and request.headers.get("HX-Request") == "true"
    ends_at = getattr(request.session, "ends_at", None)
    if ends_at is None or asks_by_itself:
        return
    whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if ends_at - timezone.now() < whole - RENEWED_EVERY:
        request.session.modified = True  # so that it is saved, and its cookie sent, with a new end
