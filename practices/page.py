"""What layouts need beside the practice and member: colours, scripts, and where this member may go."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from practices.kept import Drawings
from practices.navigation import navigation
from practices.queries import demo_doors, locations
from practices.views.letters import OPEN_IN
from practices.vocabulary import words_of

THEMES = ("rapport", "rapport-dark")
MODULES = (
    "theme",
    "dialogs",
    "menus",
    "tabs",
    "toasts",
    "dates",
    "filters",
    "keys",
    "forms",
    "session",
    "board",
    "booking",
    "search",
)
DOORS = {
    "account": "/accounts/2fa/",
    "sign_out": "/accounts/logout/",
    "new_practice": "/practices/new/",
}
"""Addresses outside a practice, where reverse() would put the practice's prefix before them."""
PARTS = Drawings(most=1000)  # of 5 kB


class Other(NamedTuple):
    """A further practice of the person, in the switcher."""

    slug: str
    name: str


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the layouts; a page's own context wins over it.

    theme        "rapport", "rapport-dark" or "" (as the system), from the cookie theme.js writes
    navigation   the places this member may go to; only inside a practice
    """
    theme = theme_of(request)
    known: dict[str, Any] = {
        "theme": theme,
        "theme_menu": lambda: drawn("layouts/parts/theme_menu.html", theme=theme),
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
        known["sidebar"] = lambda: sidebar(request, known["navigation"])
    return known


def theme_of(request: HttpRequest) -> str:
    """The colours this browser chose, if it did."""
    asked = request.COOKIES.get("theme", "")
    return asked if asked in THEMES else ""


def drawn(template: str, **named: Hashable) -> str:
    """A part of many pages, kept under what it is drawn of: it is given that, and nothing else of the request."""
    key = (template, get_language(), *named.items())
    return PARTS.find(key, lambda: render_to_string(template, named))


def sidebar(request: HttpRequest, navigation: dict[str, Any]) -> str:
    """Where this member may go, and the switcher."""
    here, mine = request.practice, request.practices  # type: ignore[attr-defined]  # set by the middleware
    return drawn(
        "layouts/parts/sidebar.html",
        main=tuple(navigation["main"]),
        foot=tuple(navigation["foot"]),
        name=here.name,
        role=str(request.member.get_role_display()),  # type: ignore[attr-defined]  # as above
        others=tuple(Other(other.slug, other.name) for other in mine if other.pk != here.pk),
        new_practice=DOORS["new_practice"],
    )


def name_of(request: HttpRequest) -> str:
    """How the person is called on the page; the part before the @ when no name was given."""
    member, user = getattr(request, "member", None), getattr(request, "user", None)
    if member is not None:
        return str(member.name)
    if user is None or not user.is_authenticated:
        return ""
    return str(user.name or user.email.partition("@")[0])


def home_zone() -> str:
    """The clock of the first place, where a page does not say whose clock it shows."""
    place = locations().first()
    return str(place.time_zone) if place else ""
