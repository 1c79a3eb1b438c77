"""Time kept free of visits, straight from the calendar; and opened again."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings import actions
from bookings.forms.days import moment_in
from bookings.forms.desk_block import MIDNIGHT, BlockForm
from bookings.models import Occupancy, Resource
from bookings.rules.time import wall_of
from bookings.views.desk_answers import done, refused, signed, unsigned
from bookings.views.desk_calendar import asked_location
from bookings.views.desk_visit import part_or_page
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.models import Location
from practices.permissions import may

USUAL = timedelta(hours=1)


@may("book")
def block(request: PracticeRequest) -> HttpResponse:
    place = place_or_404(request)
    form = BlockForm(request.POST or None, initial=asked(request, place), place=place)
    if form.is_valid():
        whose = form.cleaned_data["who"]
        try:
            kept = actions.block_time(whose, **form.arguments(), by=request.member, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            undo = reverse("bookings:unblock", args=[kept.pk])
            sentence = _("{who} is kept free at {time}.").format(who=whose.name, time=clock(kept, place))
            return done(request, sentence, undo=undo, back=day_of_block(kept, place), overlay_close={})
    shown = {"form": form, "place": place}
    return part_or_page(request, "bookings/desk_block.html", shown, is_refused=bool(form.errors))


def place_or_404(request: PracticeRequest) -> Location:
    place = asked_location(request)
    if place is None:
        raise Http404
    return place


def asked(request: PracticeRequest, place: Location) -> dict[str, Any]:
    """An hour from where the calendar was pressed, at most to the end of the day; from now without."""
    now = wall_of(timezone.now(), place.time_zone).replace(minute=0, second=0, microsecond=0)
    moment = moment_in(request.GET.get("at", "")) or now
    ends = moment + USUAL
    return {
        "who": request.GET.get("with") or None,
        "day": moment.date(),
        "begins": moment.time(),
        "ends": ends.time() if ends.date() == moment.date() else MIDNIGHT,
    }


def block_or_404(pk: int) -> Occupancy:
    found: Occupancy | None = (
        Occupancy.objects.filter(pk=pk, kind=Occupancy.Kind.BLOCK)
        .select_related("resource", "practice")
        .first()
    )
    if found is None:
        raise Http404
    return found


@may("see_calendar")
def blocked(request: PracticeRequest, block_id: int) -> HttpResponse:
    kept = block_or_404(block_id)
    place = place_or_404(request)
    shown = {"kept": kept, "place": place, "day": wall_of(kept.starts_at, place.time_zone).date()}
    return part_or_page(request, "bookings/desk_blocked.html", shown)


@require_POST
@may("book")
def unblock(request: PracticeRequest, block_id: int) -> HttpResponse:
    kept, place = block_or_404(block_id), place_or_404(request)
    back = day_of_block(kept, place)
    undo = signed(
        who=kept.resource_id,
        starts=kept.starts_at.isoformat(),
        ends=kept.ends_at.isoformat(),
        why=kept.reason,
    )
    sentence = _("{who} can be booked again at {time}.").format(
        who=kept.resource.name, time=clock(kept, place)
    )
    actions.unblock_time(kept, by=request.member, at=timezone.now())
    return done(
        request, sentence, undo=reverse("bookings:block_again", args=[undo]), back=back, overlay_close={}
    )


@require_POST
@may("book")
def block_again(request: PracticeRequest, token: str) -> HttpResponse:
    was = unsigned(token)
    whose: Any = get_object_or_404(Resource, pk=was["who"])
    starts, ends = datetime.fromisoformat(was["starts"]), datetime.fromisoformat(was["ends"])
    place = place_or_404(request)
    try:
        kept = actions.block_time(
            whose,
            starts_at=starts,
            ends_at=ends,
            reason=was["why"],
            by=request.member,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return refused(request, refusal, back=reverse("bookings:calendar"))
    return done(request, _("The time is kept free again."), back=day_of_block(kept, place))


def clock(kept: Occupancy, place: Location) -> str:
    return formats.time_format(wall_of(kept.starts_at, place.time_zone))


def day_of_block(kept: Occupancy, place: Location) -> str:
    day = wall_of(kept.starts_at, place.time_zone).date()
    return f"{reverse('bookings:calendar')}?day={day}&location={place.pk}"
