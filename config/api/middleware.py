"""The door for programs: a key leads into its practice, for one transaction around the whole answer.

Where the work is a POST with an Idempotency-Key, the first answer is kept for a day and given again, word for word,
whatever it was, if any work had begun. Source: Stripe's idempotent requests.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone

from clients.importing.reading import MOST_BYTES
from practices import keys
from practices.answers import KEPT
from practices.api import limits
from practices.api.parsing import CSV
from practices.api.problems import problem
from practices.events import coming_from
from practices.models import Answer, ApiKey, Practice
from practices.networks import is_within
from practices.ready import Ready
from practices.seen import address_of
from practices.tenancy import inside, visit

MOUNT = "/api/v1/"
USED_EVERY = timedelta(minutes=1)
SMALL = 64 * 1024
"""Bytes that anybody may send before being known."""
KEY: Ready[ApiKey] = Ready(
    lambda secret_hash: ApiKey.objects.select_related("made_by", "practice").filter(secret_hash=secret_hash),
    secret_hash=str,
)
ONE_TIME_HEADERS = ("Content-Type", "ETag", "Location")

Respond = Callable[[HttpRequest], HttpResponse]


class ToTheView(BaseHandler):
    """From here to the view, past the middleware further in: a program has no session, no cookie, and no toasts."""

    _view_middleware = _template_response_middleware = _exception_middleware = ()

    def __init__(self) -> None:
        self.respond: Respond = convert_exception_to_response(self._get_response)


class ApiMiddleware:
    """What comes with a key is answered here; all else goes on to the pages."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response, self.to_the_view = get_response, ToTheView().respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(MOUNT) or not (secret := bearer(request)):
            return self.get_response(request)
        now = timezone.now()
        if (practice_id := keys.practice_id_of(secret)) is None:
            return unknown()
        quota = limits.take(f"api:{keys.hash_of(secret)[:16]}", at=now)
        if quota.is_spent:
            answer = problem(429, "too_many_requests", "Too many requests; wait a moment.")
        elif is_too_large(request):
            answer = problem(413, "body_too_large", "A body has at most 5 MB, a file 60 MB.")
        else:
            # Its row comes with the key, in the transaction of the work.
            answer = self._read(request, Practice(pk=practice_id), secret, now)
        answer.headers["Cache-Control"] = "no-store"  # it may hold names and health
        return quota.tell(answer)

    def _read(self, request: HttpRequest, practice: Practice, secret: str, now: datetime) -> HttpResponse:
        """The whole body first: whoever sends it slowly holds no transaction, and a stranger sends nothing large."""
        if length_of(request) > SMALL:
            with visit(practice):
                if isinstance(no := admit(request, secret, at=now), HttpResponse):
                    return no
        try:
            body_of(request)
        except UnreadablePostError:
            return problem(400, "malformed", "The body ended before its length.")
        return self._inside(request, practice, secret, now)

    def _inside(self, request: HttpRequest, practice: Practice, secret: str, now: datetime) -> HttpResponse:
        if request.method == "POST" and request.headers.get("Idempotency-Key"):
            return self._once(request, practice, secret, now)
        with inside(practice), transaction.atomic():
            key = admit(request, secret, at=now)
            return key if isinstance(key, HttpResponse) else self._work(request, key)

    def _work(self, request: HttpRequest, key: ApiKey, answer: Answer | None = None) -> HttpResponse:
        """Answer within the open transaction, which an answer of 500 and above takes back."""
        with coming_from(f"api:{key.start[-6:]}"):
            response = self.to_the_view(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif answer is not None:
            settle(answer, response)
        return response

    def _once(self, request: HttpRequest, practice: Practice, secret: str, now: datetime) -> HttpResponse:
        idempotency_key = request.headers["Idempotency-Key"]
        with visit(practice):
            if isinstance(key := admit(request, secret, at=now), HttpResponse):
                return key
            if len(idempotency_key) > 255:
                return problem(
                    400, "idempotency_key_too_long", "An Idempotency-Key has at most 255 characters."
                )
            answer = claim(key, idempotency_key, fingerprint(request), at=now)
        if answer.status is not None or answer.request_hash != fingerprint(request):
            return repeat(answer, fingerprint(request))
        with visit(practice):
            held = hold(answer)
            if held is None or held.status is not None:
                return repeat(held or answer, fingerprint(request))
            response = self._work(request, key, held)
        if response.status_code >= 500:
            with visit(practice):
                held = hold(answer)
                if held is not None and held.status is None:  # else another request took it up meanwhile
                    settle(held, response)
        return response


def bearer(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def unknown() -> HttpResponse:
    return problem(401, "key_unknown", "This key is not valid.", headers={"WWW-Authenticate": "Bearer"})


def admit(request: HttpRequest, secret: str, *, at: datetime) -> ApiKey | HttpResponse:
    """Tell the request whose it is; its last use is noted once a minute.

    Returns     the key; or the no, when it may not be used any more, or not from there
    """
    key = KEY.one(secret_hash=keys.hash_of(secret))
    if key is None:
        return unknown()
    request.practice, request.key_shown = key.practice, key  # type: ignore[attr-defined]  # a log line names them
    if not key.is_valid(at):
        return unknown()
    if key.networks and not is_within(address := address_of(request), key.networks):
        with coming_from(f"api:{key.start[-6:]}"):
            keys.turn_away(key, address=address, at=at)
        return problem(403, "network_not_allowed", "This key may not be used from this address.")
    if key.used_at is None or at - key.used_at > USED_EVERY:
        free = ApiKey.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=key.pk)
        ApiKey.objects.filter(pk__in=free).update(used_at=at)  # held: another request notes it, until its end
    request.member, request.api_key = key.made_by, key  # type: ignore[attr-defined]
    return key


def is_too_large(request: HttpRequest) -> bool:
    """Whether there is more to read than a body may have."""
    return length_of(request) > (
        MOST_BYTES if request.content_type == CSV else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )


def length_of(request: HttpRequest) -> int:
    """Bytes of the body, as announced; without a length there is nothing to read."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length.lstrip("0")[:15] or 0) if length.isdecimal() else 0


def body_of(request: HttpRequest) -> bytes:
    """The body, kept for the view: Django's own way refuses one that is as large as a file may be here."""
    if not hasattr(request, "_body"):
        request._body = request.read()
        request._stream = BytesIO(request._body)
    return bytes(request._body)


def fingerprint(request: HttpRequest) -> str:
    """What makes two requests the same: method, path and body."""
    said = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(said + body_of(request)).hexdigest()


def claim(key: ApiKey, idempotency_key: str, request_hash: str, *, at: datetime) -> Answer:
    """The answer to this idempotency key: empty, unless it was given less than a day ago."""
    Answer.objects.filter(key=key, asked_at__lt=at - KEPT).delete()
    return Answer.objects.get_or_create(
        practice=key.practice,
        key=key,
        idempotency_key=idempotency_key,
        defaults={"request_hash": request_hash, "asked_at": at},
    )[0]


def hold(answer: Answer) -> Answer | None:
    """The answer, held until the work commits; None while another request with this key is at work.

    An empty answer that nobody holds belonged to a process, or a database, that died: its work was taken back, so
    it is done again at once.
    """
    return Answer.objects.select_for_update(skip_locked=True).filter(pk=answer.pk).first()


def repeat(answer: Answer, request_hash: str) -> HttpResponse:
    if answer.request_hash != request_hash:
        return problem(
            409,
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request; take a new one.",
        )
    if answer.status is None:
        return problem(
            409, "idempotency_key_in_use", "The first request with this Idempotency-Key is not done yet."
        )
    if answer.body_sealed is None:
        return problem(
            409,
            "idempotency_key_answer_erased",
            "This request was done; what it answered was erased together with a client.",
        )
    response = HttpResponse(answer.body, status=answer.status)
    for name, value in answer.headers.items():
        response.headers[name] = value
    response.headers["Idempotent-Replayed"] = "true"
    return response


def settle(answer: Answer, response: HttpResponse) -> None:
    """Keep what was answered, or free the key; for who holds the answer, so that nobody else answers in between."""
    if never_ran(response):
        Answer.objects.filter(pk=answer.pk).delete()
        return
    headers = {name: response.headers[name] for name in ONE_TIME_HEADERS if name in response.headers}
    answer.status, answer.headers, answer.body = response.status_code, headers, response.content.decode()
    answer.save(update_fields=["status", "headers", "body_sealed"])


def never_ran(response: HttpResponse) -> bool:
    """Refused before any work began, or taken back because the database was away: such a key may be used again.

    So may one whose `If-Match` was stale (412): the version is no part of the fingerprint, and the next one is right.
    """
    return response.status_code in {400, 401, 403, 404, 405, 406, 412, 415, 422, 429, 503}
