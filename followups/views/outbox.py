"""The outbox: every message as the client sees it, with why it was sent or held."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from followups.actions import by_hand
from followups.forms import wanted_from
from followups.labels import GROUPS, PURPOSES
from followups.models import Message
from followups.queries import outbox as rows
from followups.queries.shown import held_sentence, why_sentence
from followups.queries.words import as_seen_by, may_follow_links
from followups.rules.purposes import EMAIL, SMS
from followups.rules.segments import measure
from followups.tasks import ring_after_commit
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import may
from practices.toasts import toast

PER_PAGE = 50


@require_safe
@may("see_messages")
def outbox(request: PracticeRequest) -> HttpResponse:
    wanted = wanted_from(request.GET)
    counts = rows.counts(wanted)
    pages = Paginator(rows.outbox(wanted), PER_PAGE)
    pages.count = counts[wanted.group]  # known already: no need to count again
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "wanted": wanted,
        "tabs": [(name, label, counts[name]) for name, (label, _statuses) in GROUPS.items()],
        "purposes": PURPOSES,
        "channels": Message.Channel.choices,
        "attention": rows.attention_count(),
    }
    return render(request, "followups/outbox.html", context)


@require_safe
@may("see_messages")
@csp_update({"frame-src": [SELF]})
def detail(request: PracticeRequest, pk: int) -> HttpResponse:
    return render(request, "followups/detail.html", context_of(request, message_or_404(pk)))


def message_or_404(pk: int) -> Message:
    return get_object_or_404(Message.objects.select_related("client", "practice", "written_by"), pk=pk)


def context_of(request: PracticeRequest, message: Message) -> dict[str, Any]:
    words = as_seen_by(request.member, message)
    return {
        "message": message,
        "words": words,
        "is_blanked": not may_follow_links(request.member, message),
        "size": measure(words.text) if words and message.channel == SMS else None,
        "why": why_sentence(message),
        "held": held_sentence(message),
        "updates": list(message.updates.order_by("heard_at", "id")),
        "may_retry": message.status in {"failed", "unknown", "withheld", "expired"},
        "may_take_back": message.status == Message.Status.PLANNED,
    }


@require_safe
@may("see_messages")
@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],  # mail programs want the style inside each element, and so it is shown
        "script-src": [NONE],
        "frame-ancestors": [SELF],
    }
)
def seen(request: PracticeRequest, pk: int) -> HttpResponse:
    """The e-mail itself, for the frame of its page: no script, no link to anywhere."""
    message = message_or_404(pk)
    words = as_seen_by(request.member, message)
    if message.channel != EMAIL or words is None or not words.html:
        raise Http404
    return HttpResponse(words.html)


@require_POST
@may("send_messages")
def retry(request: PracticeRequest, pk: int) -> HttpResponse:
    try:
        by_hand.retry(message_or_404(pk), by=request.member, at=timezone.now())
    except Refusal as refusal:
        return refused(request, pk, refusal)
    ring_after_commit()
    toast(request, _("It will be sent again."))
    return redirect("followups:message", pk)


@require_POST
@may("send_messages")
def take_back(request: PracticeRequest, pk: int) -> HttpResponse:
    try:
        by_hand.take_back(message_or_404(pk), by=request.member, at=timezone.now())
    except Refusal as refusal:
        return refused(request, pk, refusal)
    toast(request, _("Taken back. It will not be sent."))
    return redirect("followups:message", pk)


def refused(request: PracticeRequest, pk: int, refusal: Refusal) -> HttpResponse:
    context = {**context_of(request, message_or_404(pk)), "refusal": refusal}
    return render(request, "followups/detail.html", context, status=409)
