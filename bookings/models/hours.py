"""When people work: wall time of a location, with the dates from and until which it holds."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from bookings.models.catalogue import Resource
from practices.models import Location
from practices.tenancy import PracticeOwned, SamePractice


class Shift(PracticeOwned):
    """Weekly working time of a practitioner at a location. A break is the gap between two shifts."""

    practitioner = models.ForeignKey(Resource, models.CASCADE, related_name="shifts")
    location = models.ForeignKey(Location, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    starts = models.TimeField()
    ends = models.TimeField(help_text="Midnight means the end of the day")
    week = models.PositiveSmallIntegerField(
        default=0, help_text="0 every week, 1 odd ISO weeks, 2 even ISO weeks"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="First day on which it no longer holds")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("practitioner", name="shift_practitioner_same_practice"),
            SamePractice("location", name="shift_location_same_practice"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends="00:00"), name="shift_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["practice", "practitioner", "weekday"], name="shift_by_practitioner")]


class ShiftException(PracticeOwned):
    """One day that is not like the others: these hours instead of the shifts, or no hours at all."""

    practitioner = models.ForeignKey(Resource, models.CASCADE, related_name="exceptions")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="+")
    day = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("practitioner", name="exception_practitioner_same_practice"),
            SamePractice("location", name="exception_location_same_practice"),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None)
                | Q(starts__isnull=False, ends__isnull=False, location__isnull=False),
                name="exception_hours_are_whole",
            ),
        ]
        indexes = [models.Index(fields=["practice", "day"], name="exception_by_day")]


class Timetable(PracticeOwned):
    """The version of all that decides who could work when, with what.

    A new one with every change of abilities, resources, pools, requirements, shifts, exceptions, closures and places,
    given by triggers in the transaction of the change; see bookings.queries.timetable.
    """

    version = models.UUIDField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice"], name="one_timetable_per_practice"),
        ]


class Closure(PracticeOwned):
    """Days on which a location, or all of them, is shut: whole days of the location's own zone."""

    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(help_text="First open day again")
    reason = models.CharField(max_length=120, blank=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("location", name="closure_location_same_practice"),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="closure_has_days"),
        ]
        indexes = [models.Index(fields=["practice", "from_on"], name="closure_by_day")]

    @property
    def last_day(self) -> date:
        return self.until_on - timedelta(days=1)
