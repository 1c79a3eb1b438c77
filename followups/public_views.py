"""What clients open from a message: what it was, why it came, less of it, and how the visit was.

GET only shows, because mail scanners open every link; POST acts. What is shown is so, whatever the address says.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from bookings import limits
from followups.actions.answering import ScoreMissing, give_feedback
from followups.actions.preferences import confirm_visit, stop_messages
from followups.composing import language_of
from followups.models import Message
from followups.queries.shown import ClientPage, client_page
from practices.errors import Refusal
from practices.events import coming_from
from practices.models import Practice
from practices.seen import address_of
from practices.tenancy import visit

View = Callable[[HttpRequest, Message], HttpResponse]


def for_holder(view: View) -> Callable[[HttpRequest, str, uuid.UUID], HttpResponse]:
    """Whoever holds the link of a message sees its page, in the client's language; any other link leads nowhere.

    Within the limits of links.
    """

    @wraps(view)
    def opened(request: HttpRequest, slug: str, token: uuid.UUID) -> HttpResponse:
        practice = Practice.objects.filter(slug=slug).first()
        if practice is None:
            raise Http404
        # A mail program's one click comes from its own few addresses, for everybody: acts are counted per message.
        acts = request.method == "POST"
        limit, whom = (limits.LINKS, str(token)) if acts else (limits.LOOKS, address_of(request))
        if not limits.within(limit, practice, whom, at=timezone.now()):
            return render(request, "bookings/public/too_often.html", {"practice": practice}, status=429)
        with visit(practice), coming_from("public"):
            message = Message.objects.select_related("client", "practice").filter(token=token).first()
            if message is None or message.client.erased_at:
                raise Http404
            with translation.override(language_of(message.client, practice)):
                response = view(request, message)
                # The page names a person's visit: it belongs in no cache, and in nobody else's referrer. With none at
                # all, browsers would send the forms with a null origin, which is refused.
                response.headers["Cache-Control"] = "private, no-store"
                response.headers["Referrer-Policy"] = "same-origin"
                return response

    return opened


def _page(
    request: HttpRequest, message: Message, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    page: ClientPage = client_page(message, at=timezone.now())
    context = {"practice": message.practice, "message": message, "page": page, **more}
    return render(request, f"followups/{template}.html", context, status=status)


@for_holder
def message(request: HttpRequest, message: Message) -> HttpResponse:
    """What this message was about, why it came, and how to get fewer."""
    if request.method != "POST":
        return _page(request, message, "message")
    wish = request.POST.get("wish", "")
    try:
        if wish == "confirm":
            confirm_visit(message, at=timezone.now())
        else:
            stop_messages(message, wish=wish, at=timezone.now())
    except Refusal as refusal:
        return _page(request, message, "message", status=422, refusal=refusal)
    return redirect(request.path)


@csrf_exempt
@for_holder
def stop(request: HttpRequest, message: Message) -> HttpResponse:
    """One click in the mail program ends it (RFC 8058): no sign-in, no cookie, no second question. GET only asks."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    if request.method == "POST":
        stop_messages(message, wish="stop_kind", at=timezone.now())
    return _page(request, message, "stop")


@for_holder
def check_in(request: HttpRequest, message: Message) -> HttpResponse:
    """How was your visit: the tapped number is chosen already, sending it is one more tap."""
    if request.method != "POST":
        return _page(request, message, "check_in", chosen=_score(request.GET.get("score")))
    chosen, comment = _score(request.POST.get("score")), request.POST.get("comment", "")
    try:
        give_feedback(message, score=chosen, comment=comment, at=timezone.now())
    except ScoreMissing as refusal:
        return _page(request, message, "check_in", status=422, comment=comment, refusal=refusal)
    except Refusal as refusal:
        return _page(request, message, "check_in", status=409, refusal=refusal)
    return redirect(request.path)


def _score(said: str | None) -> int | None:
    return int(said) if said in {"1", "2", "3", "4", "5"} else None
