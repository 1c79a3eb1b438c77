"""The mount: the site of a practice lives at /p/<slug>/, and outside it looks like nothing."""

import re
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from practices import signed_out
from practices.models import Member, Practice
from practices.queries import practices_of
from practices.ready import Ready
from practices.tenancy import inside

STANDING: Ready[Member] = Ready(
    lambda user_id: Member.objects.filter(user_id=user_id, left_at=None), user_id=int
)
PRACTICE_PATH = re.compile(r"^/p/(?P<slug>[-\w]+)(?=/)")

Answer = Callable[[HttpRequest], HttpResponse]


class PracticeRequest(HttpRequest):
    """A request inside a practice: who asks, and where.

    practices   all where this person works
    """

    practice: Practice
    practices: list[Practice]
    member: Member


class PracticeMiddleware:
    """Mount the practice site and close the door behind it, in one transaction for the whole answer.

    Inside, reverse() already knows the prefix, so no template ever names the practice. A practice you do not belong to
    looks exactly like one that does not exist. An answer of 500 and above takes the transaction back.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = PRACTICE_PATH.match(request.path_info)
        if match is None:
            return self._outside(request)
        if not request.user.is_authenticated:
            return signed_out.answer(request, home=f"{match[0]}/")
        mine = practices_of(request.user)
        practice = next((practice for practice in mine if practice.slug == match["slug"]), None)
        if practice is None:
            return self._nothing_here(request)
        request.practices = mine  # type: ignore[attr-defined]
        read(request)
        with inside(practice), transaction.atomic():
            member = STANDING.one(user_id=request.user.pk)
            if member is None:
                return self._nothing_here(request)
            member.practice = practice
            return self._answer(request, match, member)

    def _outside(self, request: HttpRequest) -> HttpResponse:
        """A page outside every practice; one that was made for somebody who is signed in is theirs alone."""
        response = self.get_response(request)
        asked_who = getattr(request, "_cached_user", None)  # what Django keeps once somebody has asked
        if asked_who is not None and asked_who.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _answer(self, request: HttpRequest, match: re.Match[str], member: Member) -> HttpResponse:
        outside, path = get_script_prefix(), request.path_info
        set_script_prefix(f"{match[0]}/")
        request.path_info = path[match.end() :]
        request.urlconf = settings.PRACTICE_URLCONF
        request.practice, request.member = member.practice, member  # type: ignore[attr-defined]
        language = request.user.language or member.practice.language  # type: ignore[union-attr]
        try:
            with translation.override(language):
                request.LANGUAGE_CODE = language
                response = self.get_response(request)
                response.headers.setdefault("Cache-Control", "private, no-store")
                response.headers["Content-Language"] = language
        finally:
            set_script_prefix(outside)
            request.path_info = path
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response

    def _nothing_here(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = "config.nowhere"
        return self.get_response(request)


def read(request: HttpRequest) -> None:
    """Take in what is sent, form and files, before a transaction is open: a slow line holds no lock and no connection.

    Of a form that broke off nothing is there, as for the check of its origin, which refuses it.
    """
    with suppress(UnreadablePostError):
        request.POST  # noqa: B018  reads it
