"""Trying, bringing in and taking back a file: what the worker does, or a command at once."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from clients.events import ImportBroken, ImportUndone
from clients.importing.running import go_through, importers
from clients.models import ImportBatch
from practices import jobs
from practices.events import coming_from, record
from practices.models import Job, Member

Status = ImportBatch.Status
LONGEST_AT_ONCE = timedelta(hours=1)
"""So long no worker takes a command's job over."""


def run_check(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Refuses     FileGone"""
    return _run(job, progress, is_trial=True)


def run_import(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Bring every row in.

    Refuses     FileGone
    Records     ClientsImported or VisitsImported once all rows are in, ImportBroken when that is not reached
    """
    return _run(job, progress, is_trial=False)


def _run(job: Job, progress: jobs.Progress, *, is_trial: bool) -> dict[str, Any]:
    batch = _batch_of(job)
    at = timezone.now()
    try:
        with coming_from("import"):
            outcome = go_through(batch, is_trial=is_trial, at=at, progress=progress)
    except Exception:
        _set(batch, status=Status.FAILED)
        if not is_trial:
            _tell_it_broke(batch, job)
        raise
    _set(
        batch, status=Status.CHECKED if is_trial else Status.IMPORTED, added=outcome.added, rows=outcome.rows,
        unchanged=outcome.unchanged, rejected=outcome.rejected, **({} if is_trial else {"imported_at": at}),
    )  # fmt: skip
    return {"added": outcome.added, "unchanged": outcome.unchanged, "rejected": outcome.rejected,
            "reasons": dict(outcome.reasons)}  # fmt: skip


@transaction.atomic
def _tell_it_broke(batch: ImportBatch, job: Job) -> None:
    """Rows came in by the hundred, each hundred for itself: whoever counts them must hear that it ends here."""
    fact = ImportBroken(batch_id=batch.pk, import_kind=batch.kind)
    record(fact, practice=batch.practice, by=job.asked_by, at=timezone.now())


def run_undo(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Records     ImportUndone, with how many rows were kept because somebody had touched them"""
    batch = _batch_of(job)
    removed, kept = importers()[batch.kind].undo(batch, progress)
    with transaction.atomic():
        now = timezone.now()
        ImportBatch.objects.filter(pk=batch.pk).update(status=Status.UNDONE, undone_at=now)
        fact = ImportUndone(batch_id=batch.pk, import_kind=batch.kind, removed=removed, kept=kept)
        record(fact, practice=batch.practice, by=job.asked_by, at=now)
    return {"removed": removed, "kept": kept}


def bring_in(batch: ImportBatch, *, say: jobs.Progress, by: Member | None) -> dict[str, Any]:
    """Bring a file in at once, in this process: what the commands do."""
    return _at_once(batch, run_import, "run_import", say, by)


def try_out(batch: ImportBatch, *, say: jobs.Progress, by: Member | None) -> dict[str, Any]:
    """Try a file at once, in this process."""
    return _at_once(batch, run_check, "check_import", say, by)


def _at_once(
    batch: ImportBatch, run: jobs.Runner, kind: str, say: jobs.Progress, by: Member | None
) -> dict[str, Any]:
    with transaction.atomic():
        now = timezone.now()
        job = jobs.start(batch.practice, kind=kind, params={"batch_id": batch.pk}, by=by, at=now)
        Job.objects.filter(pk=job.pk).update(
            status=Job.Status.RUNNING, started_at=now, heard_at=now + LONGEST_AT_ONCE
        )
        _set(batch, job=job)
    try:
        result = run(job, say)
    except Exception as error:
        _end(job, status=Job.Status.FAILED, message=jobs.what_to_say_of(error))
        raise
    _end(job, status=Job.Status.DONE, result=result)
    return result


@transaction.atomic
def _end(job: Job, **changes: Any) -> None:
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **changes)


def _batch_of(job: Job) -> ImportBatch:
    with transaction.atomic():
        rows = ImportBatch.objects.select_related("practice", "uploaded_by").defer("content_sealed")
        found: ImportBatch = rows.get(pk=job.params["batch_id"])
        return found


@transaction.atomic
def _set(batch: ImportBatch, **changes: Any) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(**changes)
