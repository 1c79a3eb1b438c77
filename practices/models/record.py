"""What happened, what is being worked on, and whether the clock still ticks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practices.models.accounts import Member
from practices.tenancy import PracticeOwned, SamePractice


class Event(PracticeOwned):
    """One thing that happened. Written once, never changed: a trigger refuses it.

    client_id   a bare number, not a foreign key: practices sits below clients
    source      where it came from: page, public, api, import, worker, provider
    """

    kind = models.CharField(max_length=60)
    client_id = models.BigIntegerField(null=True)
    actor = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=20, default="page")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    payload = models.JSONField()

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("actor", name="event_actor_same_practice"),
        ]
        indexes = [
            models.Index(fields=["practice", "kind", "occurred_at"], name="event_by_kind"),
            models.Index(fields=["practice", "client_id", "-id"], name="event_by_client"),
        ]


class Job(PracticeOwned):
    """Long work with a page that shows how far it is and can be left."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    OPEN = (Status.WAITING, Status.RUNNING)

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("asked_by", name="job_asker_same_practice"),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], name="job_open", condition=Q(status__in=["waiting", "running"])
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class Heartbeat(models.Model):
    """When beat, and each worker, was last heard."""

    name = models.CharField(max_length=100, primary_key=True)
    heard_at = models.DateTimeField()
