"""The practice and the places where it works."""

import secrets
import uuid
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from practices.tenancy import PracticeOwned

MARKETS = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "CHF", "CAD": "CA$", "AUD": "A$", "MXN": "MX$"}


def new_id_key() -> bytes:
    return secrets.token_bytes(16)


class Practice(models.Model):
    """A tenant. Its row is the only one of its world that can be read without being inside it."""

    class Kind(models.TextChoices):
        SPA = "spa", _("Spa")
        SALON = "salon", _("Salon")
        CLINIC = "clinic", _("Clinic")
        COACH = "coach", _("Coach")
        THERAPIST = "therapist", _("Therapist")

    class Word(models.TextChoices):
        CLIENT = "client", _("Client")
        PATIENT = "patient", _("Patient")
        GUEST = "guest", _("Guest")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    id_key = models.BinaryField(default=new_id_key, editable=False, help_text="Encrypts ids for the outside")
    slug = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    client_word = models.CharField(max_length=20, choices=Word, default=Word.CLIENT)
    currency = models.CharField(max_length=3, default="USD")
    currency_fixed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=8, default="en")
    country = models.CharField(
        max_length=2, default="US", help_text="Reads phone numbers without a country code"
    )
    hue = models.CharField(max_length=7, default="teal")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    sms_from = models.CharField(max_length=20, blank=True)

    quiet_from = models.TimeField(default=time(20, 0))
    quiet_until = models.TimeField(default=time(8, 0))
    weekly_cap = models.PositiveSmallIntegerField(default=2)
    late_notice_hours = models.PositiveSmallIntegerField(default=24)
    min_notice_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveSmallIntegerField(default=90)
    grid_minutes = models.PositiveSmallIntegerField(default=15)
    max_moves = models.PositiveSmallIntegerField(default=3)
    adds_buffers = models.BooleanField(default=False)
    books_online = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=r"^[a-z0-9][a-z0-9-]*$"), name="slug_is_plain"),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="currency_is_three_letters"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def link(self, name: str, *args: object) -> str:
        """The full address of a staff page, also from a worker, where no request tells the prefix."""
        path = reverse(name, urlconf=settings.PRACTICE_URLCONF, args=args)
        if not path.startswith(f"/p/{self.slug}/"):
            path = f"/p/{self.slug}{path}"
        return f"{settings.BASE_URL}{path}"


class Location(PracticeOwned):
    """A place with a clock of its own. Every wall time of the practice is wall time of a location."""

    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=50)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    hours = models.JSONField(default=list, help_text='[weekday 0–6, "09:00", "18:00"] rows, wall time')
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PracticeOwned.Meta):
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local(self, instant: datetime) -> datetime:
        """The instant as this place's wall clock shows it."""
        return instant.astimezone(self.zone)

    @property
    def address(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip()) if part)
