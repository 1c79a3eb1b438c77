"""By what somebody who was erased is known again, without knowing who it was."""

from django.db import models

from practices.tenancy import PracticeOwned


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
