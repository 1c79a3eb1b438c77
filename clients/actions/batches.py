"""A file of clients or visits on its way in: uploaded, read right, asked to be worked on, released."""

import hashlib
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clients.events import ClientsReleased
from clients.importing import choices as choosing
from clients.importing.choices import Choices
from clients.importing.columns import Survey, guess, survey
from clients.importing.reading import records, sniff
from clients.importing.running import FileGone, Importer, importers, packed
from clients.models import Client, ImportBatch
from clients.rules.trouble import Troubled
from clients.wording import sentence
from practices import jobs
from practices.errors import Refusal
from practices.events import record
from practices.models import Member, Practice
from practices.queries import home_place

Status = ImportBatch.Status
NOTE = "note"
"""The one field that several columns may hold: they are joined."""


class FileUnreadable(Refusal):
    sentence = _("{why}")


class ColumnMissing(Refusal):
    sentence = _("Say which column holds: {fields}.")


class ColumnTwice(Refusal):
    sentence = _("Two columns are both “{field}”. Leave one out.")


class ColumnUnknown(Refusal):
    """There is no such column in the file, or no such field in lists of this kind."""

    sentence = _("No column {place} of this file can be “{field}”.")


class NotNow(Refusal):
    sentence = _("This file is {status}.")


@transaction.atomic
def upload(
    practice: Practice, *, kind: str, file_name: str, content: bytes, by: Member | None, at: datetime
) -> ImportBatch:
    """Keep a file and guess how to read it. Nothing comes in yet.

    kind        clients or visits
    Refuses     FileUnreadable
    """
    file = BytesIO(content)
    try:
        layout = sniff(file)
        found = survey(layout, records(file, layout))
    except Troubled as error:
        raise FileUnreadable(why=sentence(error.trouble), code=error.trouble.code) from error
    choices, notes = _guessed(kind, found, practice)
    batch: ImportBatch = ImportBatch.objects.create(
        practice=practice, kind=kind, file_name=file_name[-200:], content=packed(content),
        digest=hashlib.sha256(content).hexdigest(), rows=found.rows, uploaded_by=by, uploaded_at=at,
        mapping={"layout": layout.as_dict(), **notes}, examples=[column.examples for column in found.columns],
        options=choices.as_dict(),
    )  # fmt: skip
    return batch


def _guessed(kind: str, found: Survey, practice: Practice) -> tuple[Choices, dict[str, Any]]:
    """How the file is probably to be read, and what is not certain about it."""
    importer = importers()[kind]
    columns = guess(found.columns, importer.headers)
    order = choosing.date_order(found, columns, importer.dates)
    mark = choosing.money_mark(found, columns, importer.sums)
    usual_order, usual_mark = choosing.custom(practice.country)
    place = home_place()
    choices = Choices(
        columns=columns,
        date_order=order if order in ("day_first", "month_first") else usual_order,
        mark=mark or usual_mark,
        region=practice.country,
        currency=practice.currency,
        zone=place.time_zone if place else "UTC",
    )
    return choices, {"date_order": order, "mark": mark}


@transaction.atomic
def choose(batch: ImportBatch, *, columns: dict[int, str] | None, options: dict[str, Any]) -> ImportBatch:
    """Say how the file is to be read, where the guess was wrong.

    columns     place of the column to the field it holds; None: as it was
    Refuses     NotNow, ColumnUnknown, ColumnTwice, ColumnMissing
    """
    kept = _locked(batch, Status.UPLOADED, Status.CHECKED, Status.FAILED)
    before = Choices.from_dict(kept.options)
    columns = before.columns if columns is None else columns
    _check_columns(columns, importers()[kept.kind], width=len(kept.mapping["layout"]["header"]))
    choices = replace(before, columns=columns, **options)
    kept.options, kept.status = choices.as_dict(), Status.UPLOADED
    kept.save(update_fields=["options", "status"])
    return kept


def _check_columns(columns: dict[int, str], importer: type[Importer], *, width: int) -> None:
    """Refuses     ColumnUnknown, ColumnTwice, ColumnMissing"""
    fields = list(columns.values())
    for place, field in columns.items():
        if field not in importer.labels or place >= width:
            raise ColumnUnknown(place=place, field=field)
        if field != NOTE and fields.count(field) > 1:
            raise ColumnTwice(field=str(importer.labels[field]))
    missing = [group for group in importer.required if not set(group) & set(fields)]
    if missing:
        named = (str(_(" or ")).join(str(importer.labels[name]) for name in group) for group in missing)
        raise ColumnMissing(fields="; ".join(named))


@transaction.atomic
def ask_to_check(batch: ImportBatch, *, by: Member | None, at: datetime) -> ImportBatch:
    """Have a worker try the file: nothing is written, each bad row gets its reason.

    Refuses     NotNow, FileGone
    """
    kept = _locked(batch, Status.UPLOADED, Status.CHECKED, Status.FAILED)
    return _start(kept, "check_import", Status.CHECKING, by, at)


@transaction.atomic
def ask_to_import(batch: ImportBatch, *, by: Member | None, at: datetime) -> ImportBatch:
    """Have a worker bring the file in.

    Refuses     NotNow, FileGone
    """
    kept = _locked(batch, Status.CHECKED, Status.FAILED)
    return _start(kept, "run_import", Status.IMPORTING, by, at)


@transaction.atomic
def ask_to_undo(batch: ImportBatch, *, by: Member | None, at: datetime) -> ImportBatch:
    """Have a worker take the batch back, as far as nobody has touched it since; also what came in before it broke.

    Refuses     NotNow
    """
    kept = _locked(batch, Status.IMPORTED, Status.FAILED)
    return _start(kept, "undo_import", kept.status, by, at)


@transaction.atomic
def release_batch(batch: ImportBatch, *, by: Member | None, at: datetime) -> int:
    """Let the people of a batch get automatic messages from now on; answers how many.

    Refuses     NotNow
    Records     ClientsReleased
    """
    kept = _locked(batch, Status.IMPORTED, Status.FAILED)
    held = Client.objects.present().filter(import_batch=kept, is_released=False)
    released: int = held.update(is_released=True)
    kept.released_at = at
    kept.save(update_fields=["released_at"])
    record(ClientsReleased(batch_id=kept.pk, released=released), practice=kept.practice, by=by, at=at)
    return released


def _start(batch: ImportBatch, kind: str, status: str, by: Member | None, at: datetime) -> ImportBatch:
    if kind != "undo_import" and ImportBatch.objects.filter(pk=batch.pk, content_sealed=b"").exists():
        raise FileGone
    batch.job = jobs.start(batch.practice, kind=kind, params={"batch_id": batch.pk}, by=by, at=at)
    batch.status = status
    batch.save(update_fields=["job", "status"])
    return batch


def _locked(batch: ImportBatch, *allowed: str) -> ImportBatch:
    rows = (
        ImportBatch.objects.select_for_update(of=("self",))
        .select_related("practice", "job")
        .defer("content_sealed")
    )
    kept: ImportBatch = rows.get(pk=batch.pk)
    if kept.status not in allowed or (kept.job and kept.job.is_open):
        raise NotNow(status=kept.get_status_display().lower())
    return kept
