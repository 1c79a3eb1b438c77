"""What can be booked, and the people, rooms and things it needs."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practices.models import Location, Member
from practices.tenancy import PracticeOwned, SamePractice


class Service(PracticeOwned):
    """A thing the practice sells by time. Booked visits keep a snapshot, so a change never alters them.

    Anatomy in minutes, in order: before · hands_on · processing · finishing · after.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)
    category = models.CharField(max_length=60, blank=True)
    hue = models.CharField(max_length=7, default="teal")
    before_minutes = models.PositiveSmallIntegerField(default=0)
    hands_on_minutes = models.PositiveSmallIntegerField()
    processing_minutes = models.PositiveSmallIntegerField(default=0)
    finishing_minutes = models.PositiveSmallIntegerField(default=0)
    after_minutes = models.PositiveSmallIntegerField(default=0)
    price = models.PositiveBigIntegerField(default=0, help_text="Minor units of the practice's currency")
    books_online = models.BooleanField(default=True)
    may_be_named = models.BooleanField(default=False, help_text="Harmless to name in SMS and e-mail")
    rhythm_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Usual days between visits"
    )
    min_interval_days = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(PracticeOwned.Meta):
        ordering = ["position", "name", "id"]
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(hands_on_minutes__gte=1), name="service_takes_time"),
            models.CheckConstraint(
                condition=Q(finishing_minutes=0) | Q(processing_minutes__gt=0),
                name="finishing_follows_processing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minutes(self) -> int:
        """How long the client is there: hands-on, processing and finishing."""
        return self.hands_on_minutes + self.processing_minutes + self.finishing_minutes


class ResourcePool(PracticeOwned):
    """Rooms or things that can stand in for one another: "treatment room", "laser"."""

    name = models.CharField(max_length=80)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "name"], name="pool_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Resource(PracticeOwned):
    """One unit whose time is taken: a practitioner, a room, a piece of equipment. Three of a kind are three rows."""

    class Kind(models.TextChoices):
        PRACTITIONER = "practitioner", _("Practitioner")
        ROOM = "room", _("Room")
        EQUIPMENT = "equipment", _("Equipment")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120)
    hue = models.CharField(max_length=7, default="teal")
    member = models.OneToOneField(Member, models.PROTECT, null=True, blank=True, related_name="resource")
    pool = models.ForeignKey(ResourcePool, models.PROTECT, null=True, blank=True, related_name="units")
    location = models.ForeignKey(
        Location,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Rooms and equipment stay put",
    )
    books_online = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(PracticeOwned.Meta):
        ordering = ["position", "name", "id"]
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("member", name="resource_member_same_practice"),
            SamePractice("pool", name="resource_pool_same_practice"),
            SamePractice("location", name="resource_location_same_practice"),
            models.CheckConstraint(
                condition=Q(kind="practitioner") | Q(pool__isnull=False, location__isnull=False),
                name="rooms_and_equipment_have_pool_and_place",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Requirement(PracticeOwned):
    """A service needs one unit of this pool. Rooms stay taken while it works by itself; equipment may not."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="requirements")
    pool = models.ForeignKey(ResourcePool, models.PROTECT, related_name="+")
    during_processing = models.BooleanField(default=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("service", name="requirement_service_same_practice"),
            SamePractice("pool", name="requirement_pool_same_practice"),
            models.UniqueConstraint(fields=["service", "pool"], name="requirement_once_per_pool"),
        ]


class Ability(PracticeOwned):
    """A practitioner can do a service, here or anywhere, perhaps in another time or at another price.

    Resolution: service × practitioner × location → service × practitioner → service. No row: cannot do it.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="abilities")
    practitioner = models.ForeignKey(Resource, models.CASCADE, related_name="abilities")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="+")
    hands_on_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    price = models.PositiveBigIntegerField(null=True, blank=True)
    books_online = models.BooleanField(default=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True, help_text="First day without the ability")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("service", name="ability_service_same_practice"),
            SamePractice("practitioner", name="ability_practitioner_same_practice"),
            SamePractice("location", name="ability_location_same_practice"),
        ]
        indexes = [models.Index(fields=["practice", "service", "practitioner"], name="ability_by_service")]
