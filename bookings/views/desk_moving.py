"""Moving a visit, or making it longer or shorter; and taking that back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.actions import desk
from bookings.actions.length import change_length
from bookings.actions.refusals import TimeRefused
from bookings.forms.days import moment_in
from bookings.forms.desk_booking import OWN
from bookings.forms.desk_move import MoveForm
from bookings.models import Appointment, Resource, Segment
from bookings.queries import Wanted
from bookings.queries.desk_offers import offer
from bookings.queries.desk_visit import segments_of
from bookings.queries.feed import anatomy_booked
from bookings.queries.lanes import Leaving
from bookings.rules.ranking import Wish
from bookings.rules.seen import seen_of
from bookings.views.desk_answers import done, refused, signed, unsigned, visit_or_404
from bookings.views.desk_times import offered, refused_time, sent
from bookings.views.desk_visit import calendar_of, part_or_page
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import may


@may("book")
def move(request: PracticeRequest, visit_id: UUID) -> HttpResponse:
    at, visit = timezone.now(), visit_or_404(visit_id)
    segments = segments_of(visit)
    form = MoveForm(sent(request), initial=asked(request, visit), visit=visit, segments=segments)
    refusal: Refusal | None = None
    if form.is_bound and form.is_valid():
        back = undo_of(visit, segments)
        try:
            moved = act(form, request, at)
        except Refusal as no:
            refusal = no
            if not isinstance(no, TimeRefused):
                form.add_error(None, str(no))
        else:
            undo = reverse("bookings:move_back", args=[visit_id, signed(**back, seen=seen_of(moved))])
            events: dict[str, Any] = {"visit_moved": {}, "overlay_close": {}}
            return done(
                request, sentence_of(moved, form, visit), undo=undo, back=calendar_of(moved), **events
            )
    shown = {
        "form": form,
        "visit": visit,
        **refused_time(request, refusal, visit.time_zone),
        **choices(request, form, at),
    }
    return part_or_page(request, "bookings/desk_move.html", shown, is_refused=bool(form.errors or refusal))


def act(form: MoveForm, request: PracticeRequest, at: datetime) -> Appointment:
    if minutes := form.new_minutes:
        return change_length(form.visit, minutes=minutes, **form.manner(), by=request.member, at=at)
    return desk.move(form.visit, **form.arguments(), by=request.member, at=at)


def asked(request: PracticeRequest, visit: Appointment) -> dict[str, Any]:
    """What the form starts from: where the card was dropped, or where the visit is."""
    given: dict[str, Any] = {**request.GET.dict(), **request.POST.dict()}
    if moment := moment_in(given.pop("at", "")):
        given.update(day=moment.date(), time=moment.time(), slot="own", is_dropped=True)
    given.setdefault("day", visit.starts_local.date())
    given.setdefault("seen", seen_of(visit))
    return given


def choices(request: PracticeRequest, form: MoveForm, at: datetime) -> dict[str, Any]:
    """Free times for the same visit, its own time counted as free; nothing for a visit in several parts."""
    segment, day = form.segment, form.value_of("day")
    person: Resource = form.value_of("with") or segment.practitioner
    shown = {
        "segment": segment,
        "person": person,
        "unable": form.unable,
        "people": form.fields["with"].queryset,  # type: ignore[attr-defined]
        "place": form.visit.location,
        "day": day,
        "clock": form.value_of("time"),
        "slot": form["slot"].value() or OWN,
        "target": form.target(),
        "new_minutes": form.new_minutes,
        "is_dropped": bool(form.initial.get("is_dropped")),
        "is_silent": form.new_minutes or (form.initial.get("is_dropped") and form.keeps_start),
        "service": segment.service,
    }
    if shown["is_dropped"] or not day or not form.is_single:
        return shown
    wanted = Wanted(
        service=segment.service,
        location=form.visit.location,
        practitioner=person,
        anatomy=anatomy_booked(segment),
    )
    found = offer(
        wanted, request.practice, day=day, at=at, client=form.visit.client,
        leaving=Leaving(appointment_id=form.visit.pk), wish=Wish(practitioner_id=segment.practitioner_id),
    )  # fmt: skip
    return {**shown, **offered(found, form.visit.time_zone)}


def undo_of(visit: Appointment, segments: list[Segment]) -> dict[str, Any]:
    """How it was before, for the way back."""
    [first, *others] = segments
    minutes = round((first.ends_at - first.starts_at).total_seconds() / 60)
    return {
        "starts": visit.starts_at.isoformat(),
        "who": people_of(segments),
        "confirmed": visit.status == Appointment.Status.CONFIRMED,
        "minutes": None if others else minutes,
    }


def people_of(segments: list[Segment]) -> list[int]:
    return [one.practitioner_id for one in segments]


def sentence_of(moved: Appointment, form: MoveForm, was: Appointment) -> str:
    if form.new_minutes:
        ends = formats.time_format(moved.ends_local.replace(tzinfo=None))
        return _("{client} now stays until {time}.").format(client=moved.client.name, time=ends)
    if moved.starts_at == was.starts_at:
        return _("{client} comes at the same time, and gets no message.").format(client=moved.client.name)
    local = moved.starts_local.replace(tzinfo=None)
    when = f"{formats.date_format(local, 'D j M')}, {formats.time_format(local)}"
    return _("{client} is moved to {when}.").format(client=moved.client.name, when=when)


@require_POST
@may("book")
def move_back(request: PracticeRequest, visit_id: UUID, token: str) -> HttpResponse:
    visit, was = visit_or_404(visit_id), unsigned(token)
    try:
        back = taken_back(visit, was, request, timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, back=calendar_of(visit))
    return done(
        request,
        _("{client} is back where they were.").format(client=back.client.name),
        back=calendar_of(back),
    )


def taken_back(
    visit: Appointment, was: dict[str, Any], request: PracticeRequest, at: datetime
) -> Appointment:
    starts_at = datetime.fromisoformat(was["starts"])
    is_where_it_was = starts_at == visit.starts_at and was["who"] == people_of(segments_of(visit))
    if is_where_it_was and was["minutes"]:
        return change_length(
            visit, minutes=was["minutes"], insist=frozenset({"hours", "rest", "client"}),
            seen=was["seen"], by=request.member, at=at,
        )  # fmt: skip
    people: dict[int, Resource] = Resource.objects.in_bulk(was["who"])
    return desk.move_back(
        visit, starts_at=starts_at, practitioners=[people[pk] for pk in was["who"]],
        was_confirmed=was["confirmed"], seen=was["seen"], by=request.member, at=at,
    )  # fmt: skip
