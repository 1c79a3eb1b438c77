"""What must be counted again, and by which definitions it was counted last."""

from django.db import models
from django.db.models import Q

from practices.tenancy import PracticeOwned


class Dirty(PracticeOwned):
    """A mark left in the transaction of a change: count this person, or this day, or everything, again.

    Marks are only added and taken away, never shared: two bookings of one day must not wait for each other.
    """

    client_id = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    is_everything = models.BooleanField(default=False)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_everything=True, client_id=None, day=None)
                | Q(is_everything=False, client_id__isnull=False, day=None)
                | Q(is_everything=False, client_id=None, day__isnull=False),
                name="mark_says_what",
            ),
        ]


class Built(PracticeOwned):
    """The version of the definitions this practice was counted by; another one counts all again."""

    version = models.IntegerField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice"], name="built_once"),
        ]
