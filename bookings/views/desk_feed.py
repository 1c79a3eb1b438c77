"""A day as the calendar in the browser wants it.

Times are the location's wall times without a zone: the browser knows no time zones by name, and a
clock change would shift half a week.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from bookings.queries.day import Card, Column, Day
from bookings.queries.shades import Shade
from bookings.rules.policy import may_be_no_show
from bookings.rules.seen import seen_of
from bookings.rules.status import verbs_from
from bookings.rules.time import wall_of, zone_of
from practices.permissions import allowed
from practices.templatetags.house import hue_of, initials, status_icon

NEXT_VERB = {
    "booked": "mark_arrived",
    "confirmed": "mark_arrived",
    "arrived": "start_service",
    "in_service": "complete",
}
SHORT, MIDDLE = 30, 50
"""Minutes below which a card has room for one line, or for two."""


def clock(day: Day, instant: datetime) -> str:
    """The time on the location's wall, as people here write it."""
    return time_format(wall_of(instant, day.zone))


def wall(day: Day, instant: datetime) -> str:
    return wall_of(instant, day.zone).strftime("%Y-%m-%dT%H:%M")


def answer(request: HttpRequest, day: Day, at: datetime) -> HttpResponse:
    """The day as JSON; 304 when the calendar shows exactly this, as it says itself: the browser keeps nothing."""
    may_move = allowed(request.member, "book")  # type: ignore[attr-defined]
    body = JsonResponse(feed(day, at, may_move=may_move))
    tag = f'"{hashlib.sha256(body.content).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        body = HttpResponse(status=304)  # type: ignore[assignment]
    body["ETag"] = tag
    body["Cache-Control"] = "private, no-store"
    return body


def feed(day: Day, at: datetime, *, may_move: bool) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "resources": [_resource(column) for column in day.columns],
        "events": [*_visits(day, at, may_move=may_move), *_shades(day)],
    }


def _resource(column: Column) -> dict[str, Any]:
    person = column.resource
    count = len(column.cards)
    return {
        "id": str(person.public_id),
        "title": person.name,
        "extendedProps": {"initials": initials(person.name), "hue": hue_of(person), "visits": count},
    }


def _visits(day: Day, at: datetime, *, may_move: bool) -> Iterator[dict[str, Any]]:
    for column in day.columns:
        for card in column.cards:
            yield _visit(day, column, card, may_move=may_move)


def _visit(day: Day, column: Column, card: Card, *, may_move: bool) -> dict[str, Any]:
    appointment, segment = card.appointment, card.segment
    minutes = round((segment.ends_at - segment.starts_at).total_seconds() / 60)
    length = "evt-short" if minutes <= SHORT else "evt-mid" if minutes < MIDDLE else ""
    movable = may_move and appointment.is_upcoming
    return {
        "id": f"{appointment.public_id}:{segment.position}",
        "resourceIds": [str(column.resource.public_id)],
        "start": wall(day, segment.starts_at),
        "end": wall(day, segment.ends_at),
        "title": appointment.client.name,
        "editable": movable,
        "durationEditable": movable and card.is_whole and segment.processing_minutes == 0,
        "classNames": [name for name in (f"st-{appointment.status}", length) if name],
        "extendedProps": {
            "kind": "visit",
            "url": reverse("bookings:visit", args=[appointment.public_id]),
            "move": reverse("bookings:move", args=[appointment.public_id]),
            "position": segment.position,
            "seen": seen_of(appointment),
            "service": segment.service.name,
            "time": clock(day, segment.starts_at),
            "status": appointment.status,
            "icon": status_icon(appointment.status),
            "alert": card.alert,
            "isNew": card.is_new,
            "label": spoken(day, card),
            "state": ", ".join(states(card)),
            "step": step_of(appointment.status),
        },
    }


def spoken(day: Day, card: Card) -> str:
    """The whole card in words."""
    segment = card.segment
    times = f"{clock(day, segment.starts_at)}–{clock(day, segment.ends_at)}"
    return ", ".join([times, card.appointment.client.name, segment.service.name, *states(card)])


def states(card: Card) -> list[str]:
    """What hue, texture and signs say, for those who hear it."""
    said = [card.appointment.get_status_display()]
    if card.alert:
        said.append(alert_words()[card.alert])
    if card.is_new:
        said.append(_("New"))
    return said


def alert_words() -> dict[str, str]:
    return {"stop": _("Stop: see alerts"), "caution": _("Caution: see alerts")}


def step_words() -> dict[str, str]:
    """What the button of each step says."""
    return {
        "confirm": _("Confirm"),
        "mark_arrived": _("Arrived"),
        "start_service": _("Start"),
        "complete": _("Done"),
        "mark_no_show": _("No-show"),
    }


def step_of(status: str) -> dict[str, str] | None:
    """The one step that usually comes next."""
    verb = NEXT_VERB.get(status)
    return {"verb": verb, "label": step_words()[verb]} if verb else None


def steps_of(status: str, starts_at: datetime, at: datetime) -> list[dict[str, Any]]:
    """Every step that may be taken now, in the order of a visit; a no-show only once they are late."""
    return [
        {"verb": verb, "label": step_words()[verb], "is_next": verb == NEXT_VERB.get(status)}
        for verb in verbs_from(status)
        if verb in step_words() and (verb != "mark_no_show" or may_be_no_show(starts_at=starts_at, at=at))
    ]


def _shades(day: Day) -> Iterator[dict[str, Any]]:
    for column in day.columns:
        for index, shade in enumerate(column.shades):
            yield _shade(day, column, shade, index)


def _shade(day: Day, column: Column, shade: Shade, index: int) -> dict[str, Any]:
    is_card = shade.kind in ("block", "hold")
    text = shade.text or (_("Blocked") if shade.kind == "block" else _("On hold") if is_card else "")
    return {
        "id": f"{shade.kind}:{column.resource.pk}:{index}",
        "resourceIds": [str(column.resource.public_id)],
        "start": _edge(day, shade.starts_at),
        "end": _edge(day, shade.ends_at),
        "title": text,
        "display": "auto" if is_card else "background",
        "editable": False,
        "classNames": [f"shade-{shade.kind}"],
        "extendedProps": {
            "kind": shade.kind,
            "label": text,
            "time": clock(day, shade.starts_at),
            "url": reverse("bookings:blocked", args=[shade.id]) if shade.kind == "block" else "",
        },
    }


def _edge(day: Day, instant: datetime) -> str:
    """The wall time; the midnight that ends the day is its 24:00, kept on the day."""
    local = wall_of(instant, day.zone)
    return f"{day.day}T24:00" if local.date() > day.day else local.strftime("%Y-%m-%dT%H:%M")


def offset_of(day: date, zone: str) -> str:
    """+01:00: what the clock of this day is ahead of UTC at noon; the now line needs it."""
    shown = datetime(day.year, day.month, day.day, 12, tzinfo=zone_of(zone)).strftime("%z")
    return f"{shown[:3]}:{shown[3:5]}"
