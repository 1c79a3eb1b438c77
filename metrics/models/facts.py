"""What was true when a visit closed. Written once: later events change the story, not this page of it."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from bookings.models import Appointment, Resource
from clients.models import Client
from practices.models import Location, Member
from practices.tenancy import PracticeManager, PracticeOwned, SamePractice


class VisitFactQuerySet(models.QuerySet["VisitFact"]):
    def standing(self) -> Self:
        """Facts of visits that did happen: not closed by mistake."""
        return self.filter(voided_at=None)

    def ripe(self, at: datetime) -> Self:
        """Facts whose 24 hours are over and whose rebooking is not yet decided."""
        return self.standing().filter(rebooked_24h=None, ripens_at__lte=at)


VisitFactManager = PracticeManager.from_queryset(VisitFactQuerySet)


class VisitFact(PracticeOwned):
    """One closed visit, frozen. A trigger refuses every change but two, each possible once:
    the rebooking is decided 24 hours after the end, and a visit closed by mistake is voided.

    day                 on the wall of the place
    late_minutes        how late the client was taken in; null when nobody noted the arrival
    same_practitioner   as at this client's visit before; null at the first
    rebooked_at_close   a visit on a later day was standing when this one closed
    rebooked_24h        a visit on a later day was standing 24 elapsed hours after this one ended
    rebooked_by         who booked it on the closing screen
    Source              features.md §2.1; metrics.md §1, rebooking_24h
    """

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    late_minutes = models.IntegerField(null=True)
    price = models.BigIntegerField(help_text="Minor units")
    paid_at_close = models.BigIntegerField(help_text="Minor units")
    currency = models.CharField(max_length=3)
    is_first = models.BooleanField()
    same_practitioner = models.BooleanField(null=True)
    rebooked_at_close = models.BooleanField()
    ripens_at = models.DateTimeField()
    rebooked_24h = models.BooleanField(null=True)
    rebooked_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = VisitFactManager()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("appointment", name="visit_fact_appointment_same_practice"),
            SamePractice("client", name="visit_fact_client_same_practice"),
            SamePractice("location", name="visit_fact_location_same_practice"),
            SamePractice("practitioner", name="visit_fact_practitioner_same_practice"),
            SamePractice("rebooked_by", name="visit_fact_rebooker_same_practice"),
            models.UniqueConstraint(
                fields=["practice", "appointment"], condition=Q(voided_at=None), name="one_fact_per_visit"
            ),
            models.CheckConstraint(
                condition=Q(ripens_at__gt=F("ends_at")), name="fact_ripens_after_the_visit"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "client", "day"], name="visit_fact_by_client"),
            models.Index(
                fields=["ripens_at", "practice"],
                name="visit_fact_unripe",
                condition=Q(rebooked_24h=None, voided_at=None),
            ),
        ]
