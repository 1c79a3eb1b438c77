"""What a client may do with their visit through its link. GET shows, POST acts; a dead link says nothing."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings import actions, limits, links
from bookings.calendar_file import calendar_file
from bookings.forms.days import day_in
from bookings.models import Appointment, Segment
from bookings.queries.feed import Wanted, anatomy_booked
from bookings.queries.lanes import Leaving
from bookings.queries.public import OfferedDays, offered_days, offered_instead, offered_moves, read_time
from bookings.rules import policy, status
from bookings.rules.time import day_of, is_ambiguous, offset_label, wall_of, zone_label
from bookings.views.entrance import street
from practices.errors import Refusal
from practices.models import Practice


@require_GET
@street(limits.LINKS)
def show(request: HttpRequest, practice: Practice, token: str) -> HttpResponse:
    appointment = links.opened_by(token, at=timezone.now())
    if appointment is None:
        return _neutral(request, practice)
    return _page(request, "bookings/public/visit.html", appointment, token, is_done="done" in request.GET)


@require_POST
@street(limits.LINKS)
def confirm(request: HttpRequest, practice: Practice, token: str) -> HttpResponse:
    appointment = links.opened_by(token, at=timezone.now())
    if appointment is None:
        return _neutral(request, practice)
    try:
        actions.by_link(
            actions.confirm, appointment, was_told=links.was_told(token, appointment), at=timezone.now()
        )
    except actions.LinkOver:
        return _neutral(request, practice)
    except Refusal as refusal:
        return _page(request, "bookings/public/visit.html", appointment, token, refusal=refusal, code=409)
    return redirect("public:visit", slug=practice.slug, token=token)


@require_http_methods(["GET", "POST"])
@street(limits.LINKS)
def cancel(request: HttpRequest, practice: Practice, token: str) -> HttpResponse:
    appointment = links.opened_by(token, at=timezone.now())
    if appointment is None:
        return _neutral(request, practice)
    if request.method == "GET":
        return _page(request, "bookings/public/cancel.html", appointment, token)
    try:
        cancelled = actions.by_link(
            actions.cancel,
            appointment,
            was_told=links.was_told(token, appointment),
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
        )
    except actions.LinkOver:
        return _neutral(request, practice)
    except Refusal as refusal:
        return _page(request, "bookings/public/cancel.html", appointment, token, refusal=refusal, code=409)
    return redirect(links.manage_path(cancelled))


@require_http_methods(["GET", "POST"])
@street(limits.LINKS)
def move(request: HttpRequest, practice: Practice, token: str) -> HttpResponse:
    appointment = links.opened_by(token, at=timezone.now())
    if appointment is None:
        return _neutral(request, practice)
    pressed = read_time(request.POST.get("time", ""))
    if request.method == "GET" or pressed is None:
        return _move_page(request, appointment, token)
    starts_at, who = pressed
    try:
        moved = actions.by_link(
            actions.reschedule,
            appointment,
            was_told=links.was_told(token, appointment),
            starts_at=starts_at,
            practitioners=[who] if len(_segments(appointment)) == 1 else (),
            at=timezone.now(),
        )
    except actions.LinkOver:
        return _neutral(request, practice)
    except Refusal as refusal:
        return _move_page(request, appointment, token, refusal)
    return redirect(f"{links.manage_path(moved)}?done=1")


def _move_page(
    request: HttpRequest, appointment: Appointment, token: str, refusal: Refusal | None = None
) -> HttpResponse:
    """The same practitioner first; anybody who does it, if the client asks. Of several services, always the same."""
    now, zone, segments = timezone.now(), appointment.time_zone, _segments(appointment)
    is_single = len(segments) == 1
    anyone = is_single and "anyone" in request.GET
    first = max(day_in(request.GET.get("from", "")) or date.min, day_of(now, zone))
    if is_single:
        offered = _times_of(appointment, segments[0], anyone=anyone, first=first, at=now)
    else:
        offered = offered_moves(appointment, segments, first=first, at=now)
    near = refusal.alternatives if isinstance(refusal, actions.TimeRefused) and is_single else []
    more = {
        "offered": offered,
        "anyone": anyone,
        "is_single": is_single,
        "first": first,
        "instead": offered_instead(near, zone),
    }
    return _page(
        request,
        "bookings/public/move.html",
        appointment,
        token,
        refusal=refusal,
        code=409 if refusal else 200,
        **more,
    )


def _times_of(
    appointment: Appointment, segment: Segment, *, anyone: bool, first: date, at: datetime
) -> OfferedDays:
    wanted = Wanted(
        service=segment.service,
        location=appointment.location,
        practitioner=None if anyone else segment.practitioner,
        anatomy=anatomy_booked(segment),
        is_online=True,
    )
    return offered_days(
        wanted,
        appointment.practice,
        first=first,
        at=at,
        client=appointment.client,
        leaving=Leaving(appointment_id=appointment.pk),
    )


@require_GET
@street(limits.LINKS)
def calendar(request: HttpRequest, practice: Practice, token: str) -> HttpResponse:
    appointment = links.opened_by(token, at=timezone.now())
    if appointment is None:
        return _neutral(request, practice)
    body = calendar_file(appointment, url=links.same_url(appointment, token), at=timezone.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return answer


def _neutral(request: HttpRequest, practice: Practice) -> HttpResponse:
    """Moved, cancelled, over, or never ours: one page for all of them."""
    return render(request, "bookings/public/link_over.html", {"practice": practice}, status=410)


def _page(
    request: HttpRequest,
    template: str,
    appointment: Appointment,
    token: str,
    *,
    refusal: Refusal | None = None,
    code: int = 200,
    **more: object,
) -> HttpResponse:
    now, zone, segments = timezone.now(), appointment.time_zone, _segments(appointment)
    planned = appointment.status in status.PLANNED and appointment.starts_at > now
    late = policy.is_late_cancellation(
        starts_at=appointment.starts_at, cancelled_at=now, hours=appointment.late_notice_hours
    )
    context = {
        "practice": appointment.practice,
        "appointment": appointment,
        "segments": segments,
        "people": ", ".join(dict.fromkeys(segment.practitioner.name for segment in segments)),
        "token": token,
        "wall": wall_of(appointment.starts_at, zone),
        "wall_ends": wall_of(appointment.ends_at, zone),
        "zone": zone_label(appointment.starts_at, zone),
        "offset": offset_label(appointment.starts_at, zone)
        if is_ambiguous(appointment.starts_at, zone)
        else "",
        "is_planned": planned,
        "is_late": late,
        "may_move": planned and not late and appointment.moves < appointment.practice.max_moves,
        "refusal": refusal,
        **more,
    }
    return render(request, template, context, status=code)


def _segments(appointment: Appointment) -> list[Segment]:
    return list(
        Segment.objects.filter(appointment=appointment)
        .select_related("service", "practitioner")
        .order_by("position")
    )
