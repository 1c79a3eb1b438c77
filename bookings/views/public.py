"""The public booking page: service, who, time, details, done. Works without JavaScript."""

import uuid
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from bookings import actions, limits, links
from bookings.forms import VisitorForm
from bookings.forms.days import day_in
from bookings.models import Hold, Resource, Service
from bookings.queries.feed import Wanted
from bookings.queries.offers import bookable_services, offers_at, practitioners_of
from bookings.queries.public import offered_days, offered_instead, read_time
from bookings.rules.time import day_of, is_ambiguous, offset_label, wall_of, zone_label
from bookings.views.entrance import Place, place_at, place_of, street
from practices.errors import Refusal
from practices.models import Practice

ANYONE = "anyone"


@require_GET
@street()
def services(request: HttpRequest, practice: Practice) -> HttpResponse:
    place = place_of(request)
    offers = offers_at(place.location) if practice.books_online else []
    return render(
        request, "bookings/public/services.html", {"practice": practice, "place": place, "offers": offers}
    )


@require_GET
@street()
def people(request: HttpRequest, practice: Practice, service: uuid.UUID) -> HttpResponse:
    place = place_of(request)
    wanted = _service(practice, place, service)
    able = list(practitioners_of(wanted, place.location))
    if len(able) < 2:
        return redirect(f"{_times_path(practice, wanted)}{place.query}")
    context = {"practice": practice, "place": place, "service": wanted, "people": able}
    return render(request, "bookings/public/people.html", context)


@require_http_methods(["GET", "POST"])
@street(limits.HOLDS)
def times(request: HttpRequest, practice: Practice, service: uuid.UUID) -> HttpResponse:
    place = place_of(request)
    wanted = _service(practice, place, service)
    if request.method == "POST":
        return _hold(request, practice, place, wanted)
    return _times_page(request, practice, place, wanted)


def _times_page(
    request: HttpRequest, practice: Practice, place: Place, service: Service, refusal: Refusal | None = None
) -> HttpResponse:
    now, zone = timezone.now(), place.location.time_zone
    who = _person(request.GET.get("with", ANYONE), service, place)
    wanted = Wanted(service=service, location=place.location, practitioner=who, is_online=True)
    first = max(day_in(request.GET.get("from", "")) or date.min, day_of(now, zone))
    context = {
        "practice": practice,
        "place": place,
        "service": service,
        "who": who,
        "offered": offered_days(wanted, practice, first=first, at=now),
        "zone": zone_label(now, zone),
        "refusal": refusal,
        "instead": offered_instead(refusal.alternatives, zone)
        if isinstance(refusal, actions.TimeRefused)
        else [],
        "first": first,
        "tomorrow": first + timedelta(days=1),
    }
    return render(request, "bookings/public/times.html", context, status=409 if refusal else 200)


