"""Who or what is taken when. One table for people, rooms, things and holds, so one constraint keeps the promise."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from bookings.models.appointments import Segment
from bookings.models.catalogue import Resource
from clients.models import Client
from practices.models import Location, Member
from practices.tenancy import PracticeOwned, SamePractice


class Hold(PracticeOwned):
    """Time kept for somebody who is still filling in the form. Past `expires_at` it no longer counts.

    A day longer it is known, for whoever sends the form late.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    location = models.ForeignKey(Location, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    plan = models.JSONField(help_text="The segments as they would be booked")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("location", name="hold_location_same_practice"),
            SamePractice("client", name="hold_client_same_practice"),
        ]
        indexes = [models.Index(fields=["practice", "expires_at"], name="hold_by_expiry")]


class Occupancy(PracticeOwned):
    """One resource's claim on one stretch of time, [starts_at, ends_at): the core that nobody may overlap.

    before_minutes, after_minutes   the soft buffers around it, checked under the lock, not by the constraint
    is_standing                     false when the visit no longer claims its time
    overlap_ok                      set by a member on purpose, and recorded; such a row claims nothing
    """

    class Kind(models.TextChoices):
        VISIT = "visit"
        HOLD = "hold"
        BLOCK = "block"

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="occupancies")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.VISIT)
    segment = models.ForeignKey(Segment, models.CASCADE, null=True, blank=True, related_name="occupancies")
    hold = models.ForeignKey(Hold, models.CASCADE, null=True, blank=True, related_name="occupancies")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    before_minutes = models.PositiveSmallIntegerField(default=0)
    after_minutes = models.PositiveSmallIntegerField(default=0)
    is_standing = models.BooleanField(default=True)
    overlap_ok = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Of a hold")
    reason = models.CharField(max_length=120, blank=True, help_text="Of a block")
    blocked_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("resource", name="occupancy_resource_same_practice"),
            SamePractice("segment", name="occupancy_segment_same_practice"),
            SamePractice("hold", name="occupancy_hold_same_practice"),
            SamePractice("blocked_by", name="occupancy_blocker_same_practice"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="occupancy_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind="visit", segment__isnull=False, hold=None)
                | Q(kind="hold", segment=None, hold__isnull=False, expires_at__isnull=False)
                | Q(kind="block", segment=None, hold=None),
                name="occupancy_says_what_for",
            ),
            # The embedded server has no btree_gist: a range of one id stands in for equality.
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[
                    (
                        Func(
                            F("resource_id"),
                            F("resource_id"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            Value("[)"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_standing=True, overlap_ok=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "starts_at"],
                include=["resource", "ends_at", "before_minutes", "after_minutes", "expires_at"],
                condition=Q(is_standing=True),
                name="occupancy_by_time",
            ),
            models.Index(fields=["practice", "resource", "starts_at"], name="occupancy_by_resource"),
        ]
