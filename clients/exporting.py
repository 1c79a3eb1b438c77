"""Everything about one client as a zip of JSON and CSV, from all apps.

config/exports.py lists one function per app: client → file name → rows.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any, Protocol

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.module_loading import import_string

from clients.models import Client, Consent, ProfileFact
from clients.rules.cells import guarded
from practices.models import Event

Rows = list[dict[str, Any]]


class Contribution(Protocol):
    """What one app keeps about a client: file name → rows. Health text only when it is asked for."""

    def __call__(self, client: Client, *, with_health: bool) -> dict[str, Rows]: ...


UNSAID = {"id", "practice", "search_text", "sort_name", "version"}


def packed(client: Client, *, with_health: bool = True) -> bytes:
    """The zip: one JSON with all of it, one CSV per kind of row, and a sentence on what is what."""
    contributions: list[Contribution] = import_string(settings.CLIENT_EXPORTS)
    parts: dict[str, Rows] = {}
    for contribute in contributions:
        parts.update(contribute(client, with_health=with_health))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(
            "everything.json", json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        )
        for name, rows in parts.items():
            files.writestr(f"{name}.csv", as_csv(rows))
        listed = "\n".join(_listed(parts))
        files.writestr("README.txt", README.format(name=client.name, files=listed))
        if not with_health:
            files.writestr("WITHOUT-HEALTH.txt", WITHOUT)
    return whole.getvalue()


README = """Everything that is kept about {name}.

everything.json holds all of it; the CSV files hold the same, one kind of row each:

{files}
"""


WITHOUT = (
    "Health facts, private notes, free answers and reasons that may tell of health are left out: "
    "who fetched this may not read them.\n"
)


def _listed(parts: dict[str, Rows]) -> Iterator[str]:
    for name, rows in parts.items():
        yield f"  {name}.csv: {len(rows)}"


def as_csv(rows: Rows) -> str:
    text = io.StringIO()
    text.write("\ufeff")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow([guarded(_flat(row.get(name))) for name in names])
    return text.getvalue()


def _flat(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value


def told(row: Any, *, without: set[str] | frozenset[str] = frozenset()) -> dict[str, Any]:
    """A row's columns by name, as they are kept; sealed columns are left to the caller."""
    return {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in UNSAID | without and not field.name.endswith("_sealed") and field.name != "seal"
    }


def clients_part(client: Client, *, with_health: bool) -> dict[str, Rows]:
    """What clients keep: details, facts with their text, the consent ledger, and the record of what happened."""
    facts = ProfileFact.objects.filter(client=client).select_related("author").order_by("id")
    if not with_health:
        facts = facts.exclude(kind__in=ProfileFact.HEALTH)
    consents = Consent.objects.filter(client=client).order_by("id")
    events = Event.objects.filter(client_id=client.pk).select_related("actor").order_by("id")
    return {
        "client": [told(client)],
        "facts": [{**told(fact), "value": fact.value, "author": fact.author and fact.author.name} for fact in facts],
        "consents": [told(entry) for entry in consents],
        "events": [
            {"kind": event.kind, "at": event.occurred_at, "by": event.actor and event.actor.name,
             "source": event.source, "what": event.payload}
            for event in events
        ],
    }  # fmt: skip
