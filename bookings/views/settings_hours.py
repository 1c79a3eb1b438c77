"""Settings: who works when, and when the house is closed. A change shows the visits it leaves outside."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bookings import actions
from bookings.forms.hours import ClosureForm, DaysForm, PersonForm, PractitionerForm, TeamWeekForm
from bookings.models import Appointment, Closure, Resource, ShiftException
from bookings.queries.hours import planned_week, weeks_of
from bookings.queries.visits import left_behind, stranded_at, stranded_visits
from bookings.rules.time import day_of
from practices.actions.seen import FieldsChanged
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.models import Location
from practices.permissions import may
from practices.toasts import toast


@may("manage_team_hours")
def hours(request: PracticeRequest) -> HttpResponse:
    """Everybody's week, and the days the house is closed."""
    form = ClosureForm(request.POST or None)
    if form.is_valid():
        try:
            stranded = actions.close_days(
                request.practice, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error("last", str(refusal))
        else:
            say_saved(request, stranded)
            return redirect("bookings:hours")
    now = timezone.now()
    places = list(Location.objects.filter(closed_at=None))
    today = day_of(now, places[0].time_zone)
    people = list(Resource.objects.filter(kind=Resource.Kind.PRACTITIONER, retired_at=None))
    context = {
        "form": form,
        "people": [(person, weeks) for person, weeks in weeks_of(people, places, today)],
        "closures": Closure.objects.filter(until_on__gt=today).select_related("location").order_by("from_on"),
        "stranded": [visit for place in places for visit in stranded_at(place, at=now)],
    }
    return render(request, "bookings/settings/hours.html", context, status=422 if form.errors else 200)


@may("manage_team_hours")
@require_POST
def open_days(request: PracticeRequest, pk: int) -> HttpResponse:
    actions.open_days(get_object_or_404(Closure, pk=pk), by=request.member, at=timezone.now())
    return redirect("bookings:hours")


@may("manage_team_hours")
def new_practitioner(request: PracticeRequest) -> HttpResponse:
    form = PractitionerForm(request.POST or None)
    if form.is_valid():
        places = Location.objects.filter(closed_at=None)
        who = actions.add_practitioner(
            request.practice, location=places[0], by=request.member, at=timezone.now(), **form.cleaned_data
        )
        toast(request, _("{name} works the usual week. Change it here.").format(name=who.name))
        return redirect("bookings:person", who.public_id)
    context = {"form": form}
    return render(request, "bookings/settings/practitioner.html", context, status=422 if form.errors else 200)


@may("manage_team_hours")
def person(request: PracticeRequest, public_id: uuid.UUID) -> HttpResponse:
    """One practitioner: how they are shown, their week, their single days."""
    who = _practitioner(public_id)
    form = PersonForm(request.POST or None, who=who)
    if form.is_valid():
        try:
            actions.save_practitioner(who, by=request.member, at=timezone.now(), **form.cleaned_data)
        except FieldsChanged as refusal:
            form.tell(refusal)
            return _page(request, who, person_form=form, status=409)
        toast(request, _("Saved."))
        return redirect("bookings:person", who.public_id)
    return _page(request, who, person_form=form)


@may("manage_team_hours")
@require_POST
def week(request: PracticeRequest, public_id: uuid.UUID, place: int) -> HttpResponse:
    who, location, at = _practitioner(public_id), get_object_or_404(Location, pk=place), timezone.now()
    form = _week_form(who, location, day_of(at, location.time_zone), request.POST)
    if not form.is_valid():
        return _page(request, who, week_form=(location.pk, form))
    try:
        stranded = actions.save_week(who, location=location, **form.wanted(), by=request.member, at=at)
    except FieldsChanged as refusal:
        form.tell(refusal)
        return _page(request, who, week_form=(location.pk, form), status=409)
    say_saved(request, stranded)
    return redirect("bookings:person", who.public_id)


@may("manage_team_hours")
@require_POST
def days(request: PracticeRequest, public_id: uuid.UUID, place: int) -> HttpResponse:
    who = _practitioner(public_id)
    form = DaysForm(request.POST, usual=get_object_or_404(Location, pk=place))
    if form.is_valid():
        try:
            stranded = actions.set_day(who, by=request.member, at=timezone.now(), **form.wanted())
        except Refusal as refusal:
            form.add_error("last", str(refusal))
        else:
            say_saved(request, stranded)
            return redirect("bookings:person", who.public_id)
    return _page(request, who, days_form=form)


@may("manage_team_hours")
@require_POST
def drop_day(request: PracticeRequest, pk: int) -> HttpResponse:
    exception = get_object_or_404(ShiftException.objects.select_related("practitioner"), pk=pk)
    who = exception.practitioner
    say_saved(request, actions.drop_day(exception, by=request.member, at=timezone.now()))
    return redirect("bookings:person", who.public_id)


def _practitioner(public_id: uuid.UUID) -> Resource:
    who: Resource = get_object_or_404(Resource, public_id=public_id, kind=Resource.Kind.PRACTITIONER)
    return who


def _week_form(who: Resource, place: Location, today: date, sent: QueryDict | None = None) -> TeamWeekForm:
    return TeamWeekForm(sent, planned=planned_week(who, place, today), today=today)


def say_saved(request: PracticeRequest, stranded: list[Appointment]) -> None:
    """Saved, and how many visits that leaves outside; the page names them."""
    if stranded:
        words = ngettext(
            "Saved. {count} visit now lies outside the hours.",
            "Saved. {count} visits now lie outside the hours.",
            len(stranded),
        )
        toast(request, words.format(count=len(stranded)), is_refused=True)
    else:
        toast(request, _("Saved. Every visit is within the hours."))


def _page(
    request: PracticeRequest,
    who: Resource,
    *,
    person_form: PersonForm | None = None,
    week_form: tuple[int, TeamWeekForm] | None = None,
    days_form: DaysForm | None = None,
    status: int = 0,
) -> HttpResponse:
    """status      unless given, what the forms say"""
    now = timezone.now()
    places = list(Location.objects.filter(closed_at=None))
    drawn = {place.pk: _week_form(who, place, day_of(now, place.time_zone)) for place in places}
    sent = dict([week_form] if week_form else [])
    usual = next((place for place in places if drawn[place.pk].initial["seen"]["hours"]), places[0])
    given: list[Any] = [person_form, week_form and week_form[1], days_form]
    context = {
        "who": who,
        "form": person_form or PersonForm(who=who),
        "weeks": [(place, sent.get(place.pk, drawn[place.pk])) for place in places],
        "usual": usual,
        "days_form": days_form or DaysForm(usual=usual),
        "exceptions": ShiftException.objects.filter(practitioner=who, day__gte=day_of(now, usual.time_zone))
        .select_related("location")
        .order_by("day"),
        "stranded": [visit for place in places for visit in stranded_visits(place, [who], at=now)],
        "ahead": left_behind(who, at=now),
        "has_changes_ahead": any(form.initial["seen"]["ahead"] for form in drawn.values()),
    }
    said = 422 if any(form is not None and form.errors for form in given) else 200
    return render(request, "bookings/settings/person.html", context, status=status or said)
