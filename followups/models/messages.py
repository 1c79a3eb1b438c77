"""One message to one client: plan, outbox entry and delivery record in a single row."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practices.models import Member
from practices.tenancy import PracticeManager, PracticeOwned, SamePractice


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> Self:
        """Planned messages whose time has come."""
        return self.filter(status=Message.Status.PLANNED, due_at__lte=at)

    def open(self) -> Self:
        """Messages that may still go out."""
        return self.filter(status=Message.Status.PLANNED)

    def uncertain(self) -> Self:
        """Messages whose fate only the provider knows."""
        return self.filter(status=Message.Status.UNKNOWN)


MessageManager = PracticeManager.from_queryset(MessageQuerySet)


class Message(PracticeOwned):
    """From plan to delivery. The unique key stops the same thing being said twice.

    subject, subject_id   what it is about: ("appointment", 12), ("journey", 7)
    occurrence            which time: "" for once, a start time for a reminder, with the visit's version (" v3") for
                          what may be said of that time again, a date for a nudge
    give_up_at            past this it would be wrong to send
    why                   rule, version, inputs and the sentence shown to whoever asks
    token                 random; in provider callbacks and signed links
    """

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("Being sent")
        ACCEPTED = "accepted", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Uncertain")
        WITHHELD = "withheld", _("Withheld")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Too late")

    FINAL = (Status.DELIVERED, Status.FAILED, Status.WITHHELD, Status.WITHDRAWN, Status.EXPIRED)
    GONE_OUT = (Status.SENDING, Status.ACCEPTED, Status.DELIVERED, Status.UNKNOWN)

    client = models.ForeignKey(Client, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=10, choices=Channel)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    occurrence = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    due_at = models.DateTimeField()
    give_up_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField()
    why = models.JSONField(default=dict)

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    withheld_because = models.CharField(max_length=40, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    needs_attention = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = MessageManager()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="message_client_same_practice"),
            SamePractice("written_by", name="message_writer_same_practice"),
            models.UniqueConstraint(
                fields=["practice", "purpose", "subject", "subject_id", "occurrence", "channel"],
                name="said_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "practice"], name="message_due", condition=Q(status="planned")),
            models.Index(fields=["lease_until"], name="message_leased", condition=Q(status="sending")),
            models.Index(fields=["practice", "client", "-due_at"], name="message_by_client"),
            models.Index(fields=["practice", "subject", "subject_id"], name="message_by_subject"),
            models.Index(fields=["practice", "-due_at", "-id"], name="message_by_time"),
            models.Index(fields=["provider_id"], name="message_by_provider", condition=~Q(provider_id="")),
        ]

    @property
    def appointment_id(self) -> int | None:
        """The visit it is about, if it is about one."""
        return self.subject_id if self.subject == "appointment" else None
