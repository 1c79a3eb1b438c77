"""The day at the desk: a calendar with a column for each practitioner, and the same day as a list."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import time_format

from bookings.forms.days import day_in
from bookings.models import Resource
from bookings.queries.day import Card, Day, day_at, people_at
from bookings.queries.open_ends import open_ends
from bookings.rules.seen import seen_of
from bookings.rules.time import day_of
from bookings.views import desk_feed
from practices.middleware import PracticeRequest
from practices.models import Location
from practices.permissions import allowed, may


@may("see_calendar")
def calendar(request: PracticeRequest) -> HttpResponse:
    at = timezone.now()
    day = asked_day(request, at)
    shown = {**frame(request, day, at), "rows": rows(day, at)}
    return render(request, "bookings/desk_calendar.html", shown)


@may("see_calendar")
def feed(request: PracticeRequest) -> HttpResponse:
    at = timezone.now()
    return desk_feed.answer(request, asked_day(request, at), at)


def asked_day(request: PracticeRequest, at: datetime) -> Day:
    """The day, location and person that the address names; today and the first location without."""
    location = asked_location(request)
    if location is None:
        raise Http404
    day = day_in(request.GET.get("day", "")) or day_of(at, location.time_zone)
    return day_at(location, day, at=at, only=asked_person(request))


def locations_of(request: PracticeRequest) -> list[Location]:
    """Every open place of the practice, asked for once a request."""
    known: list[Location] | None = getattr(request, "desk_places", None)
    if known is None:
        known = request.desk_places = list(Location.objects.filter(closed_at=None))  # type: ignore[attr-defined]
    return known


def asked_location(request: PracticeRequest) -> Location | None:
    """The one that is asked for, else the one looked at last, else the first."""
    places = locations_of(request)
    asked = request.GET.get("location") or str(request.session.get(_kept(request), ""))
    found = next((place for place in places if str(place.pk) == asked), places[0] if places else None)
    if found and request.GET.get("location") == str(found.pk) and len(places) > 1:
        request.session[_kept(request)] = found.pk
    return found


def _kept(request: PracticeRequest) -> str:
    return f"location:{request.practice.pk}"


def asked_person(request: PracticeRequest) -> Resource | None:
    """The one practitioner the address names, by public id."""
    try:
        asked = UUID(request.GET.get("with", ""))
    except ValueError:
        return None
    people: Any = Resource.objects.filter(kind=Resource.Kind.PRACTITIONER, public_id=asked)
    return people.first()


def rows(day: Day, at: datetime) -> list[dict[str, Any]]:
    """The list under the calendar: a line for each visit, with what may be done now."""
    return [row(day, card, at) for card in day.cards]


def row(day: Day, card: Card, at: datetime) -> dict[str, Any]:
    segment = card.segment
    return {
        "card": card,
        "visit": card.appointment,
        "segment": segment,
        "person": segment.practitioner,
        "step": desk_feed.step_of(card.appointment.status),
        "seen": seen_of(card.appointment),
        "is_past": segment.ends_at <= at,
        "is_now": segment.starts_at <= at < segment.ends_at,
    }


def frame(request: PracticeRequest, day: Day, at: datetime) -> dict[str, Any]:
    """What stands around the day: where to go from here, and what the browser's calendar must know."""
    today = day_of(at, day.zone)
    return {
        "board": day,
        "day": day.day,
        "today": today,
        "before": day.day - timedelta(days=1),
        "after": day.day + timedelta(days=1),
        "places": locations_of(request),
        "people": people_at(day.location),
        "only": asked_person(request),
        "wants": "list" if request.GET.get("view") == "list" else "calendar",
        "open_ends": open_ends(at=at, place=day.location).count(),
        "opens": f"{day.opens // 60:02}:00",
        "closes": f"{day.closes // 60:02}:00",
        "hours": "|".join(time_format(time(hour)) for hour in range(24)),
        "offset": desk_feed.offset_of(today, day.zone),
        "scroll_to": scroll_to(day, at, today),
        "may_move": allowed(request.member, "book"),
        "alert_words": desk_feed.alert_words(),
    }


def scroll_to(day: Day, at: datetime, today: date) -> str:
    """Today opens an hour before now, other days at their beginning."""
    if day.day != today:
        return f"{day.opens // 60:02}:00"
    hour = at.astimezone(day.location.zone).hour
    return f"{max(day.opens // 60, hour - 1):02}:00"
