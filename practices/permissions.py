"""One table: which role may do what. Pages and API read it, nothing else decides.

A verb is what a person does; a view names its verb with `@may("book")`, a resource of the API names the same verbs,
and a key's scopes say which of them a program may do. Health text has verbs of its own.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practices.models import Member

Role = Member.Role
View = TypeVar("View", bound=Callable[..., HttpResponse])

EVERYBODY = frozenset(Role.values)
LEADS = frozenset({Role.OWNER, Role.MANAGER})
DESK = LEADS | {Role.FRONT_DESK}
STAFF = DESK | {Role.PRACTITIONER}
CARE = LEADS | {Role.PRACTITIONER}

ROLES: dict[str, frozenset[str]] = {
    "see_today": EVERYBODY,
    "see_clients": STAFF | {Role.READ_ONLY},
    "change_clients": STAFF,
    "see_health": CARE,
    "write_health": CARE,
    "import_clients": LEADS,
    "export_clients": LEADS,
    "erase_clients": LEADS,
    "see_calendar": STAFF | {Role.READ_ONLY},
    "book": STAFF,
    "run_visits": STAFF,
    "take_payments": DESK | {Role.PRACTITIONER},
    "refund": LEADS,
    "see_journeys": STAFF | {Role.READ_ONLY, Role.MARKETER},
    "move_journeys": STAFF,
    "see_messages": STAFF | {Role.READ_ONLY},
    "send_messages": STAFF,
    "see_metrics": LEADS | {Role.MARKETER, Role.READ_ONLY},
    "see_rows_behind_metrics": LEADS | {Role.READ_ONLY},
    "manage_services": LEADS,
    "manage_team_hours": LEADS,
    "manage_practice": LEADS,
    "manage_places": LEADS,
    "manage_programs": LEADS,
    "manage_webhooks": LEADS,
    "see_events": LEADS,
    "see_members": LEADS,
    "manage_members": frozenset({Role.OWNER}),
    "leave_practice": EVERYBODY,
    "see_settings": EVERYBODY,
    "see_jobs": EVERYBODY,
}

SCOPES: dict[str, frozenset[str]] = {
    "clients:read": frozenset({"see_clients", "see_journeys", "see_jobs"}),
    "clients:write": frozenset({"change_clients"}),
    "clients:erase": frozenset({"export_clients", "erase_clients"}),
    "clients:import": frozenset({"import_clients"}),
    "health:read": frozenset({"see_health"}),
    "health:write": frozenset({"write_health"}),
    "bookings:read": frozenset({"see_calendar"}),
    "bookings:write": frozenset({"book", "run_visits", "take_payments", "refund"}),
    "catalogue:write": frozenset({"manage_services", "manage_team_hours"}),
    "places:write": frozenset({"manage_places"}),
    "journeys:write": frozenset({"move_journeys"}),
    "messages:read": frozenset({"see_messages"}),
    "messages:write": frozenset({"send_messages"}),
    "metrics:read": frozenset({"see_metrics", "see_rows_behind_metrics"}),
    "events:read": frozenset({"see_events"}),
    "webhooks:write": frozenset({"manage_webhooks"}),
}
"""Scope of a key → the verbs it opens. A verb that no scope opens is for people alone."""


def scope_for(verb: str) -> str:
    """The scope that opens a verb.

    Raises      KeyError for a verb that is for people alone
    """
    for scope, verbs in SCOPES.items():
        if verb in verbs:
            return scope
    raise KeyError(verb)


def allowed(member: Member, verb: str) -> bool:
    """Whether this member's role may do this.

    Raises      KeyError for a verb that is not in the table
    """
    return member.role in ROLES[verb]


def may(verb: str) -> Callable[[View], View]:
    """Let a view run only for roles that may; others see a page that says so (403)."""
    if verb not in ROLES:
        raise KeyError(f"{verb!r} is not in the table of permissions")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request.member, verb):  # type: ignore[attr-defined]  # the middleware sets it
                return render(request, "practices/not_allowed.html", {"verb": verb}, status=403)
            return view(request, *args, **kwargs)

        guarded.verb = verb  # type: ignore[attr-defined]  # read by the sweep over all pages
        return guarded  # type: ignore[return-value]

    return guard
