"""Private notes on a visit. They are sealed at rest, and each reading is on record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.events import NotesRead, NoteWritten
from bookings.models import Appointment, VisitNote
from practices.errors import Refusal
from practices.events import record
from practices.models import Member


class NoteEmpty(Refusal):
    sentence = _("Please write something first.")


@transaction.atomic
def write_note(appointment: Appointment, *, text: str, by: Member, at: datetime) -> VisitNote:
    """Add a note to a visit. A correction is a new note; the old one stays.

    Refuses     NoteEmpty
    Records     NoteWritten
    """
    if not text.strip():
        raise NoteEmpty
    note: VisitNote = VisitNote.objects.create(
        practice=appointment.practice, appointment=appointment, text=text.strip(), author=by, written_at=at
    )
    fact = NoteWritten(client_id=appointment.client_id, appointment_id=appointment.pk, note_id=note.pk)
    record(fact, practice=appointment.practice, by=by, at=at)
    return note


@transaction.atomic
def read_notes(appointment: Appointment, *, by: Member, at: datetime) -> list[VisitNote]:
    """The notes of a visit, newest first. Reading nothing leaves no trace.

    Records     NotesRead
    """
    notes = list(
        VisitNote.objects.filter(appointment=appointment)
        .select_related("author")
        .order_by("-written_at", "-id")
    )
    if notes:
        fact = NotesRead(
            client_id=appointment.client_id, appointment_id=appointment.pk, note_ids=[n.pk for n in notes]
        )
        record(fact, practice=appointment.practice, by=by, at=at)
    return notes
