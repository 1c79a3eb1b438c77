"""The person, what we know about them, and what they agreed to."""

import uuid
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models.batches import ImportBatch
from clients.rules.keys import is_number
from practices.models import Member
from practices.sealing import sealed_text
from practices.tenancy import PracticeManager, PracticeOwned, SamePractice
from practices.zones import is_zone

HERE = Q(erased_at=None, merged_into=None)


class ClientQuerySet(models.QuerySet["Client"]):
    def present(self) -> Self:
        """People who are still here: not erased, not merged into another."""
        return self.filter(HERE)

    def current(self) -> Self:
        """Present and not archived: what lists show."""
        return self.present().filter(archived_at=None)

    def reachable(self) -> Self:
        """People who may get automatic messages: released, and still here."""
        return self.current().filter(is_released=True)


ClientManager = PracticeManager.from_queryset(ClientQuerySet)


class Client(PracticeOwned):
    """A person the practice cares for. A phone or an e-mail may be shared by several people."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    preferred_name = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True, help_text="E.164")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    time_zone = models.CharField(max_length=50, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=80, blank=True)
    referrer = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="referred")
    practitioner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    search_text = models.CharField(
        max_length=400, editable=False, help_text="Folded name, phone digits, e-mail"
    )
    sort_name = models.CharField(max_length=160, editable=False, help_text="Folded name, for order")

    external_id = models.CharField(max_length=100, blank=True)
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="clients"
    )
    is_released = models.BooleanField(default=True)
    was_known_before = models.BooleanField(default=False, help_text="Had visits before our records begin")
    is_verified = models.BooleanField(default=False, help_text="Address proven by code, link or staff")
    version = models.PositiveIntegerField(default=1)
    registered_at = models.DateTimeField()
    before_history = models.JSONField(
        null=True, help_text="registered_at and was_known_before, as they were until past visits came in"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects: ClassVar[Any] = ClientManager()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("referrer", name="client_referrer_same_practice"),
            SamePractice("practitioner", name="client_practitioner_same_practice"),
            SamePractice("import_batch", name="client_import_same_practice"),
            SamePractice("merged_into", name="client_merge_same_practice"),
            models.UniqueConstraint(
                fields=["practice", "external_id"],
                condition=~Q(external_id=""),
                name="client_external_id_once",
            ),
            models.CheckConstraint(condition=~Q(referrer=F("id")), name="nobody_refers_themselves"),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="client_phone_is_e164"
            ),
        ]
        indexes = [
            # The list and its count: of those who are still here, apart for current people and for archived ones.
            models.Index(
                fields=["practice", "sort_name", "id"],
                name="current_client_by_name",
                condition=HERE & Q(archived_at=None),
            ),
            models.Index(
                fields=["practice", "sort_name", "id"],
                name="archived_client_by_name",
                condition=HERE & Q(archived_at__isnull=False),
            ),
            models.Index(fields=["practice", "phone"], name="client_by_phone", condition=~Q(phone="")),
            models.Index(fields=["practice", "email"], name="client_by_email", condition=~Q(email="")),
            models.Index(fields=["practice", "-registered_at", "-id"], name="client_by_registration"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def own_zone(self) -> str:
        """The clock the client lives by; empty when none was told, or one that does not exist."""
        return self.time_zone if self.time_zone and is_zone(self.time_zone) else ""

    @property
    def old_number(self) -> str:
        """The client's number in another system, where there is one."""
        return self.external_id if is_number(self.external_id) else ""

    @property
    def called(self) -> str:
        """What to call the person: the preferred name, else the first word of the name."""
        return self.preferred_name or self.name.partition(" ")[0]


class ProfileFact(PracticeOwned):
    """One dated thing we know about a client. Changed facts end and stay readable; a new one begins."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("Goal")
        PREFERENCE = "preference", _("Preference")
        SENSITIVITY = "sensitivity", _("Sensitivity")
        ALLERGY = "allergy", _("Allergy")
        COMMUNICATION = "communication", _("Communication style")
        OUTCOME = "outcome", _("Outcome")
        NOTE = "note", _("Note")

    class Severity(models.TextChoices):
        NONE = "", _("No alert")
        INFO = "info", _("Good to know")
        CAUTION = "caution", _("Caution")
        STOP = "stop", _("Stop")

    class Source(models.TextChoices):
        CLIENT = "client", _("Said by the client")
        STAFF = "staff", _("Noted by staff")
        IMPORT = "import", _("Imported")

    HEALTH = (Kind.SENSITIVITY, Kind.ALLERGY, Kind.OUTCOME, Kind.GOAL, Kind.NOTE)

    client = models.ForeignKey(Client, models.CASCADE, related_name="facts")
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    value_sealed = models.BinaryField()
    severity = models.CharField(max_length=10, choices=Severity, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.STAFF)
    author = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    value = sealed_text("value_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="fact_client_same_practice"),
            SamePractice("author", name="fact_author_same_practice"),
            SamePractice("replaced_by", name="fact_successor_same_practice"),
        ]
        indexes = [models.Index(fields=["practice", "client", "-noted_at"], name="fact_by_client")]

    @property
    def is_health(self) -> bool:
        return self.kind in self.HEALTH


class Consent(PracticeOwned):
    """One entry of the consent ledger: append-only. What holds is the newest entry of a purpose and channel."""

    class Purpose(models.TextChoices):
        CARE = "care", _("Care")
        VISIT_MESSAGES = "visit_messages", _("Messages about visits")
        FEEDBACK = "feedback", _("Asking how it was")
        MARKETING = "marketing", _("News and offers")
        HEALTH_FACTS = "health_facts", _("Keeping health facts")
        PHOTOS = "photos", _("Photos")
        SHARING = "sharing", _("Sharing in the household")

    class Channel(models.TextChoices):
        ANY = "any", _("Any")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")

    client = models.ForeignKey(Client, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ANY)
    is_given = models.BooleanField()
    wording = models.CharField(max_length=40, help_text="Version of the words the client saw")
    source = models.CharField(
        max_length=40, help_text="Where it was said: booking page, desk, SMS, link, import"
    )
    evidence = models.JSONField(default=dict)
    noted_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="consent_client_same_practice"),
            SamePractice("noted_by", name="consent_noter_same_practice"),
        ]
        indexes = [
            models.Index(fields=["practice", "client", "purpose", "channel", "-id"], name="consent_newest"),
        ]
