"""The board, one column of it, one client's way, and moves by hand."""

from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journeys import actions
from journeys.actions.moving import REFUSALS
from journeys.forms import MoveForm, wanted_from
from journeys.models import Journey, Stage
from journeys.queries import board as boards
from journeys.queries.moves import open_stay, stays_of, ways_from
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.models import Member
from practices.permissions import may
from practices.toasts import toast

PER_PAGE = 24


@require_safe
@may("see_journeys")
def board(request: PracticeRequest) -> HttpResponse:
    return render(request, "journeys/board.html", board_context(request.GET, request.member))


def board_context(address: QueryDict, member: Member) -> dict[str, Any]:
    wanted = wanted_from(address, member)
    columns = boards.board(wanted, at=timezone.now())
    return {
        "columns": columns,
        "wanted": wanted,
        "filters": address.urlencode(),
        "practitioners": boards.practitioners(),
        "total": sum(column.count for column in columns),
        "stalled": sum(column.stalled for column in columns),
    }


@require_safe
@may("see_journeys")
def column(request: PracticeRequest, stage: str) -> HttpResponse:
    if stage not in Stage.values:
        raise Http404
    now, wanted = timezone.now(), wanted_from(request.GET, request.member)
    page = Paginator(boards.column_of(Stage(stage), wanted, at=now), PER_PAGE).get_page(
        request.GET.get("page")
    )
    ids = [journey.pk for journey in page]
    shown = boards.column_of(Stage(stage), wanted, at=now).filter(pk__in=ids)
    context = {
        "stage": Stage(stage),
        "page_obj": page,
        "cards": boards.cards(shown, at=now, is_named=wanted.is_named),
        "wanted": wanted,
        "practitioners": boards.practitioners(),
    }
    return render(request, "journeys/column.html", context)


@require_safe
@may("see_clients")
def journey(request: PracticeRequest, pk: int) -> HttpResponse:
    found, now = _found(pk), timezone.now()
    context = {"journey": found, "stays": stays_of(found, at=now), "stages": Stage, "now": now}
    return render(request, "journeys/journey.html", context)


@may("move_journeys")
def move(request: PracticeRequest, pk: int) -> HttpResponse:
    found, now = _found(pk), timezone.now()
    ways = ways_from(found, at=now)
    asked = request.GET.get("to", "")
    form = MoveForm(request.POST if request.method == "POST" else None, ways=ways, initial={"to": asked})
    if form.is_valid():
        try:
            moved = actions.move(found, **form.cleaned_data, by=request.member, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _moved(request, moved)
    closed = next((way for way in ways if way.stage.value == asked and not way.is_open), None)
    refused = closed and REFUSALS[closed.no](client=found.client.called) if closed and closed.no else None
    context = {"journey": found, "form": form, "refused": refused, "back": _back(request)}
    template = "journeys/move.html#form" if request.htmx else "journeys/move.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _moved(request: PracticeRequest, moved: Journey) -> HttpResponse:
    """Say so with a way back; the board again for htmx, else the page the hand came from."""
    sentence = _("{client} is now in {stage}.").format(
        client=moved.client.called, stage=moved.get_stage_display()
    )
    toast(request, sentence, undo=reverse("journeys:undo", args=[moved.pk, open_stay(moved)]))
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    if not request.htmx:
        return redirect(_back(request))
    if here.path != reverse("journeys:board"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    response = render(
        request, "journeys/board.html#board", board_context(QueryDict(here.query), request.member)
    )
    response["HX-Retarget"], response["HX-Reswap"] = "#board", "outerHTML"
    response["HX-Trigger"] = "close-dialogs"
    return response


@require_POST
@may("move_journeys")
def undo(request: PracticeRequest, pk: int, stay: int) -> HttpResponse:
    """Take back the move that this button was shown for, and no other."""
    try:
        restored = actions.undo_move(_found(pk), stay=stay, by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        sentence = _("{client} is back in {stage}.")
        toast(
            request,
            sentence.format(client=restored.client.called, stage=restored.get_stage_display()),
        )
    return redirect(_back(request))


def _found(pk: int) -> Journey:
    rows = Journey.objects.select_related("client").filter(client__erased_at=None)
    return get_object_or_404(rows, pk=pk)


def _back(request: PracticeRequest) -> str:
    """The page of this practice the hand came from, or the board."""
    came_from = request.POST.get("back") or request.headers.get("Referer", "")
    board_url = reverse("journeys:board")
    inside = urlsplit(came_from).path.startswith(f"/p/{request.practice.slug}/")
    if inside and url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return came_from
    return board_url
