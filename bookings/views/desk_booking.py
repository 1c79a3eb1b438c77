"""Booking at the desk: a dialog over the calendar, and the same form as a page."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings import actions
from bookings.actions import desk
from bookings.actions.refusals import TimeRefused
from bookings.forms.days import moment_in
from bookings.forms.desk_booking import NEW, OWN, BookingForm
from bookings.models import Appointment
from bookings.queries import Wanted
from bookings.queries.desk_offers import Habit, habit_of, offer, visits_on
from bookings.queries.desk_visit import minded_about
from bookings.rules.ranking import Wish
from bookings.rules.seen import seen_of
from bookings.rules.time import day_of, first_instant, minute_of
from bookings.views.desk_alerts import note_reading
from bookings.views.desk_answers import done, refused, visit_or_404
from bookings.views.desk_calendar import asked_location
from bookings.views.desk_times import offered, refused_time, sent
from bookings.views.desk_visit import calendar_of, part_or_page
from clients.actions import ContactUnreadable, NameMissing
from clients.models import Client
from clients.queries.search import find
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import may

AT_MOST = 6


@may("book")
def new(request: PracticeRequest) -> HttpResponse:
    at = timezone.now()
    form = BookingForm(sent(request), initial=asked(request, at))
    refusal: Refusal | None = None
    if form.is_bound and form.is_valid():
        try:
            booked = desk.book_for(**form.arguments(), by=request.member, at=at)
        except Refusal as no:
            refusal = no
            if not isinstance(no, TimeRefused):
                form.add_error(field_of(no), str(no))
        else:
            return done(
                request, sentence_of(booked), undo=undo_of(booked), back=calendar_of(booked), overlay_close={}
            )
    shown = {"form": form, **surroundings(request, form, refusal, at)}
    return part_or_page(request, "bookings/desk_new.html", shown, is_refused=bool(form.errors or refusal))


def field_of(refusal: Refusal) -> str | None:
    if isinstance(refusal, ContactUnreadable):
        return f"new_{refusal.facts.get('field', 'phone')}"
    if isinstance(refusal, actions.AlertNeedsReason):
        return "alert_reason"
    fields = {
        NameMissing: "new_name",
        actions.ServiceArchived: "service",
        actions.LocationClosed: "location",
        actions.ClientIsArchived: "q",
    }
    return fields.get(type(refusal))


def sentence_of(booked: Appointment) -> str:
    local = booked.starts_local.replace(tzinfo=None)
    when = f"{formats.date_format(local, 'D j M')}, {formats.time_format(local)}"
    return _("{client} is booked for {when}.").format(client=booked.client.name, when=when)


def undo_of(booked: Appointment) -> str:
    return reverse("bookings:unbook", args=[booked.public_id, seen_of(booked)])


def asked(request: PracticeRequest, at: datetime) -> dict[str, Any]:
    """What the form starts from: the address, what was typed so far, and what the client usually has."""
    given: dict[str, Any] = {**request.GET.dict(), **request.POST.dict()}
    place = asked_location(request)
    given.setdefault("location", place.pk if place else None)
    if moment := moment_in(given.pop("at", "")):
        given.update(day=moment.date(), time=moment.time(), slot="own")
    given.setdefault("day", day_of(at, place.time_zone) if place else at.date())
    if given.get("client") and given["client"] != given.get("known") and (habit := _habit(given["client"])):
        _take_habit(given, habit)
    return given


def _take_habit(given: dict[str, Any], habit: Habit) -> None:
    """Somebody was just chosen: what they usually have stands in, but never over a person already asked for."""
    if habit.segment and habit.segment.service.archived_at is None and not request_names(given):
        given["service"] = habit.segment.service.public_id
    if habit.practitioner and not given.get("with"):
        given["with"] = habit.practitioner.public_id


def request_names(given: dict[str, Any]) -> bool:
    """The address already says which service."""
    return bool(given.get("service")) and "known" not in given


def _habit(public_id: str) -> Habit | None:
    form = BookingForm(initial={"client": public_id})
    return habit_of(form.person) if form.person else None


def surroundings(
    request: PracticeRequest, form: BookingForm, refusal: Refusal | None, at: datetime
) -> dict[str, Any]:
    """The people found, what to mind about the one chosen, and the times to offer."""
    client, typed = form.person, str(form["q"].value() or "").strip()
    found = find(Client.objects.current(), typed).clients(most=AT_MOST) if typed and client is None else []
    minded = minded_about(client) if client else None
    if client and minded:
        note_reading(request, client, minded.health, where="booking", at=at)
        form.fields["alert_reason"].required = minded.gravest == "stop"
    return {
        "client": client,
        "found": found,
        "typed": typed,
        "is_new": form["client"].value() == NEW,
        **refused_time(request, refusal, form.place.time_zone if form.place else "UTC"),
        "minded": minded,
        **times(request, form, client, at),
    }


def times(request: PracticeRequest, form: BookingForm, client: Client | None, at: datetime) -> dict[str, Any]:
    day, place, service, person = form.value_of("day"), form.place, form.chosen, form.value_of("with")
    if not (day and place and service):
        return {}
    habit = habit_of(client) if client else None
    clock = form.value_of("time")
    near = minute_of(first_instant(datetime.combine(day, clock), place.time_zone)) if clock else None
    usual = habit.practitioner if habit and person is None else None
    wish = Wish(
        practitioner_id=usual.pk if usual else None,
        minute_of_day=habit.minute_of_day if habit and not clock else None,
        near=near,
    )
    wanted = Wanted(service=service, location=place, practitioner=person)
    found = offered(
        offer(wanted, request.practice, day=day, at=at, client=client, wish=wish), place.time_zone
    )
    return {
        **found,
        "slot": still_offered(form, found),
        "place": place,
        "day": day,
        "clock": clock,
        "person": person,
        "people": form.fields["with"].queryset,  # type: ignore[attr-defined]
        "service": service,
        "same_day": ", ".join(
            formats.time_format(visit.starts_local.replace(tzinfo=None))
            for visit in (visits_on(client, day, place.time_zone) if client else [])
        ),
    }


def still_offered(form: BookingForm, found: dict[str, Any]) -> str:
    """The time chosen, if it is still there after the service, the person or the day changed."""
    chosen = form["slot"].value() or (OWN if form["time"].value() else "")
    keys = {chip.key for chip in (*found["best"], *found["others"])}
    return chosen if chosen == OWN or chosen in keys else ""


@require_POST
@may("book")
def unbook(request: PracticeRequest, visit_id: Any, seen: str) -> HttpResponse:
    """Undo a booking made by mistake: it is called off by us, and nobody is told."""
    booked = visit_or_404(visit_id)
    try:
        desk.call_off(
            booked, party="practice", reason=_("Booked by mistake"), quietly=True, seen=seen,
            by=request.member, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return refused(request, refusal, back=calendar_of(booked))
    return done(request, _("The booking is taken back."), back=calendar_of(booked))
