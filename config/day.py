"""The visits of a day over all places, each on its own calendar: what the first page counts, and the lists that its
numbers open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import Appointment, Resource, Segment
from bookings.rules.time import day_of, day_span, instant_of
from practices.middleware import PracticeRequest
from practices.models import Location, Member
from practices.permissions import may
from practices.queries import locations

PER_PAGE = 50
TOMORROW = timedelta(days=1)
"""Of dates. Added to a moment it may end in the same day, the night the clocks go back."""
OVER = (Appointment.Status.COMPLETED, Appointment.Status.NO_SHOW)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One visit of the day, with what a list says of it."""

    visit: Appointment
    services: str
    people: str
    is_over: bool
    is_now: bool


@require_safe
@may("see_calendar")
def visits_today(request: PracticeRequest) -> HttpResponse:
    """Everybody the first page counts as a visit of today."""
    at, places, own = timezone.now(), list(locations()), own_hands(request.member)
    found = not_called_off(visits_on(places, at, own=own))
    booked = found.order_by().aggregate(sum=Sum("price"))["sum"] or 0
    return _listed(request, "visits_today.html", found, at, places=places, booked=booked)


@require_safe
@may("see_calendar")
def unconfirmed_tomorrow(request: PracticeRequest) -> HttpResponse:
    """Everybody the first page counts as not confirmed for tomorrow."""
    at, places, own = timezone.now(), list(locations()), own_hands(request.member)
    found = unconfirmed(visits_on(places, at, own=own, ahead=TOMORROW))
    return _listed(request, "unconfirmed_tomorrow.html", found, at, places=places)


def _listed(
    request: PracticeRequest, template: str, found: QuerySet[Appointment], at: datetime, **shown: Any
) -> HttpResponse:
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown |= {"page": page, "lines": [line_of(visit, at) for visit in page], "is_own": is_own(request.member)}
    return render(request, template, shown)


def is_own(member: Member) -> bool:
    """A practitioner's day is their own visits; everybody else's is the whole practice's."""
    return member.role == Member.Role.PRACTITIONER


def own_hands(member: Member) -> QuerySet[Resource] | None:
    return Resource.objects.filter(member=member) if is_own(member) else None


def visits_on(
    places: list[Location],
    at: datetime,
    *,
    own: QuerySet[Resource] | None,
    ahead: timedelta = timedelta(),
) -> QuerySet[Appointment]:
    """Visits of the day that `at` falls on, or so many days later, in the order of the clock.

    own     the hands whose visits are meant; None for everybody's
    """
    days = Q(pk=None)
    for place in places:
        low, high = day_span(day_of(at, place.time_zone) + ahead, place.time_zone)
        days |= Q(location=place, starts_at__gte=instant_of(low), starts_at__lt=instant_of(high))
    found: QuerySet[Appointment] = Appointment.objects.filter(days)
    if own is not None:
        found = found.filter(Exists(Segment.objects.filter(appointment=OuterRef("pk"), practitioner__in=own)))
    related = ("segments__service", "segments__practitioner")
    return found.select_related("client", "location").prefetch_related(*related).order_by("starts_at", "id")


def not_called_off(visits: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return visits.exclude(status__in=Appointment.CANCELLED)


def unconfirmed(visits: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return visits.filter(status=Appointment.Status.BOOKED)


def line_of(visit: Appointment, at: datetime) -> Line:
    segments = sorted(visit.segments.all(), key=lambda segment: segment.position)
    return Line(
        visit=visit,
        services=", ".join(segment.service.name for segment in segments),
        people=", ".join(dict.fromkeys(segment.practitioner.name for segment in segments)),
        is_over=visit.status in OVER,
        is_now=visit.starts_at <= at < visit.ends_at,
    )
