"""Finding a name that was typed slightly wrong, without looking at every name.

Two words that differ by one letter (wrong, missing, extra or swapped with its
neighbour) share at least one shape: the word itself or the word with one letter
left out. So the shapes of all names are kept in an index, and a search looks up
the few shapes of what was typed; its cost does not grow with the number of clients.
Source      Garbe, SymSpell: symmetric delete spelling correction (2012)
"""

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

# Beyond the first letters names differ in endings people know; more shapes would only cost room.
LETTERS = 7
# "Ann" and "Ian" are different names, not typos of one another.
SHORTEST = 4
CANDIDATES = 200


def shapes(word: str) -> set[str]:
    """The word's first letters, and those with each one left out; nothing for short words."""
    if len(word) < SHORTEST:
        return set()
    head = word[:LETTERS]
    longer = word[: LETTERS + 1]
    return {head, *(longer[:i] + longer[i + 1 :] for i in range(len(longer)))}


def is_near(typed: str, word: str) -> bool:
    """Whether the word, or its beginning, is what was meant: one slip, or two in a long word."""
    allowed = 1 if len(typed) < LETTERS else 2
    beginnings = {word, *(word[: len(typed) + extra] for extra in (-1, 0, 1))}
    return any(OSA.distance(typed, begin, score_cutoff=allowed) <= allowed for begin in beginnings)


def near(typed: str, words: Iterable[str], *, most: int = 20) -> list[str]:
    """Those of the words that `typed` may have meant, likeliest first."""
    meant = [word for word in words if is_near(typed, word)]
    return sorted(meant, key=lambda word: (OSA.distance(typed, word), word))[:most]


def ranked(typed: str, names: dict[int, str]) -> list[int]:
    """Keys of folded names, the likeliest for what was typed first; at most CANDIDATES are weighed."""
    weighed = dict(list(names.items())[:CANDIDATES])
    found = process.extract(typed, weighed, scorer=_likeness, limit=None)
    return [key for _, _, key in sorted(found, key=lambda match: (-match[1], match[0]))]


def _likeness(typed: str, name: str, **_: object) -> float:
    """A name's beginning counts most, then any of its words in any order."""
    starts = any(word.startswith(typed.split(" ")[0]) for word in name.split())
    return fuzz.token_sort_ratio(typed, name) + fuzz.partial_token_sort_ratio(typed, name) + 30 * starts
