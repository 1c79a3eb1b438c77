"""What layouts need beside the practice and member: colours, scripts, and where this member may go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from practices.navigation import navigation
from practices.queries import demo_doors, locations
from practices.views.letters import OPEN_IN
from practices.vocabulary import words_of

THEMES = ("rapport", "rapport-dark")
MODULES = ("theme", "dialogs", "menus", "toasts", "filters", "keys", "forms", "board", "booking", "search")
DOORS = {
    "account": "/accounts/2fa/",
    "sign_out": "/accounts/logout/",
    "new_practice": "/practices/new/",
}
"""Addresses outside a practice, where reverse() would put the practice's prefix before them."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the layouts; a page's own context wins over it.

    theme        "rapport", "rapport-dark" or "" (as the system), from the cookie theme.js writes
    navigation   the places this member may go to; only inside a practice
    """
    theme = request.COOKIES.get("theme", "")
    known: dict[str, Any] = {
        "theme": theme if theme in THEMES else "",
        "js_modules": [f"js/{name}.js" for name in MODULES],
        "person_name": SimpleLazyObject(lambda: name_of(request)),
        "doors": DOORS,
        "shows_letters": settings.MODE in OPEN_IN,
    }
    if settings.MODE == "demo":
        known["demo_doors"] = SimpleLazyObject(demo_doors)
    if getattr(request, "member", None) is not None:
        known["navigation"] = SimpleLazyObject(lambda: navigation(request))
        known["words"] = words_of(request.practice)  # type: ignore[attr-defined]  # set by the middleware
        known["home_zone"] = SimpleLazyObject(home_zone)
        known["other_practices"] = SimpleLazyObject(lambda: other_practices(request))
    return known


def name_of(request: HttpRequest) -> str:
    """How the person is called on the page; the part before the @ when no name was given."""
    member, user = getattr(request, "member", None), getattr(request, "user", None)
    if member is not None:
        return str(member.name)
    if user is None or not user.is_authenticated:
        return ""
    return str(user.name or user.email.partition("@")[0])


def other_practices(request: HttpRequest) -> list[Any]:
    """The further practices of this person, for the switcher."""
    mine, here = request.practices, request.practice  # type: ignore[attr-defined]  # set by the middleware
    return [practice for practice in mine if practice.pk != here.pk]


def home_zone() -> str:
    """The clock of the first place, where a page does not say whose clock it shows."""
    place = locations().first()
    return str(place.time_zone) if place else ""
