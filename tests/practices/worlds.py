"""What tests of practices do again and again: ask for long work, make something happen that is told, make a key."""

import base64
import uuid

from practices import jobs
from practices.events import LocationOpened, record
from practices.webhooks import actions
from tests.factories import NOON


def ask(willow, kind="test.count"):
    return jobs.start(willow.practice, kind=kind, params={}, by=willow.owner, at=NOON)


def add(willow, listener, kinds=("location.opened", "location.changed"), at=NOON):
    return actions.add_endpoint(willow.practice, url=listener.url, kinds=kinds, by=willow.owner, at=at)


def happen(willow, at=NOON, fact=None):
    fact = fact or LocationOpened(location_id=willow.location.pk)
    return record(fact, practice=willow.practice, by=willow.owner, at=at)


def new_key():
    """One more for FIELD_KEYS, without its name."""
    return base64.b64encode(uuid.uuid4().bytes + uuid.uuid4().bytes).decode()
