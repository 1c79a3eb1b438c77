"""What a webhook says: the kind, the time, and ids. Whoever wants more asks the API, with a key that may."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from practices.ids import PREFIXES, public_id
from practices.models import Event, Practice

MOST_IDS = 100
"""Of one list. Standard Webhooks wants a body under 20 kB; an id takes 29 bytes, and no fact has five lists."""


def payload(event: Event, practice: Practice) -> str:
    """The body of a webhook, thin on purpose: no name, no note, no health.

    Every `<noun>_id` of the fact becomes an outside id; other members of the fact stay at home. Of a long list of
    ids the first are told, and how many there are.
    """
    event_id = public_id("evt", event.pk, key=bytes(practice.id_key))
    body = {
        "type": event.kind,
        "timestamp": event.occurred_at.isoformat(),
        "data": {"event_id": event_id, **outside_ids(event, practice)},
    }
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def outside_ids(event: Event, practice: Practice, *, most: int | None = MOST_IDS) -> dict[str, Any]:
    """The ids a fact names, as the outside knows them; beside each list, how many there are in all.

    most     ids told of each list; None tells them all
    """
    key = bytes(practice.id_key)
    ids = dict(_ids(event.payload, key, most))
    if event.client_id:
        ids["client_id"] = public_id("cli", event.client_id, key=key)
    return ids


def _ids(fact: Mapping[str, Any], key: bytes, most: int | None) -> Iterator[tuple[str, Any]]:
    for name, value in fact.items():
        noun = name.removesuffix("_ids").removesuffix("_id")
        if noun == name or noun not in PREFIXES or value is None:
            continue
        if isinstance(value, list):
            yield name, [public_id(PREFIXES[noun], pk, key=key) for pk in value[:most]]
            yield count_of(name), len(value)
        else:
            yield name, public_id(PREFIXES[noun], value, key=key)


def count_of(ids: str) -> str:
    """What stands beside a list of ids: `stranded_ids` → `stranded_count`."""
    return f"{ids.removesuffix('_ids')}_count"
