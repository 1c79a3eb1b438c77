"""The first page of the day: who comes, what waits for a person, and where to go from here. It spans all apps."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.models import Appointment, Resource
from bookings.queries.open_ends import open_ends
from bookings.rules.time import day_of, wall_of
from config.day import TOMORROW, line_of, not_called_off, own_hands, unconfirmed, visits_on
from followups.queries.outbox import Attention, attention
from metrics import wording
from metrics.cards import card
from metrics.forms import FilterForm
from metrics.queries.numbers import headlines
from metrics.queries.today import free_minutes, late_by_rhythm
from practices.middleware import PracticeRequest
from practices.models import Job, Location, Member
from practices.permissions import allowed, may
from practices.queries import home_place, locations

SHOWN, PER_PAGE = 5, 50
COMING = (Appointment.Status.BOOKED, Appointment.Status.CONFIRMED)


@may("see_today")
def today(request: PracticeRequest) -> HttpResponse:
    at = timezone.now()
    places = list(locations())
    shown: dict[str, Any] = {
        "now": at,
        "places": places,
        "greeting": greeting(at, places),
        "first_name": request.member.name.split()[0],
        "running_jobs": Job.objects.filter(status__in=["waiting", "running"]).order_by("-id")[:3],
    }
    if allowed(request.member, "see_calendar"):
        shown |= the_day(places, request.member, at=at)
    if allowed(request.member, "see_messages"):
        shown["needs"] = shortened(attention())
    if places and allowed(request.member, "see_clients"):
        late_ones = late_by_rhythm(day_of(at, places[0].time_zone))
        shown |= {"late": late_ones[:SHOWN], "late_count": late_ones.count()}
    if allowed(request.member, "see_metrics"):
        form = FilterForm(QueryDict(), practice=request.practice)
        numbers = headlines(form.scope(at=at))
        shown["cards"] = [card(number, request.practice.currency) for number in numbers]
    return render(request, "today.html", shown)


@may("see_clients")
def late(request: PracticeRequest) -> HttpResponse:
    """Everybody the first page counts as late by their own rhythm."""
    place = home_place()
    today = day_of(timezone.now(), place.time_zone if place else "UTC")
    page = Paginator(late_by_rhythm(today), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "late.html", {"page": page})


def greeting(at: datetime, places: list[Location]) -> str:
    """By the wall clock of the first place."""
    hour = wall_of(at, places[0].time_zone).hour if places else at.hour
    if hour < 12:
        return _("Good morning, {name}")
    return _("Good afternoon, {name}") if hour < 18 else _("Good evening, {name}")


def the_day(places: list[Location], member: Member, *, at: datetime) -> dict[str, Any]:
    """Today's visits and what is left open; a practitioner sees their own."""
    own = own_hands(member)
    person = own.first() if own is not None else None
    has_ends = own is None or person is not None
    visits = list(not_called_off(visits_on(places, at, own=own)))
    lines = [line_of(visit, at) for visit in visits]
    done = [visit for visit in visits if visit.status == Appointment.Status.COMPLETED]
    tomorrow = unconfirmed(visits_on(places, at, own=own, ahead=TOMORROW))
    return {
        "lines": [line for line in lines if not line.is_over],
        "earlier": [line for line in lines if line.is_over],
        "is_own": own is not None,
        "standing": len(visits),
        "done": len(done),
        "coming": len([visit for visit in visits if visit.status in COMING and visit.ends_at > at]),
        "booked_value": sum(visit.price for visit in visits),
        "unconfirmed_tomorrow": tomorrow.count(),
        "free": wording.hours(free_minutes(places, member=member if own is not None else None, at=at)),
        "open_ends": open_ends(at=at, person=person).count() if has_ends else 0,
        "open_ends_url": open_ends_url(member, person) if has_ends else "",
    }


def open_ends_url(member: Member, person: Resource | None) -> str:
    """The list that is as long as the number says; nowhere for who does not close visits."""
    if not allowed(member, "run_visits"):
        return ""
    return reverse("bookings:open_ends") + (f"?with={person.public_id}" if person else "")


def shortened(needs: Attention) -> dict[str, Any]:
    """The first few of each kind, and how many there are in all."""
    return {
        "count": needs.count,
        "answers": needs.answers[:SHOWN],
        "heard": needs.heard[:SHOWN],
        "messages": needs.messages[:SHOWN],
    }
