"""What people wrote about a visit, and only some may read."""

import uuid

from django.db import models

from bookings.models.appointments import Appointment
from practices.models import Member
from practices.sealing import sealed_text
from practices.tenancy import PracticeOwned, SamePractice


class VisitNote(PracticeOwned):
    """Private by role, encrypted at rest. A correction is a new note; the old one stays."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="notes")
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    text_sealed = models.BinaryField()
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    text = sealed_text("text_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("appointment", name="note_appointment_same_practice"),
            SamePractice("author", name="note_author_same_practice"),
        ]
        indexes = [models.Index(fields=["practice", "appointment"], name="note_by_appointment")]


class AlertReason(PracticeOwned):
    """Why a visit is all right in spite of a stop alert, in the words of who booked it. They may tell of health."""

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="alert_reason")
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    text_sealed = models.BinaryField()

    text = sealed_text("text_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("appointment", name="alert_reason_appointment_same_practice"),
        ]
