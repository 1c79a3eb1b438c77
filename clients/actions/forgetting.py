"""Files of imports and exports are kept for a while and then emptied; what came of them stays."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clients.importing.choices import Choices
from clients.importing.erased import remember
from clients.importing.reading import Layout, records
from clients.importing.running import FileGone, file_of
from clients.models import Client, Export, ImportBatch, RejectedRow
from clients.rules.mentions import Person
from clients.rules.trouble import Troubled
from practices.models import Event, Job

KEPT_FOR = timedelta(days=30)
"""Long enough to mend rejected rows and bring them in again."""
OVER = (ImportBatch.Status.IMPORTED, ImportBatch.Status.UNDONE)
"""Nobody reads the file of a batch again that has come in, or was taken back."""
NUMBERS = {"external_id", "client_id"}
"""Fields of a file that hold the number of a client."""


@transaction.atomic
def forget_old_files(*, at: datetime) -> int:
    """Empty what was uploaded and brought in 30 days ago, with its rejected rows, and remove exports that have expired.

    Returns how many files were emptied.
    """
    Export.objects.filter(expires_at__lt=at).delete()
    old = ImportBatch.objects.filter(uploaded_at__lt=at - KEPT_FOR)
    old = old.exclude(imported_at__gte=at - KEPT_FOR).exclude(job__status__in=Job.OPEN)
    RejectedRow.objects.filter(batch__in=old).delete()
    return empty(old.exclude(content_sealed=b""))


def forget_in_files(client: Client, *, at: datetime) -> None:
    """Take a person out of everything that was uploaded: files that are over, files and rows that name them.

    What brings the file again does not bring them back.
    """
    person = known_as(client)
    remember(client, person, at=at)
    with_file = ImportBatch.objects.exclude(content_sealed=b"").defer("content_sealed")
    empty(with_file.filter(status__in=OVER))
    empty(ImportBatch.objects.filter(pk__in=[one.pk for one in with_file if _is_named_in(one, person)]))
    for batch in ImportBatch.objects.filter(rejected_rows__isnull=False).distinct().defer("content_sealed"):
        rows, places = RejectedRow.objects.filter(batch=batch), _numbered(batch)
        found = [row.pk for row in rows.iterator() if person.is_in(row.cells, numbered=places)]
        rows.filter(pk__in=found).delete()
    for batch in ImportBatch.objects.defer("content_sealed"):
        _unname(batch, person)


def known_as(client: Client) -> Person:
    """Everything a client has been called here, and every contact, as the record tells."""
    said = dict(_said_of(client))
    return Person(
        names=frozenset(said["name"]),
        contacts=frozenset(said["phone"] | said["email"]),
        numbers=frozenset(said["external_id"]),
    )


def _said_of(client: Client) -> Iterator[tuple[str, set[str]]]:
    """Each detail that tells who somebody is, with what it was and is."""
    changes = Event.objects.filter(client_id=client.pk, kind="client.changed").values_list(
        "payload", flat=True
    )
    pairs = [payload.get("changes", {}) for payload in changes]
    for field in ("name", "phone", "email", "external_id"):
        was = {str(value) for pair in pairs for value in pair.get(field, []) if value}
        yield field, (was | {getattr(client, field)}) - {""}


def _is_named_in(batch: ImportBatch, person: Person) -> bool:
    """Whether the file has a row about the person. One that cannot be read is taken to have."""
    places, layout = _numbered(batch), Layout.from_dict(batch.mapping["layout"])
    try:
        rows = records(file_of(batch), layout)
        return person.is_in(layout.header) or any(person.is_in(row.cells, numbered=places) for row in rows)
    except (Troubled, FileGone):
        return True


def _unname(batch: ImportBatch, person: Person) -> None:
    """Take the person out of what stays of a file: its name, and a first row that was taken for the header."""
    layout = batch.mapping.get("layout", {})
    if person.is_in(layout.get("header", [])):
        layout["header"] = [f"Column {place}" for place, _ in enumerate(layout["header"], start=1)]
        ImportBatch.objects.filter(pk=batch.pk).update(mapping=batch.mapping)
    if person.is_in([batch.file_name.rpartition(".")[0]]):
        ImportBatch.objects.filter(pk=batch.pk).update(file_name="list.csv")


def _numbered(batch: ImportBatch) -> Collection[int]:
    chosen = Choices.from_dict(batch.options).columns
    return [place for place, field in chosen.items() if field in NUMBERS]


def empty(batches: "QuerySet[ImportBatch]") -> int:
    """Take the file and the cells shown from it out of these batches."""
    return int(batches.update(content_sealed=b"", examples_sealed=b""))
