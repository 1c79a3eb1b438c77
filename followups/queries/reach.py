"""How a client can be reached: addresses, suppressions."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from clients.models import Client
from clients.queries.consents import agrees
from clients.rules.phones import may_text
from followups.models import Message, Suppression
from followups.rules.purposes import EMAIL, PURPOSES, Purpose


def address_of(client: Client, channel: str) -> str:
    """The address in normal form; empty when there is none this channel can use."""
    if channel == EMAIL:
        return client.email.strip().lower()
    return client.phone if client.phone and may_text(client.phone) else ""


def best_channel(purpose: Purpose, client: Client) -> str:
    """The first channel of the purpose for which there is an address; else the first, so that the row says so."""
    for channel in purpose.channels:
        if address_of(client, channel):
            return channel
    return purpose.channels[0]


def hash_of(practice_id: int, channel: str, address: str) -> str:
    """What a suppression keeps of an address when the address itself has been erased."""
    normal = address.strip().lower()
    return hashlib.sha256(f"{practice_id}:{channel}:{normal}".encode()).hexdigest()


def suppressed(practice_id: int, addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
    """Which of these (channel, address) pairs asked for peace, and of what: "all", "marketing"."""
    by_hash = {hash_of(practice_id, *pair): pair for pair in addresses if pair[1]}
    found: dict[tuple[str, str], set[str]] = {}
    standing = Suppression.objects.filter(lifted_at=None, address_hash__in=by_hash)
    for address_hash, scope in standing.values_list("address_hash", "scope"):
        found.setdefault(by_hash[address_hash], set()).add(scope)
    return found


def wants_less(message: Message) -> bool:
    """Whether the client, or whoever has the address it went to, has said no to messages of its kind."""
    purpose, channel = PURPOSES[message.purpose], message.channel
    today = address_of(message.client, channel)
    pair = channel, message.to or today
    said = suppressed(message.practice_id, [pair]).get(pair, set())
    if "all" in said or (purpose.is_marketing and "marketing" in said):
        return True
    return pair[1] == today and agrees(message.client, purpose.consent, channel) is False


def sent_lately(client_ids: Iterable[int], *, since: datetime) -> dict[int, list[datetime]]:
    """When counted messages went out, or may have, to each of these clients."""
    counted = [purpose.name for purpose in PURPOSES.values() if purpose.counts]
    moments: dict[int, list[datetime]] = {}
    rows = Message.objects.filter(
        client_id__in=list(client_ids),
        purpose__in=counted,
        status__in=Message.GONE_OUT,
        claimed_at__gt=since,
    )
    for client_id, moment in rows.values_list("client_id", "claimed_at"):
        if moment:
            moments.setdefault(client_id, []).append(moment)
    return moments


def writers_of(channel: str, address: str) -> list[Client]:
    """The clients who share this address."""
    field = "email__iexact" if channel == EMAIL else "phone"
    return list(Client.objects.present().filter(**{field: address}).order_by("id")) if address else []


def names_by_number(numbers: Iterable[str]) -> dict[str, list[str]]:
    """Who has each of these numbers today."""
    found: dict[str, list[str]] = {}
    present = Client.objects.present().filter(phone__in=set(numbers) - {""}).order_by("id")
    for number, name in present.values_list("phone", "name"):
        found.setdefault(number, []).append(name)
    return found