def _hold(request: HttpRequest, practice: Practice, place: Place, service: Service) -> HttpResponse:
    pressed = read_time(request.POST.get("time", ""))
    if pressed is None:
        return _times_page(request, practice, place, service)
    starts_at, who = pressed
    try:
        kept = actions.hold(
            service=service,
            practitioner=who,
            starts_at=starts_at,
            location=place.location,
            is_anyone=_person(request.GET.get("with", ANYONE), service, place) is None,
            instead_of=_held_before(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _times_page(request, practice, place, service, refusal)
    request.session["hold"] = str(kept.token)
    return redirect("public:details", slug=practice.slug, token=kept.token)


@require_http_methods(["GET", "POST"])
@street(limits.BOOKINGS)
def details(request: HttpRequest, practice: Practice, token: uuid.UUID) -> HttpResponse:
    kept = Hold.objects.select_related("location", "practice").filter(token=token).first()
    if kept is None:
        return _after_the_hold(practice, token)
    form = VisitorForm(request.POST or None, practice=practice)
    if request.method == "POST" and "instead" in request.POST:
        return _hold_instead(request, practice, kept, form)
    if form.is_trap_sprung:
        return redirect("public:services", slug=practice.slug)
    if not form.is_valid():
        return _details_page(request, practice, kept, form, status=422 if form.errors else 200)
    return _book(request, practice, kept, form)


def _book(request: HttpRequest, practice: Practice, kept: Hold, form: VisitorForm) -> HttpResponse:
    visitor, now = form.visitor(), timezone.now()
    contact_ok = limits.within(limits.BOOKINGS_PER_CONTACT, practice, visitor.email or visitor.phone, at=now)
    if not contact_ok or not limits.within(limits.BOOKINGS_PER_PRACTICE, practice, "all", at=now):
        return render(request, "bookings/public/too_often.html", {"practice": practice}, status=429)
    try:
        appointment = actions.book_held(kept, visitor, request=form.cleaned_data["request"], at=now)
    except actions.HoldGone:
        return _after_the_hold(practice, kept.token)
    except Refusal as refusal:
        return _details_page(request, practice, kept, form, refusal=refusal, status=409)
    request.session.pop("hold", None)
    return redirect(f"{links.manage_path(appointment)}?done=1")


def _details_page(
    request: HttpRequest,
    practice: Practice,
    kept: Hold,
    form: VisitorForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    zone, plan = kept.location.time_zone, kept.plan
    service = Service.objects.get(pk=plan["service_id"])
    who = Resource.objects.get(pk=plan["practitioner_id"])
    context = {
        "practice": practice,
        "hold": kept,
        "form": form,
        "service": service,
        "who": who,
        "back": _back_to_times(practice, kept, service, who),
        "wall": wall_of(kept.starts_at, zone),
        "expires": wall_of(kept.expires_at, zone),
        "offset": offset_label(kept.starts_at, zone) if is_ambiguous(kept.starts_at, zone) else "",
        "zone": zone_label(kept.starts_at, zone),
        "is_over": kept.expires_at <= timezone.now(),
        "refusal": refusal,
        "instead": offered_instead(refusal.alternatives, zone)
        if isinstance(refusal, actions.TimeRefused)
        else [],
    }
    return render(request, "bookings/public/details.html", context, status=status)


def _back_to_times(practice: Practice, kept: Hold, service: Service, who: Resource) -> str:
    """To the times looked at before: of this place, and of the person asked for or of anyone."""
    place = place_at(kept.location)
    query = {"with": ANYONE if kept.plan["anyone"] else str(who.public_id)}
    if place.others:
        query["place"] = str(place.number)
    return f"{_times_path(practice, service)}?{urlencode(query)}"


def _hold_instead(request: HttpRequest, practice: Practice, kept: Hold, form: VisitorForm) -> HttpResponse:
    """Take another time and keep what was written."""
    pressed = read_time(request.POST["instead"])
    if pressed is None:
        return _details_page(request, practice, kept, form, status=422)
    starts_at, who = pressed
    service = Service.objects.get(pk=kept.plan["service_id"])
    try:
        other = actions.hold(
            service=service,
            practitioner=who,
            starts_at=starts_at,
            location=kept.location,
            is_anyone=kept.plan["anyone"],
            instead_of=kept,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _details_page(request, practice, kept, form, refusal=refusal, status=409)
    request.session["hold"] = str(other.token)
    return _details_page(request, practice, other, form)


def _after_the_hold(practice: Practice, token: uuid.UUID) -> HttpResponse:
    """Booked already (double click, back button), or given back: go where that leads."""
    booked = actions.booked_before(actions.key_of(Hold(token=token)))
    if booked:
        return redirect(f"{links.manage_path(booked)}?done=1")
    return redirect("public:services", slug=practice.slug)


def _service(practice: Practice, place: Place, public_id: uuid.UUID) -> Service:
    if not practice.books_online:
        raise Http404
    return get_object_or_404(bookable_services(place.location), public_id=public_id)


def _person(code: str, service: Service, place: Place) -> Resource | None:
    """The practitioner named in the address; anyone where nobody is."""
    try:
        return practitioners_of(service, place.location).filter(public_id=uuid.UUID(code)).first()
    except ValueError:
        return None


def _times_path(practice: Practice, service: Service) -> str:
    return redirect("public:times", slug=practice.slug, service=service.public_id).url


def _held_before(request: HttpRequest) -> Hold | None:
    """The hold this browser made before; one visitor keeps one time."""
    token = request.session.get("hold")
    return Hold.objects.filter(token=token).first() if token else None
