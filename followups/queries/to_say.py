"""What is to be said of a visit: its confirmation, its reminders, and how it stands after a change."""

from datetime import datetime

from bookings.models import Appointment
from followups.models import Message
from followups.queries.heard import ABOUT, says_off, was_tried
from followups.queries.reach import address_of
from followups.rules import purposes, timing

Plan = tuple[purposes.Purpose, str, datetime]
"""Purpose, occurrence, and when it is due."""
REMINDERS = (purposes.REMINDER_EMAIL, purposes.REMINDER_SMS)
STEPS = ("visit_cancelled", "visit_happened", "visit_missed")
"""What a step takes messages back for, and its undo brings them back from."""


def confirmation(at: datetime) -> Plan:
    return purposes.CONFIRMATION, "", at + timing.UNDO


def reminders(visit: Appointment, *, at: datetime) -> list[Plan]:
    """E-mail two days before, a text the day before unless confirmed; only where that is still to come."""
    planned = []
    for purpose, days in zip(REMINDERS, (timing.EMAIL_REMINDER_DAYS, timing.SMS_REMINDER_DAYS), strict=True):
        due_at = timing.reminder_due(visit.starts_at, zone=visit.time_zone, days=days, known_at=at)
        is_needed = purpose is not purposes.REMINDER_SMS or visit.status == Appointment.Status.BOOKED
        if due_at and is_needed and address_of(visit.client, purpose.channels[0]):
            planned.append((purpose, visit.starts_at.isoformat(), due_at))
    return planned


def unplanned_reminders(visit: Appointment, *, at: datetime) -> list[Plan]:
    """Those for which there was no address until now; what was taken back stays so."""
    known = {(message.purpose, message.occurrence) for message in ABOUT.all(pk=visit.pk)}
    return [plan for plan in reminders(visit, at=at) if (plan[0].name, plan[1]) not in known]


def announcement(visit: Appointment, said: Message | None, *, at: datetime) -> Plan:
    """How it stands with the visit, for a client who has last heard this of it.

    Each after the first is an occurrence of its own, so that a time may be told again: its time, and the version
    of the visit that has it.
    """
    if said is None and not was_tried(visit.pk):
        return confirmation(at)
    purpose = purposes.MOVED if said and not says_off(said) else purposes.CONFIRMATION
    return purpose, f"{visit.starts_at.isoformat()} v{visit.version}", at + timing.UNDO


def taken_back_with(visit: Appointment) -> str:
    """The occurrence of a new time that was still to be told when the step now undone took it back; or empty."""
    time = visit.starts_at.isoformat()
    found = [
        (message.pk, message.occurrence)
        for message in ABOUT.all(pk=visit.pk)
        if message.purpose == purposes.MOVED.name
        and message.status == Message.Status.WITHDRAWN
        and message.withheld_because in STEPS
        and message.occurrence.startswith(time)
    ]
    return max(found, default=(0, ""))[1]
