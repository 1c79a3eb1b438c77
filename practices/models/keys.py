"""Keys with which programs act for a practice, and the answers they were given."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from practices.models.accounts import Member
from practices.sealing import sealed_text
from practices.tenancy import PracticeOwned, SamePractice


class ApiKey(PracticeOwned):
    """A program's way in. The secret is shown once; what is kept is its hash and its first characters."""

    name = models.CharField(max_length=80)
    start = models.CharField(max_length=20, help_text="The first characters, to tell keys apart")
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    networks = ArrayField(
        models.CharField(max_length=43),
        default=list,
        db_default=[],
        blank=True,
        help_text="Where it may be used from; empty: anywhere",
    )
    made_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When its last use from elsewhere was recorded"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("made_by", name="api_key_maker_same_practice"),
        ]

    def is_valid(self, at: datetime) -> bool:
        """Not revoked, not over, and who made it, and so may know it, works here still."""
        has_left = self.made_by is not None and self.made_by.left_at is not None
        return self.revoked_at is None and not has_left and (self.expires_at is None or at < self.expires_at)


class Answer(PracticeOwned):
    """The answer given to an Idempotency-Key, kept for a day. While `status` is empty the work is under way.

    body        may hold health and secrets, as the answer did; NULL once a client was erased
    """

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="+")
    idempotency_key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    body_sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField()

    body = sealed_text("body_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("key", name="answer_key_same_practice"),
            models.UniqueConstraint(fields=["practice", "key", "idempotency_key"], name="answered_once"),
        ]
        indexes = [models.Index(fields=["practice", "asked_at"], name="answer_by_time")]
