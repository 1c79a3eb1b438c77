"""What happened to a visit, as sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from bookings.models import AlertReason, Appointment, Payment
from practices.models import Event
from practices.templatetags.house import money


@dataclass(frozen=True, kw_only=True)
class Told:
    icon: str
    title: str
    detail: str
    at: datetime
    by: str


def told(event: Event, visit: Appointment) -> Told:
    """One event of the visit in words. Kinds this page does not know keep their own name."""
    icon, title = event_words().get(event.kind, ("circle", event.kind))
    return Told(
        icon=icon,
        title=title,
        detail=_detail(event, visit),
        at=event.occurred_at,
        by=event.actor.name if event.actor else "",
    )


def event_words() -> dict[str, tuple[str, str]]:
    return {
        "appointment.booked": ("calendar-plus", _("Booked")),
        "appointment.moved": ("calendar-clock", _("Moved")),
        "appointment.confirmed": ("check", _("Confirmed")),
        "client.arrived": ("door-open", _("Arrived")),
        "service.started": ("hand-heart", _("Service began")),
        "visit.completed": ("circle-check", _("Done")),
        "client.missed": ("user-x", _("Did not come")),
        "appointment.cancelled": ("calendar-x", _("Called off")),
        "appointment.step_undone": ("undo-2", _("Taken back")),
        "payment.taken": ("banknote", _("Paid")),
        "payment.refunded": ("receipt", _("Given back")),
        "visit.note_written": ("notebook-pen", _("Note written")),
        "visit.notes_read": ("eye", _("Notes read")),
        "client.alert_acknowledged": ("octagon-alert", _("Booked in spite of a stop alert")),
    }


def _detail(event: Event, visit: Appointment) -> str:
    facts: dict[str, Any] = event.payload
    if event.kind == "appointment.moved":
        return _moved(facts, visit)
    if event.kind == "appointment.cancelled":
        by = _("by the client") if facts["by"] == "client" else _("by us")
        late = _("late") if facts["is_late"] else ""
        return ", ".join(part for part in (by, late, visit.cancel_reason) if part)
    if event.kind in ("payment.taken", "payment.refunded"):
        why = _why_given_back(facts["payment_id"]) if event.kind == "payment.refunded" else ""
        return ", ".join(part for part in (money(facts["amount"], facts["currency"]), why) if part)
    if event.kind == "appointment.step_undone":
        names = dict(Appointment.Status.choices)
        return f"{names.get(facts['was'], '')} → {names.get(facts['now'], '')}"
    if event.kind == "service.started" and facts.get("waited_minutes"):
        return _("waited {minutes} minutes").format(minutes=facts["waited_minutes"])
    return _why_in_spite(visit) if event.kind == "client.alert_acknowledged" else ""


def _why_given_back(payment_id: int) -> str:
    """As it stands with the entry; the record itself keeps no words."""
    entry = Payment.objects.filter(pk=payment_id).first()
    return entry.reason if entry else ""


def _why_in_spite(visit: Appointment) -> str:
    kept = AlertReason.objects.filter(appointment=visit).first()
    return kept.text if kept else ""


def _moved(facts: dict[str, Any], visit: Appointment) -> str:
    was, now = (parse_datetime(facts[name]) for name in ("was_starts_at", "starts_at"))
    if was is None or now is None:
        return ""
    if was == now and facts["practitioner_ids"] == facts["was_practitioner_ids"]:
        ends = parse_datetime(facts["ends_at"])
        return _("until {time}").format(time=_time(ends, visit)) if ends else ""
    return f"{_moment(was, visit)} → {_moment(now, visit)}"


def _moment(instant: datetime, visit: Appointment) -> str:
    local = instant.astimezone(visit.zone).replace(tzinfo=None)
    return f"{formats.date_format(local, 'D j M')}, {formats.time_format(local)}"


def _time(instant: datetime, visit: Appointment) -> str:
    return formats.time_format(instant.astimezone(visit.zone).replace(tzinfo=None))
