"""E-mail addresses in the form they are compared in."""

import re

from clients.rules.trouble import Trouble, Troubled

_IN_BRACKETS = re.compile(r"<([^<>]+)>\s*$")
# RFC 5321 allows more, mail systems do not; the longest that can be delivered has 254 signs.
_ADDRESS = re.compile(
    r"[^\s@<>()\[\]\\,;:\"'][^\s@<>()\[\]\\,;:\"]{0,63}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}"
)


def normal_email(written: str) -> str:
    """The address alone, in small letters: "Ana <ANA@Example.org>" is ana@example.org.

    Refuses     email_invalid
    """
    text = written.strip().lstrip("'")
    if bracketed := _IN_BRACKETS.search(text):
        text = bracketed[1]
    address = text.strip().removeprefix("mailto:").rstrip(".;,").lower()
    local = address.partition("@")[0]
    if len(address) > 254 or not _ADDRESS.fullmatch(address) or ".." in address or local.endswith("."):
        raise Troubled(Trouble("email_invalid", value=written))
    return address
