"""What a ledger of consent says now."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Entry(NamedTuple):
    """One line of the ledger, as far as it decides anything."""

    purpose: str
    channel: str
    is_given: bool


def standing(ledger: Iterable[Entry]) -> dict[tuple[str, str], bool]:
    """What holds per purpose and channel, from entries in the order they were made.

    An entry for any channel speaks for every channel, and takes back what was said for one before.
    """
    now: dict[tuple[str, str], bool] = {}
    for entry in ledger:
        if entry.channel == "any":
            now = {key: given for key, given in now.items() if key[0] != entry.purpose}
        now[entry.purpose, entry.channel] = entry.is_given
    return now


def answer(now: Mapping[tuple[str, str], bool], purpose: str, channel: str = "any") -> bool | None:
    """True or False when the client has said so for this channel or for all; None when never asked."""
    return now.get((purpose, channel), now.get((purpose, "any")))
