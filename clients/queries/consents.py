"""What clients agreed to."""

from collections import defaultdict
from collections.abc import Iterable

from clients.models import Client, Consent
from clients.rules.consent import Entry, answer, standing

Standing = dict[tuple[str, str], bool]


def consents_of(clients: Iterable[int]) -> dict[int, Standing]:
    """What holds for each of these clients, in one query."""
    rows = Consent.objects.filter(client__in=list(clients)).order_by("id")
    ledgers: dict[int, list[Entry]] = defaultdict(list)
    for pk, purpose, channel, is_given in rows.values_list("client_id", "purpose", "channel", "is_given"):
        ledgers[pk].append(Entry(purpose, channel, is_given))
    return {pk: standing(ledger) for pk, ledger in ledgers.items()}


def agrees(client: Client, purpose: str, channel: str = "any") -> bool | None:
    """Whether the client agreed to be reached for this, by this; None when never asked."""
    return answer(consents_of([client.pk]).get(client.pk, {}), purpose, channel)
