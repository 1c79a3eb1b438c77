"""What comes back: words, scores, deliveries, and addresses that want peace."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Appointment
from clients.models import Client
from followups.models.messages import Message
from practices.models import Member
from practices.sealing import sealed_text
from practices.tenancy import PracticeOwned, SamePractice


class Suppression(PracticeOwned):
    """An address of which no more is wanted. It binds everybody who shares the address, and outlives erasure.

    address_hash   SHA-256 of the address in normal form, keyed by practice: erasure clears `address`, not this
    scope          "all", or "marketing" alone
    """

    class Scope(models.TextChoices):
        ALL = "all", _("Everything")
        MARKETING = "marketing", _("News and offers")

    channel = models.CharField(max_length=10, choices=Message.Channel)
    address_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=254, blank=True)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ALL)
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "channel", "address_hash", "scope"],
                condition=Q(lifted_at=None),
                name="suppressed_once",
            ),
        ]


class InboundMessage(PracticeOwned):
    """What a client wrote to us, health and all. Twice the same provider id is once."""

    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="inbound")
    channel = models.CharField(max_length=10, choices=Message.Channel)
    sender = models.CharField(max_length=254)
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    text_sealed = models.BinaryField(default=b"")
    intent = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=100)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    text = sealed_text("text_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="inbound_client_same_practice"),
            SamePractice("handled_by", name="inbound_handler_same_practice"),
            models.UniqueConstraint(fields=["practice", "provider_id"], name="heard_once"),
        ]


class ProviderUpdate(PracticeOwned):
    """A word from the provider about a message, kept so that a replay changes nothing."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="updates")
    update_id = models.CharField(max_length=120)
    status = models.CharField(max_length=30)
    detail = models.CharField(max_length=200, blank=True)
    heard_at = models.DateTimeField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("message", name="update_message_same_practice"),
            models.UniqueConstraint(fields=["practice", "update_id"], name="update_once"),
        ]


class Feedback(PracticeOwned):
    """How it was: a score and perhaps a comment, tied to a visit."""

    class Kind(models.TextChoices):
        CSAT = "csat", _("Visit, 1 to 5")
        NPS = "nps", _("Recommend, 0 to 10")

    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="feedback")
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, blank=True, related_name="feedback"
    )
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind)
    score = models.PositiveSmallIntegerField()
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    comment_sealed = models.BinaryField(default=b"")
    given_at = models.DateTimeField()
    needs_answer = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    comment = sealed_text("comment_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="feedback_client_same_practice"),
            SamePractice("appointment", name="feedback_appointment_same_practice"),
            SamePractice("message", name="feedback_message_same_practice"),
            SamePractice("answered_by", name="feedback_answerer_same_practice"),
            models.UniqueConstraint(fields=["appointment", "kind"], name="one_answer_per_visit"),
            models.CheckConstraint(
                condition=Q(kind="csat", score__gte=1, score__lte=5)
                | Q(kind="nps", score__gte=0, score__lte=10),
                name="score_in_range",
            ),
        ]
        indexes = [models.Index(fields=["practice", "-given_at"], name="feedback_by_time")]
