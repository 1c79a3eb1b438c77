"""Tables that can be thrown away and counted again to the same rows (metrics.derived says how).

They point by bare numbers, not by keys: their rows come and go with the count. None holds a value that
depends on the day it is read: dates and gaps are stored, and what is ripe is decided when a page asks.
"""

from django.db import models
from django.db.models import Q

from practices.tenancy import PracticeOwned


class Visit(PracticeOwned):
    """One person on one local day, with at least one completed appointment.

    client_id               the person: the client all merges lead to
    location_id, …          of the day's first appointment
    is_person               false for the erased, who keep their days and lose their story
    is_newcomer             the person's story begins in our records, so a first visit is a first visit
    prev_day, next_day      the person's neighbouring visits
    own_gap                 median of the person's gaps up to this visit, once there are two
    rebooked, still_stands  of the day's last closed visit: frozen after 24 h, and as bookings are now
    """

    client_id = models.BigIntegerField()
    day = models.DateField()
    location_id = models.BigIntegerField()
    practitioner_id = models.BigIntegerField(null=True)
    appointments = models.IntegerField()
    minutes = models.IntegerField()
    is_person = models.BooleanField()
    is_newcomer = models.BooleanField()
    first_day = models.DateField()
    first_location_id = models.BigIntegerField()
    first_practitioner_id = models.BigIntegerField(null=True)
    prev_day = models.DateField(null=True)
    next_day = models.DateField(null=True)
    own_gap = models.FloatField(null=True)
    rebooked = models.BooleanField(null=True)
    still_stands = models.BooleanField(null=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "client_id", "day"], name="one_visit_per_person_and_day"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "day"], name="visit_by_day"),
            models.Index(
                fields=["practice", "first_day"],
                name="visit_first",
                condition=Q(is_person=True, prev_day=None),
            ),
            # each person's latest visit up to a day: the one with none after it, or only later ones
            models.Index(
                fields=["practice", "next_day", "day"], name="visit_by_next", condition=Q(is_person=True)
            ),
        ]


class Counted(PracticeOwned):
    """The version of all derived rows of a practice together; see metrics.queries.counted.

    A new one with every change of them, given by triggers in the transaction of the change, and with every count that
    met marks, though no row came out different. Only whoever counts writes
    them, one at a time per practice, so nobody waits for this row. Frozen facts are written by each closing, and are
    not under it.
    """

    version = models.UUIDField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice"], name="counted_once"),
        ]


class Person(PracticeOwned):
    """Somebody who has been here at least once, and what they have paid so far. No erased people.

    net         payments less refunds to date, minor units
    """

    client_id = models.BigIntegerField()
    visits = models.IntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    first_location_id = models.BigIntegerField()
    first_practitioner_id = models.BigIntegerField(null=True)
    net = models.BigIntegerField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "client_id"], name="person_once"),
        ]


class PerDay(PracticeOwned):
    """Counts of one local day at one place with one practitioner."""

    day = models.DateField()
    location_id = models.BigIntegerField()
    practitioner_id = models.BigIntegerField(null=True)

    class Meta(PracticeOwned.Meta):
        abstract = True
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "day", "location_id", "practitioner_id"],
                nulls_distinct=False,
                name="%(class)s_once",
            ),
        ]


class Daily(PerDay):
    """Visits of a day, and what came of them: a later return is counted on this day, not on its own.

    returned_90         newcomers of the day who came again within 90 days
    closed, rebooked    visits whose rebooking is decided, and those that had one
    """

    visits = models.IntegerField()
    minutes = models.IntegerField()
    newcomers = models.IntegerField()
    returned_90 = models.IntegerField()
    closed = models.IntegerField()
    rebooked = models.IntegerField()
    still_standing = models.IntegerField()


class Outcome(PerDay):
    """Appointments that begin on a day, by how they ended; `unresolved` of a past day is a loose end."""

    attended = models.IntegerField()
    no_show = models.IntegerField()
    late_cancel = models.IntegerField()
    early_cancel = models.IntegerField()
    practice_cancel = models.IntegerField()
    unresolved = models.IntegerField()


class Takings(PerDay):
    """Money of a day, by when it changed hands. Minor units.

    entries     how many payments and refunds these are
    """

    paid = models.BigIntegerField()
    refunded = models.BigIntegerField()
    entries = models.IntegerField()


class Cohort(PracticeOwned):
    """Newcomers of a month (at the place and practitioner of their first visit) who came k months later."""

    month = models.DateField(help_text="Its first day")
    k = models.IntegerField()
    location_id = models.BigIntegerField()
    practitioner_id = models.BigIntegerField(null=True)
    clients = models.IntegerField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["practice", "month", "k", "location_id", "practitioner_id"],
                nulls_distinct=False,
                name="cohort_once",
            ),
        ]


class Gap(PracticeOwned):
    """How often people let so many days pass between two visits: the practice's rhythm, as a histogram."""

    days = models.IntegerField()
    times = models.IntegerField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "days"], name="gap_once"),
        ]


class Active(PracticeOwned):
    """Steps of the number of active people: their sum up to a day is exactly how many had a visit in the
    `span` days that end with it."""

    span = models.IntegerField(help_text="Days")
    day = models.DateField()
    delta = models.IntegerField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "span", "day"], name="active_once"),
        ]
