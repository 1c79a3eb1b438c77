"""How the desk answers: a sentence with a way back, whether the browser swaps a part or loads a page."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from bookings.models import Appointment
from bookings.queries.desk_visit import visit_by
from practices.active import active_practice_id
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.toasts import toast

UNDO_SALT = "desk.undo"
UNDO_SECONDS = 15 * 60


def visit_or_404(public_id: UUID) -> Appointment:
    found = visit_by(public_id)
    if found is None:
        raise Http404
    return found


def is_part(request: PracticeRequest) -> bool:
    """The browser swaps a part of the page it has."""
    return request.headers.get("HX-Request") == "true"


def done(
    request: PracticeRequest, sentence: str, *, undo: str = "", back: str = "", **events: Any
) -> HttpResponse:
    """It is done: say so, with a way back; the calendar and lists on the page look again.

    back        where to go without a script
    events      more for the scripts of the page, as event name and detail; underscores stand for colons
    """
    toast(request, sentence, undo=undo)
    if not is_part(request):
        return HttpResponseRedirect(
            safe(request, request.POST.get("back", "")) or back or reverse("bookings:calendar")
        )
    return announced(HttpResponse(status=204), **events)


def announced(response: HttpResponse, **events: Any) -> HttpResponse:
    named = {name.replace("_", ":", 1): {"target": "body", **detail} for name, detail in events.items()}
    response["HX-Trigger"] = json.dumps({"day:changed": {"target": "body"}, **named})
    return response


def refused(request: PracticeRequest, refusal: Refusal, *, back: str) -> HttpResponse:
    """It was refused: say why. The page looks again, because what it showed may be old."""
    if is_part(request):
        toast(request, str(refusal), level=messages.ERROR)
        return announced(HttpResponse(b" ", status=409))
    toast(request, str(refusal), level=messages.ERROR)
    return HttpResponseRedirect(safe(request, request.POST.get("back", "")) or back)


def safe(request: PracticeRequest, url: str) -> str:
    """The address if it is one of ours, else nothing."""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else ""


def _salt() -> str:
    """A word signed in one practice opens in no other."""
    return f"{UNDO_SALT}.{active_practice_id()}"


def signed(**facts: Any) -> str:
    """What an undo must know, so that the address of the toast carries it."""
    return signing.dumps(facts, salt=_salt(), compress=True)


def unsigned(token: str) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = signing.loads(token, salt=_salt(), max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    return facts
