"""Take an imported batch of clients back: those nobody has touched since."""

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet

from clients.actions.words import forget_words
from clients.models import Client, Consent, ImportBatch, ProfileFact
from practices.erasing import erasing
from practices.jobs import Progress
from practices.models import Event

CHUNK = 500


def take_back(batch: ImportBatch, progress: Progress) -> tuple[int, int]:
    """Remove the batch's untouched clients, chunk by chunk: (removed, kept).

    Touched: a person changed, noted or answered something. Visits hold on to their client by a protecting key.
    """
    removed = 0
    with transaction.atomic():
        total = Client.objects.filter(import_batch=batch).count()
        Client.objects.filter(import_batch=batch, referrer__import_batch=batch).update(referrer=None)
        ids = list(untouched(batch).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            removed += _remove(ids[start : start + CHUNK])
        progress(done=start, total=total)
    return removed, total - removed


def untouched(batch: ImportBatch) -> "QuerySet[Client]":
    """Clients of the batch that are as the file brought them."""
    mine = {"client": OuterRef("pk")}
    facts = ProfileFact.objects.filter(
        ~Q(source=ProfileFact.Source.IMPORT) | Q(ended_at__isnull=False), **mine
    )
    consents = Consent.objects.filter(~Q(source="import"), **mine)
    events = (
        Event.objects.filter(client_id=OuterRef("pk"))
        .exclude(kind="client.sensitive_read")
        .exclude(source="import")
    )
    rows: QuerySet[Client] = Client.objects.filter(import_batch=batch, version=1, erased_at=None)
    return rows.exclude(Exists(facts)).exclude(Exists(consents)).exclude(Exists(events))


def _remove(ids: list[int]) -> int:
    """Delete these clients, except those that rows of other apps hold on to."""
    with erasing():
        while ids:
            rows = Client.objects.filter(pk__in=ids)
            try:
                with transaction.atomic():
                    forget_words(rows)
                    rows.delete()
                    return len(ids)
            except ProtectedError as error:
                held = {_client_of(row) for row in error.protected_objects}
                if not held & set(ids):
                    return 0
                ids = [pk for pk in ids if pk not in held]
    return 0


def _client_of(row: object) -> int | None:
    """The client a protecting row belongs to: an appointment's client, a referred client's referrer."""
    return getattr(row, "referrer_id", None) or getattr(row, "client_id", None)
