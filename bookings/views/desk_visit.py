"""One visit: look at it, take it a step on, take the step back, call it off."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.actions import desk
from bookings.forms.desk_visit import CancelForm
from bookings.models import Appointment
from bookings.queries.desk_visit import LATEST, events_of, ledger_of, minded_about, segments_of
from bookings.rules.seen import seen_of
from bookings.rules.status import verbs_from
from bookings.views.desk_alerts import note_reading
from bookings.views.desk_answers import done, is_part, refused, visit_or_404
from bookings.views.desk_feed import steps_of
from bookings.views.desk_history import told
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import may
from practices.vocabulary import words_of


@may("see_calendar")
def visit(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    appointment = visit_or_404(visit_id)
    template = "bookings/desk_visit.html#panel" if is_part(request) else "bookings/desk_visit.html"
    return render(request, template, picture(request, appointment))


def picture(request: PracticeRequest, appointment: Appointment) -> dict[str, Any]:
    """All the panel shows. Health words only to roles that may see them, and then it is on record."""
    at = timezone.now()
    minded = minded_about(appointment.client, around=appointment)
    note_reading(request, appointment.client, minded.health, where="visit", at=at)
    verbs = verbs_from(appointment.status)
    return {
        "visit": appointment,
        "segments": segments_of(appointment),
        "minded": minded,
        "ledger": ledger_of(appointment),
        "history": [told(event, appointment) for event in events_of(appointment)[:LATEST]],
        "steps": steps_of(appointment.status, appointment.starts_at, at),
        "seen": seen_of(appointment),
        "may_be_moved": appointment.is_upcoming,
        "may_be_cancelled": "cancel_by_practice" in verbs,
        "may_be_closed": appointment.starts_at <= at and not appointment.cancelled_at,
        "may_be_undone": appointment.status != Appointment.Status.BOOKED,
    }


@require_POST
@may("run_visits")
def step(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    appointment = visit_or_404(visit_id)
    here = reverse("bookings:visit", args=[visit_id])
    verb = request.POST.get("verb", "")
    if verb not in desk.STEPS:
        return HttpResponse(status=400)
    try:
        now = desk.take_step(
            appointment, verb=verb, seen=request.POST.get("seen", ""), by=request.member, at=timezone.now()
        )
    except Refusal as refusal:
        return refused(request, refusal, back=here)
    sentence = _("{client}: {status}.").format(client=now.client.name, status=now.get_status_display())
    return done(request, sentence, undo=undo_address(now), back=here)


def undo_address(appointment: Appointment) -> str:
    return reverse("bookings:undo", args=[appointment.public_id, seen_of(appointment)])


@require_POST
@may("run_visits")
def undo(request: PracticeRequest, visit_id: UUID, seen: str) -> HttpResponse:
    appointment = visit_or_404(visit_id)
    here = reverse("bookings:visit", args=[visit_id])
    try:
        now = desk.take_back(appointment, seen=seen, by=request.member, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, back=here)
    sentence = _("{client} is “{status}” again.").format(
        client=now.client.name, status=now.get_status_display()
    )
    return done(request, sentence, back=here)


@may("book")
def cancel(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    appointment = visit_or_404(visit_id)
    form = CancelForm(request.POST or None, one=words_of(request.practice)["one"])
    if form.is_valid():
        try:
            gone = desk.call_off(
                appointment, **form.arguments(), seen=request.POST.get("seen", ""),
                by=request.member, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            sentence = _("{client}'s visit is called off.").format(client=gone.client.name)
            return done(request, sentence, undo=undo_address(gone), back=calendar_of(gone), overlay_close={})
    shown = {"visit": appointment, "form": form, "seen": seen_of(appointment)}
    return part_or_page(request, "bookings/desk_cancel.html", shown, is_refused=bool(form.errors))


def calendar_of(appointment: Appointment) -> str:
    """The day of the visit, at its place."""
    day = appointment.starts_local.date()
    return f"{reverse('bookings:calendar')}?day={day}&location={appointment.location_id}"


def part_or_page(
    request: HttpRequest, template: str, shown: dict[str, Any], *, is_refused: bool = False
) -> HttpResponse:
    """The form alone for the dialog, or its page; 422 when something in it was refused."""
    name = f"{template}#form" if is_part(request) else template  # type: ignore[arg-type]
    return render(request, name, shown, status=422 if is_refused else 200)
