"""Record what happened, and let the apps above react to it in the same transaction."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache, update_wrapper
from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.module_loading import import_string

from practices.models import Event, Member, Practice

_source: ContextVar[str] = ContextVar("event_source", default="page")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened, in the past tense, with ids and plain values only."""

    kind: ClassVar[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClientFact(Fact):
    """A fact about one client; it appears on that client's timeline."""

    client_id: int


Reactions = dict[type[Fact], list[Callable[[Any, Event], None]]]


@contextmanager
def coming_from(source: str) -> Iterator[None]:
    """Mark every fact recorded in this block with where it came from: public, api, import, worker, provider."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


@cache
def _reactions() -> Reactions:
    found: Reactions = import_string(settings.EVENT_REACTIONS)
    return found


def record(fact: Fact, *, practice: Practice, by: Member | None, at: datetime) -> Event:
    """Write the fact to the event table, then run every reaction listed for it, in order.

    Raises      RuntimeError outside a transaction: a fact may not outlive its change
    Source      config/reactions.py lists who reacts to what
    """
    return record_many([fact], practice=practice, by=by, at=at)[0]


def record_many(facts: Sequence[Fact], *, practice: Practice, by: Member | None, at: datetime) -> list[Event]:
    """Write several facts that happened at one moment, then run their reactions, in order."""
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the action's transaction")
    written = _written(facts, practice=practice, by=by, at=at)
    for react in _reactions().get(Fact, []) if written else []:
        _react_to_all(react, facts, written)
    for fact, event in zip(facts, written, strict=True):
        for react in _reactions().get(type(fact), []):
            react(fact, event)
    return written


def _written(facts: Sequence[Fact], *, practice: Practice, by: Member | None, at: datetime) -> list[Event]:
    """The facts as rows, in one statement: something is recorded at every step of a day."""
    source = _source.get()
    payloads = [json.dumps(vars(fact), cls=DjangoJSONEncoder) for fact in facts]
    events = [
        Event(
            practice=practice,
            kind=fact.kind,
            client_id=getattr(fact, "client_id", None),
            actor=by,
            source=source,
            occurred_at=at,
            payload=json.loads(payload),
        )
        for fact, payload in zip(facts, payloads, strict=True)
    ]
    here: dict[str, Any] = {
        "practice": practice.pk,
        "actor": by.pk if by else None,
        "source": source,
        "at": at,
        "kinds": [event.kind for event in events],
        "clients": [event.client_id for event in events],
        "payloads": payloads,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, here)
        for event, (pk, recorded_at) in zip(events, cursor.fetchall(), strict=True):
            event.pk, event.recorded_at = pk, recorded_at
            event._state.adding, event._state.db = False, connection.alias
    return events


WRITE = """
INSERT INTO practices_event (practice_id, kind, client_id, actor_id, source, occurred_at, recorded_at, payload)
SELECT %(practice)s, kind, client, %(actor)s, %(source)s, %(at)s, clock_timestamp(), payload::jsonb
FROM unnest(%(kinds)s::text[], %(clients)s::bigint[], %(payloads)s::text[]) WITH ORDINALITY
    AS fact (kind, client, payload, place)
ORDER BY place RETURNING id, recorded_at
"""


def _react_to_all(react: Any, facts: Sequence[Fact], events: Sequence[Event]) -> None:
    if isinstance(react, ToMany):
        react.to_many(events)
    else:
        for fact, event in zip(facts, events, strict=True):
            react(fact, event)


class ToMany:
    """A reaction that takes many facts as cheaply as one."""

    def __init__(self, to_many: Callable[[Sequence[Event]], None]) -> None:
        self.to_many = to_many
        update_wrapper(self, to_many)

    def __call__(self, fact: Fact, event: Event) -> None:
        self.to_many([event])


@dataclasses.dataclass(frozen=True, kw_only=True)
class PracticeOpened(Fact):
    """The practice opened its books here."""

    kind = "practice.opened"

    practice_kind: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class PracticeChanged(Fact):
    """Settings of the practice changed; `changes` maps each field to [from, to]."""

    kind = "practice.changed"

    changes: dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class LocationOpened(Fact):
    """The practice works in one more place."""

    kind = "location.opened"

    location_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class LocationChanged(Fact):
    """A place changed; a new time zone moves every day boundary of the numbers."""

    kind = "location.changed"

    location_id: int
    changes: dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class MemberInvited(Fact):
    """Somebody was invited to the team."""

    kind = "member.invited"

    invitation_id: int
    role: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    """Somebody joined the team."""

    kind = "member.joined"

    member_id: int
    role: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RoleChanged(Fact):
    """A member of the team got another role."""

    kind = "member.role_changed"

    member_id: int
    role: str
    was: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class MemberLeft(Fact):
    """Somebody left the team."""

    kind = "member.left"

    member_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApiKeyMade(Fact):
    """A key for a program was made, or made anew."""

    kind = "api_key.made"

    api_key_id: int
    scopes: list[str]
    networks: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApiKeyChanged(Fact):
    """A key got another name, other scopes or other networks; `changes` maps each field to [from, to]."""

    kind = "api_key.changed"

    api_key_id: int
    changes: dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApiKeyRevoked(Fact):
    """A key was revoked and opens nothing any more."""

    kind = "api_key.revoked"

    api_key_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApiKeyTurnedAway(Fact):
    """A key was used from a network that it does not name, and refused; told once an hour at most."""

    kind = "api_key.turned_away"

    api_key_id: int
    address: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class EndpointAdded(Fact):
    """An address was added that hears what happens."""

    kind = "webhook.added"

    endpoint_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EndpointChanged(Fact):
    """An endpoint got another address, other kinds or another note."""

    kind = "webhook.changed"

    endpoint_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EndpointSecretRotated(Fact):
    """An endpoint got a new secret; the old one signs too for a day."""

    kind = "webhook.secret_rotated"

    endpoint_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EndpointRemoved(Fact):
    """An endpoint was removed."""

    kind = "webhook.removed"

    endpoint_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EndpointEnabled(Fact):
    """An endpoint is told again what happens."""

    kind = "webhook.enabled"

    endpoint_id: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EndpointDisabled(Fact):
    """An endpoint stayed deaf, or somebody switched it off; nothing is sent to it until somebody enables it."""

    kind = "webhook.disabled"

    endpoint_id: int
    because: str
