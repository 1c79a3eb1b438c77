"""Programs that want to hear what happens, and what each has been told."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practices.models.accounts import Member
from practices.models.record import Event
from practices.sealing import sealed_text
from practices.tenancy import PracticeOwned, SamePractice


class WebhookEndpoint(PracticeOwned):
    """An address that hears chosen kinds of facts. During a rotation two secrets sign."""

    class Because(models.TextChoices):
        GONE = "gone", _("it answered 410 Gone")
        DEAF = "deaf", _("it has not answered for four days")
        BY_HAND = "by_hand", _("somebody switched it off")

    url = models.URLField(max_length=500)
    note = models.CharField(max_length=120, blank=True)
    kinds = ArrayField(models.CharField(max_length=60), help_text="Empty means every kind")
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    secret_sealed = models.BinaryField()
    old_secret_sealed = models.BinaryField(default=b"")
    old_secret_until = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, blank=True)
    failed_tries = models.PositiveIntegerField(default=0, db_default=0, help_text="Since it last heard")
    rests_until = models.DateTimeField(
        null=True, blank=True, help_text="It could not be reached; nothing is tried before"
    )
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_because = models.CharField(max_length=20, choices=Because, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    secret = sealed_text("secret_sealed")
    old_secret = sealed_text("old_secret_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("made_by", name="endpoint_maker_same_practice"),
        ]

    @property
    def is_on(self) -> bool:
        """Whether it is told what happens."""
        return self.disabled_at is None and self.removed_at is None


class WebhookDelivery(PracticeOwned):
    """One fact on its way to one endpoint: written in the transaction of the fact, sent by a worker."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    client_id = models.BigIntegerField(null=True, help_text="Order is kept per client")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    answered = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="HTTP status of the last try"
    )
    failure = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("endpoint", name="delivery_endpoint_same_practice"),
            SamePractice("event", name="delivery_event_same_practice"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "practice"],
                name="delivery_due",
                condition=Q(status__in=["waiting", "sending"]),
            ),
            models.Index(
                fields=["endpoint", "client_id", "id"],
                name="delivery_in_order",
                condition=Q(status__in=["waiting", "sending"]),
            ),
            models.Index(fields=["practice", "endpoint", "-id"], name="delivery_log"),
        ]
