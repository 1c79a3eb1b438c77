"""What tests of bookings ask for again and again: how somebody books, what is held, what was put on record."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from bookings import actions
from bookings.models import Hold
from practices.models import Event
from tests.factories import NOON, TEN

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def online(**more: Any) -> dict[str, Any]:
    """Arguments of `book` for a visitor of the public page."""
    return {"by": None, "details": actions.Details(source="online", **more)}


def insist(*words: str) -> dict[str, Any]:
    """Arguments of `book` for a member who books in spite of these warnings."""
    return {"details": actions.Details(insist=frozenset(words))}


def keep(world: SimpleNamespace, starts_at=TEN, **more: Any) -> Hold:  # type: ignore[no-untyped-def]
    wanted = {
        "service": world.service,
        "practitioner": world.petra,
        "location": world.location,
        "at": NOON,
        **more,
    }
    return actions.hold(starts_at=starts_at, **wanted)


def facts(kind: str) -> list[Event]:
    """Events of this kind in the order they happened."""
    return list(Event.objects.filter(kind=kind).order_by("id"))


def as_shown(response) -> dict[str, Any]:  # type: ignore[no-untyped-def]
    """What a browser would send back if the person changed nothing."""
    return answers(response.context["form"])


def answers(form) -> dict[str, Any]:  # type: ignore[no-untyped-def]
    """What a browser would send of this form as it is drawn."""
    sent = {}
    for bound in form:
        value = bound.value()
        if value is not None and value is not False and value != "":
            sent[bound.html_name] = value
    return sent
