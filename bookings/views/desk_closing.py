"""Closing a visit on one screen: how it went, what was paid, what to remember, and the next one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings import actions
from bookings.actions import desk
from bookings.actions.booking import Details
from bookings.forms.days import moment_in
from bookings.forms.desk_closing import NoteForm, PaymentForm, RefundForm
from bookings.models import Appointment, Payment, Segment, VisitNote
from bookings.queries.desk_rebooking import proposals
from bookings.queries.desk_visit import Minded, ledger_of, minded_about, next_of, segments_of
from bookings.queries.open_ends import open_ends, places_with_open_ends
from bookings.rules.seen import seen_of
from bookings.views.desk_alerts import note_reading
from bookings.views.desk_answers import done, is_part, refused, visit_or_404
from bookings.views.desk_booking import sentence_of, undo_of
from bookings.views.desk_calendar import asked_person
from bookings.views.desk_feed import steps_of
from bookings.views.desk_times import Chip, chips
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import may
from practices.templatetags.house import money


@may("run_visits")
def close(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    return screen(request, visit_or_404(visit_id))


PER_PAGE = 50


def screen(request: PracticeRequest, visit: Appointment, **forms: Any) -> HttpResponse:
    """The whole screen; a form with errors comes back in its place, with 422."""
    at = timezone.now()
    minded = minded_about(visit.client, around=visit)
    note_reading(request, visit.client, minded.health, where="closing", at=at)
    ledger, segments = ledger_of(visit), segments_of(visit)
    shown = {
        "visit": visit,
        "segments": segments,
        "minded": minded,
        "ledger": ledger,
        "steps": steps_of(visit.status, visit.starts_at, at),
        "seen": seen_of(visit),
        "may_be_undone": visit.status != Appointment.Status.BOOKED,
        "payment": PaymentForm(currency=visit.currency, due=ledger.balance.due),
        "note": NoteForm(),
        "notes": VisitNote.objects.filter(appointment=visit).count(),
        "next": next_of(visit),
        "proposals": next_times(visit, segments[0], minded, at),
        "segment": segments[0],
        **forms,
    }
    template = "bookings/desk_close.html#close" if is_part(request) else "bookings/desk_close.html"
    return render(request, template, shown, status=422 if forms else 200)


def next_times(visit: Appointment, segment: Segment, minded: Minded, at: datetime) -> list[Chip]:
    """Three real times at the client's rhythm; none past a stop alert, after a no-show, or beside one they have."""
    is_wanted = visit.status not in (*Appointment.CANCELLED, Appointment.Status.NO_SHOW)
    if not is_wanted or minded.gravest == "stop" or next_of(visit):
        return []
    return chips(proposals(visit, segment, at=at), visit.time_zone)


def here(visit: Appointment) -> str:
    return reverse("bookings:close", args=[visit.public_id])


@require_POST
@may("take_payments")
def pay(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    visit = visit_or_404(visit_id)
    form = PaymentForm(request.POST, currency=visit.currency)
    if form.is_valid():
        try:
            entry = actions.take_payment(visit, **form.cleaned_data, by=request.member, at=timezone.now())
        except Refusal as refusal:
            form.add_error("amount", str(refusal))
        else:
            paid = money(entry.amount, entry.currency)
            return done(request, _("{amount} taken.").format(amount=paid), back=here(visit))
    return screen(request, visit, payment=form)


@require_POST
@may("refund")
def refund(request: PracticeRequest, visit_id: UUID, payment_id: UUID) -> HttpResponse:
    visit = visit_or_404(visit_id)
    payment = Payment.objects.filter(public_id=payment_id, appointment=visit).first()
    if payment is None:
        raise Http404
    form = RefundForm(request.POST, currency=visit.currency)
    if form.is_valid():
        try:
            entry = actions.refund(payment, **form.cleaned_data, by=request.member, at=timezone.now())
        except Refusal as refusal:
            form.add_error("amount", str(refusal))
        else:
            given = money(entry.amount, entry.currency)
            return done(request, _("{amount} given back.").format(amount=given), back=here(visit))
    return screen(request, visit, refund_form=form, refunding=payment)


@require_POST
@may("write_health")
def note(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    visit = visit_or_404(visit_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.write_note(visit, text=form.cleaned_data["text"], by=request.member, at=timezone.now())
        return done(request, _("Note kept. Only those who treat can read it."), back=here(visit))
    return screen(request, visit, note=form)


@may("see_health")
def notes(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    """The private notes. Opening them is put on record."""
    visit = visit_or_404(visit_id)
    read = actions.read_notes(visit, by=request.member, at=timezone.now())
    template = "bookings/desk_notes.html#notes" if is_part(request) else "bookings/desk_notes.html"
    return render(request, template, {"visit": visit, "notes": read})


@require_POST
@may("book")
def book_next(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    """One tap books the next visit: same service, same person, and it is known to follow this one."""
    visit = visit_or_404(visit_id)
    starts_at = moment_in(request.POST.get("slot", "").partition("|")[0])
    if starts_at is None or starts_at.tzinfo is None:
        return HttpResponse(status=400)
    segment = segments_of(visit)[0]
    try:
        booked = desk.book_for(
            desk.Visitor(client=visit.client), service=segment.service, practitioner=segment.practitioner,
            starts_at=starts_at, location=visit.location, details=Details(follows=visit),
            by=request.member, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return refused(request, refusal, back=here(visit))
    return done(request, sentence_of(booked), undo=undo_of(booked), back=here(visit))


@may("run_visits")
def ends(request: PracticeRequest) -> HttpResponse:
    """Visits that are over and not yet closed, and completed ones not paid in full: of all places, or the one named."""
    at, person = timezone.now(), asked_person(request)
    places = list(places_with_open_ends(at=at))
    place = next((one for one in places if str(one.pk) == request.GET.get("location")), None)
    found = open_ends(at=at, place=place, person=person)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "place": place, "places": places, "person": person}
    return render(request, "bookings/desk_open_ends.html", shown)
