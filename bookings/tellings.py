"""What bookings put on a client's profile: how their facts read, visits that were imported, the next and last visit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Appointment, Payment
from bookings.rules.time import zone_label
from clients.models import Client
from clients.profile import Column, Line, Payload, Slot, Telling
from practices.models import Location, Member
from practices.permissions import allowed
from practices.templatetags.house import money

Status = Appointment.Status


def with_clocks(payloads: list[Payload]) -> list[Payload]:
    """Facts of visits with the clock their times are told on, which is the visit's own, and why it was called off.

    time_zone       whose clock it is
    names_clock     the practice has several, so a time says which
    why             as it stands with the visit; the record itself keeps no words
    """
    visits = {one["appointment_id"] for one in payloads if one.get("starts_at") and "appointment_id" in one}
    if not visits:
        return payloads
    rows = Appointment.objects.filter(pk__in=visits).values_list("pk", "time_zone", "cancel_reason")
    known = {pk: (zone, why) for pk, zone, why in rows}
    home, is_named = _clocks()
    told = []
    for one in payloads:
        zone, why = known.get(one.get("appointment_id", 0), (home, ""))
        told.append({**one, "time_zone": zone, "names_clock": is_named, "why": why})
    return told


def _clocks() -> tuple[str, bool]:
    """The clock of the first place, and whether there are others. A place that closed had its visits too."""
    zones = list(Location.objects.values_list("time_zone", flat=True))
    return (zones[0] if zones else "UTC"), len(set(zones)) > 1


def day_of(payload: Payload, key: str = "starts_at") -> str:
    """ "Tue 24 Nov 2026, 10:30", on the clock of the visit: "… 10:30 Denver (MST)" where there are several."""
    if not payload.get(key):
        return ""
    instant, zone = datetime.fromisoformat(payload[key]), payload.get("time_zone", "UTC")
    at = instant.astimezone(ZoneInfo(zone))
    said = f"{date_format(at, 'D j M Y')}, {time_format(at, 'TIME_FORMAT')}"
    return f"{said} {zone_label(instant, zone)}" if payload.get("names_clock") else said


def moved(payload: dict[str, Any]) -> str:
    return f"{day_of(payload, 'was_starts_at')} → {day_of(payload)}"


def cancelled(payload: dict[str, Any]) -> str:
    if payload.get("by") == "practice":
        return _("Cancelled by us")
    return _("Cancelled late") if payload.get("is_late") else _("Cancelled")


def cancelled_why(payload: dict[str, Any]) -> str:
    return " · ".join(part for part in (day_of(payload), str(payload.get("why") or "")) if part)


def undone(payload: dict[str, Any]) -> str:
    return f"{Status(payload['was']).label} → {Status(payload['now']).label}" if "was" in payload else ""


def sum_of(payload: dict[str, Any]) -> str:
    paid = money(payload.get("amount"), payload.get("currency", "USD"))
    method = payload.get("method")
    return f"{paid} · {Payment.Method(method).label}" if method else paid


TELLINGS = {
    "appointment.booked": Telling("calendar-plus", "visits", gettext_lazy("Booked"), day_of),
    "appointment.moved": Telling("calendar-clock", "visits", gettext_lazy("Moved"), moved),
    "appointment.confirmed": Telling("check", "visits", gettext_lazy("Confirmed"), day_of),
    "appointment.cancelled": Telling("calendar-x", "visits", cancelled, cancelled_why),
    "appointment.step_undone": Telling("undo-2", "visits", gettext_lazy("Taken back"), undone),
    "client.arrived": Telling("door-open", "visits", gettext_lazy("Arrived"), day_of),
    "visit.completed": Telling("circle-check", "visits", gettext_lazy("Visit completed"), day_of),
    "client.missed": Telling("user-x", "visits", gettext_lazy("Did not come"), day_of),
    "payment.taken": Telling("wallet", "visits", gettext_lazy("Paid"), sum_of),
    "payment.refunded": Telling("wallet", "visits", gettext_lazy("Paid back"), sum_of),
    "visit.note_written": Telling("notebook-pen", "visits", gettext_lazy("Note written"), verb="see_health"),
    "visit.notes_read": Telling("eye", "reads", gettext_lazy("Read visit notes"), verb="export_clients"),
}
CAME = {
    Status.COMPLETED: ("circle-check", gettext_lazy("Visit completed")),
    Status.NO_SHOW: ("user-x", gettext_lazy("Did not come")),
}


def imported_visits(client: Client, member: Member, before: datetime, most: int) -> list[Line]:
    """Visits of the old system, which have no fact each."""
    if not allowed(member, "see_calendar"):
        return []
    rows = Appointment.objects.filter(client=client, source=Appointment.Source.IMPORT, starts_at__lt=before)
    rows = rows.prefetch_related("segments__service", "segments__practitioner").order_by("-starts_at")[:most]
    is_named = bool(rows) and _clocks()[1]
    return [_line(visit, is_named) for visit in rows]


def _line(visit: Appointment, is_named: bool) -> Line:
    icon, title = CAME.get(Status(visit.status), ("calendar-x", gettext_lazy("Cancelled")))
    segment = next(iter(visit.segments.all()), None)
    what = f"{segment.service.name} · {segment.practitioner.name}" if segment else ""
    price = money(visit.price, visit.currency) if visit.price else ""
    said = " · ".join(part for part in (what, price, _("from the old system")) if part)
    clock = zone_label(visit.starts_at, visit.time_zone) if is_named else ""
    return Line(visit.starts_at, icon, "visits", title, said, zone=visit.time_zone, clock=clock)


def visit_slots(client: Client, member: Member) -> list[Slot]:
    """The next visit and the last, and how many there were."""
    if not allowed(member, "see_calendar"):
        return []
    rows = Appointment.objects.filter(client=client)
    upcoming = rows.filter(status__in=Appointment.UPCOMING, starts_at__gte=timezone.now())
    ahead = upcoming.order_by("starts_at").first()
    done = rows.filter(status=Status.COMPLETED)
    last = done.order_by("-starts_at").first()
    is_named = bool(ahead or last) and _clocks()[1]
    none = Slot(_("Next visit"), _("none booked"), "calendar")
    slots = [_slot(_("Next visit"), ahead, is_named) if ahead else none]
    if last:
        slots += [_slot(_("Last visit"), last, is_named), Slot(_("Visits"), str(done.count()), "repeat")]
    return slots


def _slot(label: str, visit: Appointment, is_named: bool) -> Slot:
    try:
        url = reverse("bookings:visit", args=[visit.public_id])
    except NoReverseMatch:
        url = ""
    clock = zone_label(visit.starts_at, visit.time_zone) if is_named else ""
    return Slot(label, clock, "calendar", url, at=visit.starts_at, zone=visit.time_zone)


def visit_columns(clients: Sequence[int]) -> list[Column]:
    """The day of the last and the next visit of each client on a page of the list, in one query.

    The day is the one agreed, on the wall of the place.
    """
    now = timezone.now()
    rows = (
        Appointment.objects.filter(client__in=clients)
        .order_by()
        .values("client")
        .annotate(
            last=Max("wall_starts", filter=Q(status=Status.COMPLETED)),
            next=Min("wall_starts", filter=Q(status__in=Appointment.UPCOMING, starts_at__gte=now)),
        )
    )
    found = {row["client"]: row for row in rows}
    return [
        Column(_("Last visit"), {pk: _day(row["last"]) for pk, row in found.items() if row["last"]}),
        Column(_("Next visit"), {pk: _day(row["next"]) for pk, row in found.items() if row["next"]}),
    ]


def _day(wall: str) -> date:
    return date.fromisoformat(wall[:10])
