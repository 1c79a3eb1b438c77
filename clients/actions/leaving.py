"""What leaves the house on purpose, with a trace: lists, everything about one client, and the client themselves."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clients.actions.forgetting import forget_in_files
from clients.actions.people import AlreadyErased
from clients.actions.words import forget_words
from clients.events import ClientErased, ClientExported, ClientListExported, ExportFetched
from clients.exporting import packed
from clients.models import Client, Consent, Erasure, Export, ProfileFact
from practices import jobs
from practices.erasing import erasing
from practices.errors import Refusal
from practices.events import record
from practices.models import Event, Job, Member, Practice

KEPT_FOR = timedelta(days=7)
"""How long a finished export can be fetched."""

# What stays in the record of an erased client: numbers and codes that money and counts rest on, no words of people.
KEPT_IN_EVENTS = {
    "kind", "status", "was", "now", "channel", "purpose", "stage", "outcome", "currency", "method", "by", "is_late",
    "starts_at", "ends_at", "was_starts_at", "severity", "fact_kind", "version", "amount", "price", "insisted",
}  # fmt: skip


class ExportOver(Refusal):
    sentence = _("This export has expired. Ask for a new one.")


@transaction.atomic
def note_list_export(practice: Practice, *, rows: int, filters: str, by: Member, at: datetime) -> Event:
    """Note that a list of clients was taken as a file, how long it was and by what it was filtered.

    filters     which were set; no words that somebody typed
    Records     ClientListExported
    """
    return record(ClientListExported(rows=rows, filters=filters[:500]), practice=practice, by=by, at=at)


@transaction.atomic
def ask_for_export(client: Client, *, by: Member, at: datetime) -> Export:
    """Ask for everything about one client as a zip. A worker makes it.

    Records     ClientExported
    """
    job = jobs.start(client.practice, kind="export_client", params={"client_id": client.pk}, by=by, at=at)
    export: Export = Export.objects.create(
        practice=client.practice, client=client, job=job, expires_at=at + KEPT_FOR
    )
    fact = ClientExported(client_id=client.pk, export_id=export.pk)
    record(fact, practice=client.practice, by=by, at=at)
    return export


def run_export(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Fill the export of a job; nothing when the client was erased before."""
    with transaction.atomic():
        rows = Export.objects.select_related("client").select_for_update(of=("self",))
        if (export := rows.filter(job=job).first()) is None:
            return {"bytes": 0}
        content = packed(export.client)
        export.content = content
        export.save(update_fields=["content_sealed"])
    progress(done=1, total=1)
    return {"bytes": len(content)}


@transaction.atomic
def fetch_export(export: Export, *, with_health: bool, by: Member | None, at: datetime) -> bytes:
    """Hand out the zip of an export that is ready.

    with_health     whoever may not read health text gets the rest, as it stands now
    Refuses         ExportOver
    Records         ExportFetched
    """
    if export.expires_at <= at or not export.content:
        raise ExportOver
    fact = ExportFetched(client_id=export.client_id, export_id=export.pk, with_health=with_health)
    record(fact, practice=export.practice, by=by, at=at)
    return export.content if with_health else packed(export.client, with_health=False)


@transaction.atomic
def erase(client: Client, *, reason: str, by: Member | None, at: datetime) -> Client:
    """Turn a client into a pseudonym. Money and the number of visits stay; who it was does not.

    What apps above hold about the person goes by their reactions to ClientErased. Those still find the contacts, to
    look for them in what they keep; then the contacts go too.
    reason      kept sealed beside the pseudonym, for those who may erase; may be empty
    Refuses     AlreadyErased
    Records     ClientErased
    """
    kept: Client = Client.objects.select_for_update(of=("self",)).select_related("practice").get(pk=client.pk)
    if kept.erased_at is not None:
        raise AlreadyErased
    forget_words([kept])
    ProfileFact.objects.filter(client=kept).update(replaced_by=None)
    ProfileFact.objects.filter(client=kept).delete()
    Export.objects.filter(client=kept).delete()
    forget_in_files(kept, at=at)
    with erasing():
        Consent.objects.filter(client=kept).update(evidence={})
        for event in Event.objects.filter(client_id=kept.pk):
            Event.objects.filter(pk=event.pk).update(payload=_without_words(event.payload))
    kept.erased_at = kept.archived_at = at
    kept.is_released = False
    kept.save(update_fields=["erased_at", "archived_at", "is_released"])
    if said := reason.strip()[:200]:
        Erasure.objects.create(practice=kept.practice, client=kept, reason=said)
    record(ClientErased(client_id=kept.pk), practice=kept.practice, by=by, at=at)
    _become_nobody(kept)
    return kept


def _become_nobody(client: Client) -> None:
    client.name = f"Erased {client.pk}"
    for field in ("preferred_name", "pronouns", "phone", "email", "language", "time_zone", "street", "postcode",
                  "city", "source", "external_id"):  # fmt: skip
        setattr(client, field, "")
    client.birth_on = client.referrer = client.practitioner = None
    client.tags = []
    client.sort_name, client.search_text = client.name.lower(), ""
    client.is_verified = False
    client.version += 1
    client.save()


def _without_words(payload: dict[str, Any]) -> dict[str, Any]:
    """A fact's payload with numbers, truths and codes only."""
    return {
        key: value
        for key, value in payload.items()
        if key in KEPT_IN_EVENTS
        or key.endswith(("_id", "_ids", "_at", "_on"))
        or value is None
        or isinstance(value, (bool, int, float))
    }
