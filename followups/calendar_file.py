"""The visit as a calendar file, so that it lands in the client's own calendar."""

import unicodedata
from datetime import datetime

from icalendar import Calendar, Event, vText

from bookings.models import Appointment
from followups.channels import Attachment
from practices.models import Practice


def ascii_only(text: str) -> str:
    """The nearest ASCII: mail providers label text attachments with a charset of their own choosing."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return folded.encode("ascii", "ignore").decode()


def calendar_file(appointment: Appointment, practice: Practice, *, at: datetime) -> Attachment:
    """Time, place and practice; never what for. A moved visit replaces the entry it made before."""
    event = Event()
    event.add("uid", f"{appointment.public_id}@rapport")
    event.add("sequence", appointment.version)
    event.add("dtstamp", at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", vText(ascii_only(practice.name)))
    event.add("location", vText(ascii_only(appointment.location.address or appointment.location.name)))
    calendar = Calendar()
    calendar.add("prodid", "-//Rapport//Visit//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return Attachment(name="visit.ics", kind="text/calendar", content=calendar.to_ical())
