"""The places of the sidebar, in order, each behind the verb that opens it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from practices.permissions import allowed
from practices.vocabulary import words_of


@dataclass(frozen=True)
class Place:
    """A line of the sidebar.

    key     `g` then this letter goes there
    word    a word of the practice's own that stands for the label
    """

    label: Any
    icon: str
    route: str
    verb: str
    key: str = ""
    url: str = ""
    is_here: bool = False
    word: str = ""


MAIN = (
    Place(_("Today"), "sun", "today", "see_today", "t"),
    Place(_("Calendar"), "calendar", "bookings:calendar", "see_calendar", "k"),
    Place(_("Clients"), "users", "clients:list", "see_clients", "c", word="many"),
    Place(_("Journeys"), "route", "journeys:board", "see_journeys", "j"),
    Place(_("Messages"), "inbox", "followups:outbox", "see_messages", "m"),
    Place(_("Metrics"), "chart-column", "metrics:dashboard", "see_metrics", "n"),
)
TO_DO = (
    Place(_("New booking"), "plus", "bookings:new", "book"),
    Place(_("New client"), "user-plus", "clients:new", "change_clients", word="new"),
)
FOOT = (Place(_("Settings"), "settings", "practices:settings", "see_settings", "s"),)
SETTINGS = (
    Place(_("Practice"), "building-2", "practices:practice", "manage_practice"),
    Place(_("Locations"), "map-pin", "practices:locations", "manage_places"),
    Place(_("Team"), "users", "practices:members", "see_members"),
    Place(_("Services"), "sparkles", "bookings:services", "manage_services"),
    Place(_("Working hours"), "clock", "bookings:hours", "manage_team_hours"),
    Place(_("Import"), "upload", "clients:imports", "import_clients"),
    Place(_("Keys"), "key-round", "practices:keys", "manage_programs"),
    Place(_("Webhooks"), "webhook", "practices:endpoints", "manage_webhooks"),
    Place(_("Long work"), "loader", "practices:jobs", "see_jobs"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The sidebar, the search field and the booking button, as far as this member may."""
    return {
        "main": places(MAIN, request),
        "foot": places(FOOT, request),
        "settings": SimpleLazyObject(lambda: settings_places(request)),  # few pages show them
        "search": address("clients:list", "see_clients", request),
        "find": address("search", "see_today", request),
        "new_booking": address("bookings:new", "book", request),
    }


def settings_places(request: HttpRequest) -> list[Place]:
    """The pages of the settings that this member may see; never empty, for all may see long work."""
    return places(SETTINGS, request)


def everywhere(request: HttpRequest) -> list[Place]:
    """Every place this member may go to, things to do first: what the search field offers."""
    return places((*TO_DO, *MAIN, *SETTINGS), request)


def places(listed: tuple[Place, ...], request: HttpRequest) -> list[Place]:
    words = words_of(request.practice)  # type: ignore[attr-defined]  # set by the middleware
    found = []
    for place in listed:
        if url := address(place.route, place.verb, request):
            label = place.label if place.word == "" else words[place.word]
            found.append(replace(place, label=label, url=url, is_here=is_here(url, request)))
    return found


def address(route: str, verb: str, request: HttpRequest) -> str:
    """Where the route is, or nothing when this member may not go there."""
    if not allowed(request.member, verb):  # type: ignore[attr-defined]  # set by the middleware
        return ""
    return reverse(route)


def is_here(url: str, request: HttpRequest) -> bool:
    """A place is lit on its own page and on all pages below it; the front page only on itself."""
    return request.path == url or (url.count("/") > 3 and request.path.startswith(url))
