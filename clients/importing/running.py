"""Take a file through, chunk by chunk: as a trial that writes nothing, or for good.

Each chunk is a transaction of its own, and a row that came in once is known again by its key, so a worker may be
killed at any time and begin again.
"""

import zlib
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from io import BytesIO
from itertools import islice
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from clients.importing import erased
from clients.importing.choices import Choices
from clients.importing.reading import Layout, Record, records
from clients.models import ImportBatch, RejectedRow
from clients.rules.trouble import Trouble
from practices.errors import Refusal
from practices.jobs import Progress

CHUNK = 500
SHOWN_BY_A_TRIAL = 1000
"""Rows a trial keeps with their reasons; an import keeps all that stayed out."""

Rejected = list[tuple[int, list[Trouble]]]


class FileGone(Refusal):
    sentence = _(
        "This file was emptied: after 30 days, or because somebody in it was erased. Upload it again."
    )


@dataclass
class Outcome:
    """How many rows came in, were here already, or stayed out."""

    rows: int = 0
    added: int = 0
    unchanged: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass
class Taken:
    """What became of one chunk."""

    added: int = 0
    unchanged: int = 0
    rejected: Rejected = field(default_factory=list)


class Importer(Protocol):
    """Knows one kind of row. Made anew for each run."""

    headers: dict[str, tuple[str, ...]]
    labels: dict[str, Any]
    dates: tuple[str, ...]
    sums: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]

    def __init__(self, batch: ImportBatch, choices: Choices, at: datetime) -> None: ...

    @abstractmethod
    def take(self, chunk: list[Record], *, is_trial: bool) -> Taken:
        """Bring a chunk in, inside a transaction; a trial reads and writes nothing."""

    @abstractmethod
    def finish(self, outcome: Outcome) -> None:
        """What remains when all rows are in, inside a transaction; records the fact of the batch."""

    @abstractmethod
    def count(self) -> int:
        """How many rows of the batch are in, also by a run that was killed before this one."""

    @classmethod
    @abstractmethod
    def undo(cls, batch: ImportBatch, progress: Progress) -> tuple[int, int]:
        """Take the batch's untouched rows back: (removed, kept)."""


@cache
def importers() -> dict[str, type[Importer]]:
    found: dict[str, type[Importer]] = import_string(settings.IMPORTERS)
    return found


def packed(content: bytes) -> bytes:
    return zlib.compress(content, 6)


def file_of(batch: ImportBatch) -> BytesIO:
    """The file as it came.

    Refuses     FileGone
    """
    kept = ImportBatch.objects.only("practice", "seal", "content_sealed").get(pk=batch.pk)
    if not kept.content_sealed:
        raise FileGone
    return BytesIO(zlib.decompress(kept.content))


def go_through(batch: ImportBatch, *, is_trial: bool, at: datetime, progress: Progress) -> Outcome:
    """Take every row of the file; rows that stay out are kept with their reasons.

    Refuses     FileGone, also in the middle: somebody in it was erased, and nothing more of them may come in
    """
    with transaction.atomic():
        file, layout = file_of(batch), Layout.from_dict(batch.mapping["layout"])
        importer = importers()[batch.kind](batch, Choices.from_dict(batch.options), at)
        RejectedRow.objects.filter(batch=batch).delete()
    outcome = Outcome()
    for chunk in _chunks(records(file, layout)):
        with transaction.atomic():
            taken = importer.take(chunk, is_trial=is_trial)
            _count(outcome, chunk, taken)
            _keep(
                batch, chunk, taken.rejected, is_trial=is_trial, before=outcome.rejected - len(taken.rejected)
            )
            _hold_file(batch)
        progress(done=outcome.rows, total=batch.rows)
    if not is_trial:
        with transaction.atomic():
            outcome.added = importer.count()
            outcome.unchanged = outcome.rows - outcome.rejected - outcome.added
            importer.finish(outcome)
            _hold_file(batch)
    return outcome


def _hold_file(batch: ImportBatch) -> None:
    """The last step of a transaction: whoever empties the file does so before it, and undoes it, or after it.

    Last, because an erasure locks the client before the file.
    Refuses     FileGone
    """
    here = ImportBatch.objects.filter(pk=batch.pk).exclude(content_sealed=b"")
    if here.select_for_update(no_key=True).values_list("pk").first() is None:
        raise FileGone


def _count(outcome: Outcome, chunk: list[Record], taken: Taken) -> None:
    outcome.rows += len(chunk)
    outcome.added += taken.added
    outcome.unchanged += taken.unchanged
    outcome.rejected += len(taken.rejected)
    outcome.reasons.update(trouble.code for _line, troubles in taken.rejected for trouble in troubles)


def _keep(
    batch: ImportBatch, chunk: list[Record], rejected: Rejected, *, is_trial: bool, before: int
) -> None:
    if is_trial:
        rejected = rejected[: max(0, SHOWN_BY_A_TRIAL - before)]
    cells = {record.number: record.cells for record in chunk}
    RejectedRow.objects.bulk_create(
        RejectedRow(
            practice_id=batch.practice_id,
            batch=batch,
            line=line,
            # Of somebody who was erased not even the row is kept that would have brought them back.
            cells=[] if any(one.code == erased.CODE for one in troubles) else list(cells[line]),
            reasons=[trouble.as_dict() for trouble in troubles],
        )
        for line, troubles in rejected
    )


def _chunks(rows: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
