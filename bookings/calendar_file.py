"""A visit as a calendar file that any calendar reads."""

from datetime import datetime

from icalendar import Calendar, Event

from bookings.models import Appointment, Segment


def calendar_file(appointment: Appointment, *, url: str, at: datetime) -> bytes:
    """One event: instants in UTC, so that no calendar has to guess the zone. Needs location and practice loaded.

    The service is named only where the practice says it is harmless to name.
    """
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Rapport//Visit//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event.add("uid", f"{appointment.public_id}@{appointment.practice.slug}.rapport")
    event.add("sequence", appointment.version)
    event.add("dtstamp", at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", _summary(appointment))
    if appointment.location.address:
        event.add("location", f"{appointment.location.name}, {appointment.location.address}")
    event.add("url", url)
    event.add("status", "CONFIRMED" if appointment.is_standing else "CANCELLED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _summary(appointment: Appointment) -> str:
    segments = Segment.objects.filter(appointment=appointment).select_related("service").order_by("position")
    names = [segment.service.name for segment in segments if segment.service.may_be_named]
    return " · ".join([", ".join(names), appointment.practice.name] if names else [appointment.practice.name])
