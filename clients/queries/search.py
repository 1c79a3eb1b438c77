"""Finding people by what somebody typed: a name with slips, part of a number, the start of an address.

Each look at the index of words is in the index's own order and ends after LOOKED words, so that a search costs the
same whether fifty people or five thousand are called what was typed.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Value

from clients.models import Client, SearchWord, WordShape
from clients.rules import names, phones, typos

Span = dict[str, str]
"""Bounds of words, by lookup."""
MOST = typos.CANDIDATES
LOOKED = 2 * MOST
"""Words looked at: one person may bear several that begin alike."""
NAMES = 500
"""Names weighed that differ from what was typed by a letter."""


@dataclass(frozen=True)
class Found:
    """People by their keys, the likeliest first.

    is_near     nobody is called exactly that; these come close
    is_cut      there are more than these
    """

    rows: "QuerySet[Client]"
    keys: list[Any]
    is_near: bool = False
    is_cut: bool = False
    known: dict[Any, Client] = field(default_factory=dict)

    def clients(self, first: int = 0, most: int = MOST) -> list[Client]:
        """So many of them from the first on; in one query, or in none when they are known."""
        keys = self.keys[first : first + most]
        known = self.known or (self.rows.in_bulk(keys) if keys else {})
        return [known[key] for key in keys if key in known]


def find(rows: "QuerySet[Client]", typed: str) -> Found:
    """Those of the rows that somebody may have meant, at most MOST: in one query, or two when nobody is called so."""
    tokens = tokens_of(typed)
    if not tokens:
        return Found(rows, [])
    said = " ".join(tokens)
    tokens.sort(key=len, reverse=True)
    texts, borne, is_cut = _called(rows, tokens)
    if texts:
        return Found(rows, typos.ranked(said, texts), is_cut=is_cut)
    meant = [typos.near(token, borne) if typos.shapes(token) else [] for token in tokens]
    if not any(meant):
        return Found(rows, [])
    wanted = [
        _beginning(token) + [{"exact": word} for word in near]
        for token, near in zip(tokens, meant, strict=True)
    ]
    looks = [look.values("pk") for look in _looks(rows, wanted)]
    near = rows.filter(pk__in=looks[0].union(*looks[1:])).order_by("id")[: MOST + 1]
    known = {client.pk: client for client in near}
    keys = typos.ranked(said, {key: client.search_text for key, client in known.items()})
    return Found(rows, keys, is_near=True, is_cut=len(known) > MOST, known=known)


def tagged(rows: "QuerySet[Client]", tag: str) -> "QuerySet[Client]":
    """Those of the rows that carry the tag, with whichever capitals.

    Found among the words: an index of the array would be of no use under row-level security.
    """
    return rows.filter(pk__in=SearchWord.objects.filter(word=names.tag_word(tag)).values("client_id"))


def tokens_of(typed: str) -> list[str]:
    """What was typed, cut into words; a number stays whole whatever stands between its digits."""
    if digits := phones.typed_digits(typed):
        return [digits]
    tokens: list[str] = []
    for part in typed.lower().split():
        tokens += [part.strip("<>,;")] if "@" in part else names.words(part)
    return list(dict.fromkeys(token[:60] for token in tokens))[:6]


def _called(rows: "QuerySet[Client]", tokens: list[str]) -> tuple[dict[Any, str], set[str], bool]:
    """By key the names of those who bear words that begin so, names that come close, and whether there are more."""
    looks = _looks(rows, [_beginning(token) for token in tokens])
    asked = [look.values_list("pk", "search_text", "search_words__word") for look in looks]
    if shapes := set().union(*(typos.shapes(token) for token in tokens)):
        near = WordShape.objects.filter(shape__in=shapes)
        asked.append(near.values_list(Value(None, BigIntegerField()), Value(""), "word")[:NAMES])
    texts: dict[Any, str] = {}
    borne, seen = set[str](), 0
    for key, text, word in asked[0].union(*asked[1:], all=True):
        if key is None:
            borne.add(word)
        else:
            seen += 1
            texts.setdefault(key, text)
    first = dict(list(texts.items())[:MOST])
    return first, borne, len(texts) > MOST or seen >= LOOKED


def _looks(rows: "QuerySet[Client]", wanted: list[list[Span]]) -> "list[QuerySet[Client]]":
    """Those with a word in one span of the first token, in the order of words, and one for every other token."""
    leading, *others = wanted
    for spans in others:
        said = SearchWord.objects.filter(reduce(or_, (_in(span) for span in spans)))
        rows = rows.filter(pk__in=said.values("client_id"))
    own = Q(search_words__practice=F("practice"))
    return [
        rows.filter(own & _in(span, "search_words__")).order_by("search_words__word", "pk")[:LOOKED]
        for span in leading
    ]


def _in(span: Span, prefix: str = "") -> Q:
    return Q(**{f"{prefix}word__{bound}": word for bound, word in span.items()})


def _beginning(token: str) -> list[Span]:
    """Words that start so; digits may also be the last ones of a number."""
    if token.isdigit() and len(token) >= 3:
        # A national number is kept without the zero that replaces the country code.
        return [_range(start) for start in sorted({token.lstrip("0") or token, phones.backwards(token)})]
    return [_range(token)]


def _range(start: str) -> Span:
    """Everything that begins with `start`, as bounds a plain index answers."""
    return {"gte": start, "lt": start[:-1] + chr(min(ord(start[-1]) + 1, 0x10FFFF))}
