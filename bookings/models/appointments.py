"""The visit a client has booked, and the services in it, in order."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models.catalogue import Resource, Service
from clients.models import Client, ImportBatch
from practices.models import Location, Member
from practices.tenancy import PracticeManager, PracticeOwned, SamePractice


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def standing(self) -> Self:
        """Appointments that still claim their time."""
        return self.filter(status__in=Appointment.STANDING)

    def between(self, start: datetime, end: datetime) -> Self:
        """Appointments that begin in [start, end)."""
        return self.filter(starts_at__gte=start, starts_at__lt=end)


AppointmentManager = PracticeManager.from_queryset(AppointmentQuerySet)


class Appointment(PracticeOwned):
    """One visit of one client at one location, of one or more segments.

    starts_at, ends_at   the time the client is there, [start, end)
    wall_starts          the wall time agreed with the client; a change of time-zone rules keeps this one
    version              grows with each change; signed links carry it
    """

    class Status(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CONFIRMED = "confirmed", _("Confirmed")
        ARRIVED = "arrived", _("Arrived")
        IN_SERVICE = "in_service", _("In service")
        COMPLETED = "completed", _("Completed")
        NO_SHOW = "no_show", _("No-show")
        CANCELLED_BY_CLIENT = "cancelled_by_client", _("Cancelled by client")
        CANCELLED_LATE = "cancelled_late", _("Cancelled late")
        CANCELLED_BY_PRACTICE = "cancelled_by_practice", _("Cancelled by practice")

    class Source(models.TextChoices):
        DESK = "desk", _("Desk")
        ONLINE = "online", _("Online")
        API = "api", _("API")
        IMPORT = "import", _("Import")

    UPCOMING = (Status.BOOKED, Status.CONFIRMED)
    STANDING = (Status.BOOKED, Status.CONFIRMED, Status.ARRIVED, Status.IN_SERVICE, Status.COMPLETED)
    CANCELLED = (Status.CANCELLED_BY_CLIENT, Status.CANCELLED_LATE, Status.CANCELLED_BY_PRACTICE)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="appointments")
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    status = models.CharField(max_length=25, choices=Status, default=Status.BOOKED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=50)
    wall_starts = models.CharField(max_length=16, help_text="2026-11-22T09:30")
    price = models.PositiveBigIntegerField(default=0, help_text="Minor units, snapshot of the segments' sum")
    currency = models.CharField(max_length=3)
    late_notice_hours = models.PositiveSmallIntegerField(
        default=24, help_text="Snapshot of the policy agreed"
    )
    request = models.CharField(max_length=300, blank=True, help_text="What the client asked for when booking")
    contact_given = models.CharField(
        max_length=300,
        blank=True,
        help_text="Typed when booking online, and other than what the profile says",
    )

    source = models.CharField(max_length=10, choices=Source, default=Source.DESK)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="Booked at its close",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    moves = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=64, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="appointments"
    )

    objects: ClassVar[Any] = AppointmentManager()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="appointment_client_same_practice"),
            SamePractice("location", name="appointment_location_same_practice"),
            SamePractice("booked_by", name="appointment_booker_same_practice"),
            SamePractice("follows", name="appointment_follows_same_practice"),
            SamePractice("import_batch", name="appointment_import_same_practice"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["practice", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="one_booking_per_key",
            ),
            models.UniqueConstraint(
                fields=["practice", "external_id"],
                condition=~Q(external_id=""),
                name="appointment_external_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "starts_at"], name="appointment_by_start"),
            models.Index(fields=["practice", "client", "-starts_at"], name="appointment_by_client"),
        ]

    @property
    def is_standing(self) -> bool:
        return self.status in self.STANDING

    @property
    def is_upcoming(self) -> bool:
        return self.status in self.UPCOMING

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def starts_local(self) -> datetime:
        return self.starts_at.astimezone(self.zone)

    @property
    def ends_local(self) -> datetime:
        return self.ends_at.astimezone(self.zone)


class Segment(PracticeOwned):
    """One service within a visit, with the anatomy and price as they were when it was booked."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="segments")
    position = models.PositiveSmallIntegerField(default=0)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Resource, models.PROTECT, related_name="segments")
    starts_at = models.DateTimeField(help_text="Hands-on begins")
    ends_at = models.DateTimeField(help_text="Finishing ends")
    before_minutes = models.PositiveSmallIntegerField(default=0)
    hands_on_minutes = models.PositiveSmallIntegerField()
    processing_minutes = models.PositiveSmallIntegerField(default=0)
    finishing_minutes = models.PositiveSmallIntegerField(default=0)
    after_minutes = models.PositiveSmallIntegerField(default=0)
    price = models.PositiveBigIntegerField(default=0)

    class Meta(PracticeOwned.Meta):
        ordering = ["position"]
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("appointment", name="segment_appointment_same_practice"),
            SamePractice("service", name="segment_service_same_practice"),
            SamePractice("practitioner", name="segment_practitioner_same_practice"),
            models.UniqueConstraint(fields=["appointment", "position"], name="segments_in_order"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="segment_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["practice", "practitioner", "starts_at"], name="segment_by_practitioner")
        ]
