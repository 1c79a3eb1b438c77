"""Where each client stands, and the way that led there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practices.models import Member
from practices.tenancy import PracticeOwned, SamePractice


class Stage(models.TextChoices):
    AWARENESS = "awareness", _("Awareness")
    BOOKING = "booking", _("Booking")
    ARRIVAL = "arrival", _("Arrival")
    SERVICE = "service", _("Service")
    PAYMENT = "payment", _("Payment")
    AFTERCARE = "aftercare", _("Aftercare")
    REBOOKING = "rebooking", _("Rebooking")
    LAPSED = "lapsed", _("Lapsed")


class Journey(PracticeOwned):
    """One client's place on the board, and the rhythm that says when they are missed.

    by_hand_at              when a hand last moved it against the facts; the next fact takes over and empties this
    answered_at             when the client last answered a check-in
    next_visit_at           start of the visit they have booked
    cadence_days            the client's own rhythm; null before the first visit
    nudge_on, lapses_on     local days, computed when a visit closes or a booking changes; null while one is booked
    """

    client = models.OneToOneField(Client, models.CASCADE, related_name="journey")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.AWARENESS)
    entered_at = models.DateTimeField()
    by_hand_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    next_visit_at = models.DateTimeField(null=True, blank=True)
    last_visit_on = models.DateField(null=True, blank=True)
    cadence_days = models.PositiveSmallIntegerField(null=True, blank=True)
    nudge_on = models.DateField(null=True, blank=True)
    at_risk_on = models.DateField(null=True, blank=True)
    lapses_on = models.DateField(null=True, blank=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="journey_client_same_practice"),
        ]
        indexes = [
            models.Index(fields=["practice", "stage", "entered_at"], name="journey_by_stage"),
            models.Index(
                fields=["practice", "lapses_on"],
                name="journey_by_lapse",
                condition=Q(lapses_on__isnull=False),
            ),
            models.Index(
                fields=["practice", "nudge_on"], name="journey_by_nudge", condition=Q(nudge_on__isnull=False)
            ),
        ]


class StageEntry(PracticeOwned):
    """One stay in one stage, [entered_at, left_at). A move by hand says who and why."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="entries")
    stage = models.CharField(max_length=20, choices=Stage)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    BY_HAND = "by hand"

    cause = models.CharField(max_length=60, help_text="Kind of the fact that led here, or 'by hand'")
    moved_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("journey", name="stage_entry_journey_same_practice"),
            SamePractice("moved_by", name="stage_entry_mover_same_practice"),
            models.UniqueConstraint(
                fields=["journey"], condition=Q(left_at=None), name="one_stage_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["practice", "journey", "-entered_at"], name="stage_entry_by_journey")]


class Usual(PracticeOwned):
    """What is usual in this practice, counted each night.

    gap_days        median days between two visits: speaks for clients without a rhythm of their own yet
    gaps            how many it was read from
    allowed_days    stage → days a client may stand there before somebody should look; null: as long as they like
    """

    gap_days = models.FloatField(null=True, blank=True)
    gaps = models.PositiveIntegerField(default=0)
    allowed_days = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["practice"], name="usual_once_per_practice"),
        ]
