"""What is kept of an erasure: by what somebody is known again, without knowing who it was, and why they were erased."""

import uuid

from django.db import models

from clients.models.people import Client
from practices.sealing import sealed_text
from practices.tenancy import PracticeOwned, SamePractice


class ErasedMark(PracticeOwned):
    """A number or a contact of somebody who was erased. No import brings them back.

    digest      HMAC-SHA-256 under the practice's own key: it tells nobody apart who is not looked for
    """

    digest = models.CharField(max_length=64)
    erased_on = models.DateField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "digest"], name="erased_mark_once"),
        ]


class Erasure(PracticeOwned):
    """Why somebody was erased, in the words of who did it; for those alone who may erase."""

    client = models.OneToOneField(Client, models.CASCADE, related_name="erasure")
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    reason_sealed = models.BinaryField()

    reason = sealed_text("reason_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="erasure_client_same_practice"),
        ]
