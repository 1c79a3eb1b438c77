"""Finding people by what somebody typed: a name with slips, part of a number, the start of an address."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from clients.models import Client, SearchWord, WordShape
from clients.rules import names, phones, typos

MOST = typos.CANDIDATES


@dataclass(frozen=True)
class Found:
    """People, the likeliest first.

    is_near     nobody is called exactly that; these come close
    is_cut      there are more than MOST
    """

    clients: list[Client]
    is_near: bool = False
    is_cut: bool = False


def find(rows: "QuerySet[Client]", typed: str) -> Found:
    """Those of the rows that somebody may have meant; at most MOST, in at most two queries."""
    tokens = tokens_of(typed)
    if not tokens:
        return Found([])
    found = _bearing(rows, [_beginning(token) for token in tokens])
    if not found and any(typos.shapes(token) for token in tokens):
        near = _bearing(rows, [_nearly(token) for token in tokens])
        meant = [one for one in near if _is_meant(tokens, one)]
        return Found(_ranked(tokens, meant[:MOST]), is_near=True, is_cut=len(meant) > MOST)
    return Found(_ranked(tokens, found[:MOST]), is_cut=len(found) > MOST)


def tokens_of(typed: str) -> list[str]:
    """What was typed, cut into words; a number stays whole whatever stands between its digits."""
    if digits := phones.typed_digits(typed):
        return [digits]
    tokens: list[str] = []
    for part in typed.lower().split():
        tokens += [part.strip("<>,;")] if "@" in part else names.words(part)
    return list(dict.fromkeys(token[:60] for token in tokens))[:6]


def _bearing(rows: "QuerySet[Client]", wanted: list[Q]) -> list[Client]:
    for condition in wanted:
        rows = rows.filter(pk__in=SearchWord.objects.filter(condition).values("client_id"))
    return list(rows.order_by("sort_name", "id")[: MOST + 1])


def _beginning(token: str) -> Q:
    """Words that start so; digits may also be the last ones of a number."""
    if token.isdigit() and len(token) >= 3:
        # A national number is kept without the zero that replaces the country code.
        starts = {token.lstrip("0") or token, phones.backwards(token)}
        found = Q()
        for start in starts:
            found |= _range(start)
        return found
    return _range(token)


def _range(start: str) -> Q:
    """Everything that begins with `start`, as a range a plain index answers."""
    return Q(word__gte=start, word__lt=start[:-1] + chr(min(ord(start[-1]) + 1, 0x10FFFF)))


def _nearly(token: str) -> Q:
    shapes = typos.shapes(token)
    if not shapes:
        return _beginning(token)
    return Q(word__in=WordShape.objects.filter(shape__in=shapes).values("word")) | _range(token)


def _is_meant(tokens: list[str], client: Client) -> bool:
    words = client.search_text.split()
    return all(typos.near(token, words) or any(word.startswith(token) for word in words) for token in tokens)


def _ranked(tokens: list[str], clients: list[Client]) -> list[Client]:
    by_key: dict[Any, Client] = {client.pk: client for client in clients}
    order = typos.ranked(" ".join(tokens), {key: client.search_text for key, client in by_key.items()})
    return [by_key[key] for key in order]
