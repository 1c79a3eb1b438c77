"""The way from the street into a practice: no sign-in, one practice, within limits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bookings import limits
from bookings.actions import patiently
from practices.events import coming_from
from practices.models import Location, Practice
from practices.seen import address_of
from practices.tenancy import visit

View = Callable[..., HttpResponse]


def street(limit: limits.Limit = limits.LOOKS) -> Callable[[View], View]:
    """Let anybody in: find the practice by its slug, keep to the limit, be inside it for one transaction.

    limit       for POST; looking has its own, wider one
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **parts: object) -> HttpResponse:
            practice = Practice.objects.filter(slug=slug).first()
            if practice is None:
                raise Http404
            asked = limit if request.method == "POST" else limits.LOOKS
            if not limits.within(asked, practice, address_of(request), at=timezone.now()):
                return render(request, "bookings/public/too_often.html", {"practice": practice}, status=429)

            def inside() -> HttpResponse:
                with visit(practice), coming_from("public"):
                    return view(request, practice, **parts)

            response = patiently(inside)
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["Referrer-Policy"] = "same-origin"
            return response

        return guarded

    return guard


@dataclass(frozen=True)
class Place:
    """The location a visitor looks at, and how links keep it: ?place=2 where there are several."""

    location: Location
    number: int
    others: list[tuple[int, Location]]

    @property
    def query(self) -> str:
        return f"?place={self.number}" if self.others else ""


def place_of(request: HttpRequest) -> Place:
    open_ones = _open_ones()
    if not open_ones:
        raise Http404
    asked = request.GET.get("place", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 and 1 <= int(asked) <= len(open_ones) else 1
    return _place(open_ones, number)


def place_at(location: Location) -> Place:
    """The place of a hold; the first one, where it was closed meanwhile."""
    open_ones = _open_ones()
    number = open_ones.index(location) + 1 if location in open_ones else 1
    return _place(open_ones or [location], number)


def _open_ones() -> list[Location]:
    return list(Location.objects.filter(closed_at=None).order_by("position", "id"))


def _place(open_ones: list[Location], number: int) -> Place:
    others = list(enumerate(open_ones, 1)) if len(open_ones) > 1 else []
    return Place(open_ones[number - 1], number, others)
