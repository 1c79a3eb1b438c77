"""Making, changing, rotating and revoking the keys of programs."""

import hashlib
import secrets
from binascii import crc32
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practices.actions.seen import Seen, changes_of, chosen
from practices.errors import Refusal
from practices.events import ApiKeyChanged, ApiKeyMade, ApiKeyRevoked, ApiKeyTurnedAway, record
from practices.ids import base62
from practices.models import ApiKey, Member, Practice
from practices.networks import normal_network

HEAD = "rpt_live_"
SECRET_BYTES = 32
CHECK_LENGTH = 6
SHOWN = len(HEAD) + 6
TOLD_EVERY = timedelta(hours=1)

# What each scope says on the page; permissions.SCOPES says what it opens.
SCOPES = {
    "clients:read": _("Read clients, consents and journeys"),
    "clients:write": _("Register and change clients and consents"),
    "clients:erase": _("Export and erase all that is known of a client"),
    "clients:import": _("Bring lists of clients and visits in, and take them back"),
    "health:read": _("Read health facts (recorded each time)"),
    "health:write": _("Write health facts"),
    "bookings:read": _("Read services, availability and appointments"),
    "bookings:write": _("Book, move, cancel and run appointments"),
    "catalogue:write": _("Change services and practitioners"),
    "places:write": _("Open, change and close locations"),
    "journeys:write": _("Move clients on the board"),
    "messages:read": _("Read messages and feedback"),
    "messages:write": _("Plan and withdraw messages"),
    "metrics:read": _("Read the numbers"),
    "events:read": _("Read the record of what happened"),
    "webhooks:write": _("Manage webhook endpoints"),
}


class UnknownScope(Refusal):
    sentence = _("There is no scope called “{scope}”.")


class NoScopes(Refusal):
    sentence = _("Choose at least one thing that the key may do.")


class BadNetwork(Refusal):
    sentence = _("“{network}” is no address or network, such as 203.0.113.7 or 203.0.113.0/24.")


class KeyRevoked(Refusal):
    sentence = _("This key has been revoked already.")


def new_secret() -> str:
    """A key: its head, 32 random bytes in base 62, and a checksum by which scanners know a real one."""
    body = base62(int.from_bytes(secrets.token_bytes(SECRET_BYTES), "big")).rjust(43, "0")
    return f"{HEAD}{body}{_check(body)}"


def looks_like_a_key(text: str) -> bool:
    """Whether the checksum fits: a typing error never reaches the database."""
    body = text.removeprefix(HEAD)[:-CHECK_LENGTH]
    return text.startswith(HEAD) and text.endswith(_check(body)) and text.isascii()


def _check(body: str) -> str:
    return base62(crc32(body.encode())).rjust(CHECK_LENGTH, "0")


