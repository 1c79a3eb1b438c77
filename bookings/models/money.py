"""Money taken and given back: entries that are never changed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models.appointments import Appointment
from clients.models import Client
from practices.models import Member
from practices.sealing import sealed_text
from practices.tenancy import PracticeOwned, SamePractice


class Payment(PracticeOwned):
    """One entry of the money ledger. A refund points at the payment it gives back, with a positive amount."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Payment")
        REFUND = "refund", _("Refund")

    class Method(models.TextChoices):
        CARD = "card", _("Card")
        CASH = "cash", _("Cash")
        TRANSFER = "transfer", _("Transfer")
        OTHER = "other", _("Other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="payments")
    client = models.ForeignKey(Client, models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PAYMENT)
    refunds = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="refunded_by")
    amount = models.PositiveBigIntegerField(help_text="Minor units")
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=10, choices=Method)
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    reason_sealed = models.BinaryField(default=b"", help_text="Why it was given back; may tell of health")
    taken_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField()
    is_imported = models.BooleanField(default=False)

    reason = sealed_text("reason_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("appointment", name="payment_appointment_same_practice"),
            SamePractice("client", name="payment_client_same_practice"),
            SamePractice("refunds", name="payment_refunded_same_practice"),
            SamePractice("taken_by", name="payment_taker_same_practice"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_has_an_amount"),
            models.CheckConstraint(
                condition=Q(kind="payment", refunds=None) | Q(kind="refund", refunds__isnull=False),
                name="refund_names_its_payment",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "appointment"], name="payment_by_appointment"),
            models.Index(fields=["practice", "client", "taken_at"], name="payment_by_client"),
            models.Index(fields=["practice", "taken_at"], name="payment_by_time"),
        ]
