"""What a webhook says: the kind, the time, and ids. Whoever wants more asks the API, with a key that may."""

import json
from collections.abc import Mapping
from typing import Any

from practices.ids import PREFIXES, public_id
from practices.models import Event, Practice


def payload(event: Event, practice: Practice) -> str:
    """The body of a webhook, thin on purpose: no name, no note, no health.

    Every `<noun>_id` of the fact becomes an outside id; other members of the fact stay at home.
    """
    event_id = public_id("evt", event.pk, key=bytes(practice.id_key))
    body = {
        "type": event.kind,
        "timestamp": event.occurred_at.isoformat(),
        "data": {"event_id": event_id, **outside_ids(event, practice)},
    }
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def outside_ids(event: Event, practice: Practice) -> dict[str, Any]:
    """The ids a fact names, as the outside knows them."""
    key = bytes(practice.id_key)
    ids = dict(_ids(event.payload, key))
    if event.client_id:
        ids["client_id"] = public_id("cli", event.client_id, key=key)
    return ids


def _ids(fact: Mapping[str, Any], key: bytes) -> Any:
    for name, value in fact.items():
        noun = name.removesuffix("_ids").removesuffix("_id")
        if noun == name or noun not in PREFIXES or value is None:
            continue
        many = isinstance(value, list)
        named = [public_id(PREFIXES[noun], pk, key=key) for pk in (value if many else [value])]
        yield name, named if many else named[0]