def hash_of(secret: str) -> str:
    """What is kept of a key. A plain hash is enough for 256 random bits (ASVS 6.5.2)."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make(
    practice: Practice,
    *,
    name: str,
    scopes: Sequence[str],
    by: Member,
    at: datetime,
    expires_at: datetime | None = None,
    networks: Sequence[str] = (),
) -> tuple[ApiKey, str]:
    """Make a key; the second value is the secret, which is never seen again.

    by          the member in whose name the key acts
    networks    where it may be used from, such as 203.0.113.7 or 203.0.113.0/24; none means anywhere
    Refuses     UnknownScope, NoScopes, BadNetwork
    Records     ApiKeyMade
    """
    secret = new_secret()
    key = ApiKey.objects.create(
        practice=practice,
        name=name,
        start=secret[:SHOWN],
        secret_hash=hash_of(secret),
        scopes=_scopes(scopes),
        networks=_networks(networks),
        made_by=by,
        made_at=at,
        expires_at=expires_at,
    )
    fact = ApiKeyMade(api_key_id=key.pk, scopes=key.scopes, networks=key.networks)
    record(fact, practice=practice, by=by, at=at)
    return key, secret


def _scopes(asked: Sequence[str]) -> list[str]:
    if not asked:
        raise NoScopes
    for scope in asked:
        if scope not in SCOPES:
            raise UnknownScope(scope=scope)
    return sorted(set(asked))


def _networks(asked: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(_network(text) for text in asked))


def _network(text: str) -> str:
    try:
        return normal_network(text)
    except ValueError:
        raise BadNetwork(network=text) from None


NORMAL: dict[str, Any] = {"name": str, "scopes": _scopes, "networks": _networks}
"""What can be changed of a key → how it is kept. Its life is not: whoever needs longer rotates it."""


@transaction.atomic
def change(key: ApiKey, *, seen: Seen | None = None, by: Member, at: datetime, **wanted: Any) -> None:
    """Change what a key is called, what it may do and from where, from its next request on. Its secret stays.

    wanted      name, scopes and networks, as `make` takes them; what is not named stays
    seen        what stood there when somebody looked, as for `save_practice`
    Refuses     KeyRevoked, UnknownScope, NoScopes, BadNetwork, FieldsChanged
    Records     ApiKeyChanged, unless nothing changed
    """
    held = _held(key)
    if not held.is_valid(at):
        raise KeyRevoked
    normal = {name: NORMAL[name](value) for name, value in wanted.items()}
    if changes := changes_of(held, chosen(normal, seen or {}, now=partial(getattr, held))):
        held.save(update_fields=list(changes))
        fact = ApiKeyChanged(api_key_id=held.pk, changes=changes)
        record(fact, practice=held.practice, by=by, at=at)


def _held(key: ApiKey) -> ApiKey:
    """The key as it is now, until the transaction ends: nobody else revokes, rotates or changes it meanwhile."""
    held = ApiKey.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("practice", "made_by").get(pk=key.pk)


@transaction.atomic
def rotate(key: ApiKey, *, overlap: timedelta, by: Member, at: datetime) -> tuple[ApiKey, str]:
    """Make a successor with the same scopes and networks, for as long as the old key was made for.

    overlap     how long the old key works on
    Refuses     KeyRevoked
    Records     ApiKeyMade
    """
    kept = _held(key)
    if not kept.is_valid(at):
        raise KeyRevoked
    ends_at = kept.expires_at and at + (kept.expires_at - kept.made_at)
    kept.expires_at = min(filter(None, [kept.expires_at, at + overlap]))
    kept.save(update_fields=["expires_at"])
    same: dict[str, Any] = {"name": kept.name, "scopes": kept.scopes, "networks": kept.networks}
    return make(kept.practice, **same, by=by, at=at, expires_at=ends_at)


@transaction.atomic
def turn_away(key: ApiKey, *, address: str, at: datetime) -> None:
    """Note that a key was used from an address that it does not name; once an hour is enough.

    Records     ApiKeyTurnedAway, when the last one is an hour old
    """
    old = Q(refused_at=None) | Q(refused_at__lt=at - TOLD_EVERY)
    free = ApiKey.objects.select_for_update(skip_locked=True, no_key=True).filter(old, pk=key.pk)
    if ApiKey.objects.filter(pk__in=free).update(refused_at=at):
        fact = ApiKeyTurnedAway(api_key_id=key.pk, address=address[:45])
        record(fact, practice=key.practice, by=None, at=at)


@transaction.atomic
def revoke(key: ApiKey, *, by: Member | None, at: datetime) -> None:
    """Stop a key at once.

    Refuses     KeyRevoked
    Records     ApiKeyRevoked
    """
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        raise KeyRevoked
    record(ApiKeyRevoked(api_key_id=key.pk), practice=key.practice, by=by, at=at)


@transaction.atomic
def revoke_those_of(member: Member, *, by: Member, at: datetime) -> None:
    """Stop every key that this member made, whose secrets they may know. One that somebody else rotated is theirs.

    Records     ApiKeyRevoked, for each
    """
    for key in ApiKey.objects.filter(made_by=member, revoked_at=None).select_related("practice"):
        revoke(key, by=by, at=at)


_practice_ids: dict[str, int] = {}
"""Practices by hash of the key. A key never changes its practice, and whether it still opens is asked each time."""
MOST_KEPT = 10_000


def practice_id_of(secret: str) -> int | None:
    """The practice a key belongs to, valid or not, or None. The only question asked before a practice is known."""
    if not looks_like_a_key(secret):
        return None
    secret_hash = hash_of(secret)
    if secret_hash in _practice_ids:
        return _practice_ids[secret_hash]
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_of_key(%s)", [secret_hash])
        found: int | None = cursor.fetchone()[0]
    if found is not None and len(_practice_ids) < MOST_KEPT:
        _practice_ids[secret_hash] = found
    return found
