"""What a webhook says: never more than a receiver takes."""

import json

from practices.events import Fact
from practices.ids import public_id
from practices.models import Event
from practices.webhooks.catalogue import catalogue
from practices.webhooks.payload import payload
from tests.factories import NOON


def test_a_body_stays_under_20_kb_however_much_happened_at_once(willow):
    for fact in catalogue(Fact):
        ids = {
            name: [10**15 + n for n in range(1000)] if name.endswith("_ids") else 10**15
            for name in fact["ids"]
        }
        body = payload(Event(pk=1, kind=fact["kind"], occurred_at=NOON, payload=ids), willow.practice)

        assert len(body) < 20_000, fact["kind"]


def test_a_long_list_of_ids_is_cut_and_counted(willow):
    event = Event(pk=1, kind="hours.changed", occurred_at=NOON, payload={"stranded_ids": list(range(1, 691))})

    said = json.loads(payload(event, willow.practice))["data"]

    assert (len(said["stranded_ids"]), said["stranded_count"]) == (100, 690)
    assert said["stranded_ids"][0] == public_id("apt", 1, key=bytes(willow.practice.id_key))
