"""Since when people are clients, and whether they came before our records: what imported histories say of it.

What held before is kept with each person, so that a batch taken back leaves no trace: the histories that are still
here are then read again, in the order in which they came in.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Min

from bookings.models import Appointment
from clients.importing.choices import Choices
from clients.models import Client, ImportBatch
from practices import bulk

KNOWN_LONGER = timedelta(days=31)
"""A client registered that long before their first visit in the file had visits elsewhere in the books."""
COLUMNS = ("registered_at", "was_known_before", "before_history")

Histories = list[tuple[datetime, bool]]
"""The first visit in each file, and whether that file goes back to the first visit of all."""


def date_back(people: Iterable[int]) -> None:
    """Clients are clients since their first visit; a complete history says who was new when."""
    histories = _histories(people := set(people))
    rows = Client.objects.filter(pk__in=people).select_for_update().order_by("pk").only("id", *COLUMNS)
    changed = [client for client in rows if _read(client, histories[client.pk])]
    bulk.update(Client, changed, COLUMNS)


def _histories(people: set[int]) -> dict[int, Histories]:
    visits = Appointment.objects.filter(client__in=people, import_batch__isnull=False).order_by()
    firsts = visits.values_list("client", "import_batch").annotate(first=Min("starts_at"))
    found: dict[int, Histories] = defaultdict(list)
    batches = ImportBatch.objects.filter(pk__in={batch for _client, batch, _first in firsts})
    complete = {
        pk: Choices.from_dict(options).is_complete for pk, options in batches.values_list("pk", "options")
    }
    for client, batch, first in sorted(firsts, key=lambda row: row[1]):
        found[client].append((first, complete[batch]))
    return found


def _read(client: Client, histories: Histories) -> bool:
    """Date one client by all histories that are here; whether that changed anything."""
    was = _said(client)
    since, is_known = _before(client)
    for first, is_complete in histories:
        is_known = is_known and not (is_complete and since >= first - KNOWN_LONGER)
        since = min(since, first)
    if not histories:
        client.before_history = None
    elif client.before_history is None and (since, is_known) != was[:2]:
        client.before_history = {"registered_at": was[0].isoformat(), "was_known_before": was[1]}
    client.registered_at, client.was_known_before = since, is_known
    return _said(client) != was


def _said(client: Client) -> tuple[datetime, bool, bool]:
    return client.registered_at, client.was_known_before, client.before_history is None


def _before(client: Client) -> tuple[datetime, bool]:
    """What held before any history came in."""
    if kept := client.before_history:
        return datetime.fromisoformat(kept["registered_at"]), kept["was_known_before"]
    return client.registered_at, client.was_known_before
