"""What layouts need beside the practice and member: colours, scripts, and where this member may go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from practices.navigation import navigation

THEMES = ("rapport", "rapport-dark")
MODULES = ("theme", "dialogs", "menus", "toasts", "filters", "keys", "forms", "board")


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
    }
    if getattr(request, "member", None) is not None:
        known["navigation"] = SimpleLazyObject(lambda: navigation(request))
    return known


def name_of(request: HttpRequest) -> str:
    """How the person is called on the page; the part before the @ when no name was given."""
    member, user = getattr(request, "member", None), getattr(request, "user", None)
    if member is not None:
        return str(member.name)
    if user is None or not user.is_authenticated:
        return ""
    return str(user.name or user.email.partition("@")[0])
