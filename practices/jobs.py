"""Long work: a row first, then a worker that picks it up, says how far it is, and may be killed at any time.

A runner is called inside the practice but outside any transaction; it does its work in batches, each in a transaction
of its own, and must be safe to start again from the beginning.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from practices import patience, tally
from practices.errors import Refusal
from practices.models import Job, Member, Practice

Progress = Callable[..., None]
Runner = Callable[[Job, Progress], dict[str, Any]]

SILENCE = timedelta(minutes=5)
MAX_ATTEMPTS = 3
BROKE_OFF = "It broke off on our side. Please start it again; if it breaks off once more, the log says why."


def start(practice: Practice, *, kind: str, params: dict[str, Any], by: Member | None, at: datetime) -> Job:
    """Ask for long work. A worker begins within seconds."""
    return Job.objects.create(practice=practice, kind=kind, params=params, asked_by=by, asked_at=at)


@transaction.atomic
def claim(*, at: datetime) -> Job | None:
    """Take the oldest waiting job of the active practice, or one whose worker fell silent."""
    silent = Q(status=Job.Status.RUNNING, heard_at__lt=at - SILENCE)
    waiting = Job.objects.filter(Q(status=Job.Status.WAITING) | silent)
    job = waiting.select_for_update(skip_locked=True).order_by("asked_at", "id").first()
    if job is None:
        return None
    job.status, job.started_at, job.heard_at = Job.Status.RUNNING, job.started_at or at, at
    job.attempts += 1
    if job.attempts > MAX_ATTEMPTS:
        job.status, job.finished_at, job.message = Job.Status.FAILED, at, "It stopped three times."
    job.save()
    return job if job.status == Job.Status.RUNNING else None


def run(job: Job, *, clock: Callable[[], datetime]) -> None:
    """Do a claimed job with the runner of its kind, and write down how it ended.

    Raises      whatever the runner raises, after the job is marked failed
    """

    def progress(*, done: int, total: int, message: str = "") -> None:
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(
                done=done, total=total, message=message[:300], heard_at=clock()
            )

    runners: dict[str, Runner] = import_string(settings.JOB_RUNNERS)
    try:
        with patience.patient(patience.JOB):
            result = runners[job.kind](job, progress)
    except Exception as error:
        _finish(job, Job.Status.FAILED, at=clock(), message=what_to_say_of(error))
        tally.count("jobs", kind=job.kind, outcome="failed")
        raise
    _finish(job, Job.Status.DONE, at=clock(), result=result)
    tally.count("jobs", kind=job.kind, outcome="done")


def what_to_say_of(error: Exception) -> str:
    """A rule's own sentence; of anything else not a word, because everybody reads it and it may quote the data."""
    return str(error)[:300] if isinstance(error, Refusal) else BROKE_OFF


@transaction.atomic
def _finish(job: Job, status: Job.Status, *, at: datetime, **changes: Any) -> None:
    Job.objects.filter(pk=job.pk).update(status=status, finished_at=at, **changes)
