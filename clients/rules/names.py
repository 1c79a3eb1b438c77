"""Names as people search for them: without accents, capitals and punctuation."""

import re
import unicodedata

# Letters that Unicode does not take apart, as people without that key write them.
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
    }
)
_NOT_A_LETTER = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile(r"['’`´‘ʼ]")


def fold(text: str) -> str:
    """Write a name the way a hurried person types it: "Zoë O'Neill-Łuk" is "zoe oneill luk"."""
    bare = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).casefold().translate(_PLAIN)
    apart = unicodedata.normalize("NFKD", bare)
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
    return _NOT_A_LETTER.sub(" ", letters.translate(_PLAIN)).strip()


def words(text: str) -> list[str]:
    """The folded words of a text, each once, in their order."""
    return list(dict.fromkeys(fold(text).split()))


def sort_key(last_name: str, first_name: str) -> str:
    """Order people by family name, then given name, whatever accents they carry."""
    return f"{fold(last_name)} {fold(first_name)}".strip()


def split_full_name(full: str) -> tuple[str, str]:
    """Given and family name of "Ana Maria Lopez" or "Lopez, Ana Maria"; one word is a given name."""
    tidy = " ".join(full.split())
    if "," in tidy:
        family, _, given = tidy.partition(",")
        return given.strip(), family.strip()
    given, _, family = tidy.rpartition(" ")
    return (given, family) if given else (family, "")


def tag_word(tag: str) -> str:
    """A tag as it stands among the words that people are found by: no name begins so, and capitals do not matter."""
    return f"#{tag.lower()}"
