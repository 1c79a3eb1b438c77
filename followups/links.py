"""Addresses that clients open: the page of a message, its unsubscribe, the check-in.

A link carries the message's random token, 122 bits that nobody can guess, and the practice it belongs to.
"""

import base64
import binascii
import re
import uuid
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

NOBODY = uuid.UUID(int=0)
PERSONAL = re.compile(r"(?P<path>/m/[-\w]+/|/book/[-\w]+/visit/)(?P<secret>[\w-]{20,})", re.ASCII)


class CodeConverter:
    """A message's token in a path, 22 signs long."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> uuid.UUID:
        try:
            return uuid.UUID(bytes=base64.urlsafe_b64decode(value + "=="))
        except binascii.Error as error:
            raise ValueError(value) from error

    def to_url(self, value: uuid.UUID) -> str:
        return base64.urlsafe_b64encode(value.bytes).decode().rstrip("=")


def blanked(words: str) -> str:
    """The same words, as long as before, without what makes a link the client's own: whoever opens it acts as them."""
    return PERSONAL.sub(lambda link: link["path"] + "*" * len(link["secret"]), words)


def public(route: str, *args: object) -> str:
    """The full address of a page outside the practice site, also when asked from within it."""
    if args and isinstance(args[-1], uuid.UUID) and (around := _around_code(route, *args[:-1])):
        return f"{settings.BASE_URL}{around[0]}{CodeConverter().to_url(args[-1])}{around[1]}"
    return f"{settings.BASE_URL}{_path(route, *args)}"


@lru_cache(maxsize=4096)
def _around_code(route: str, *args: object) -> tuple[str, str] | None:
    """What stands before and after a token in the addresses of a route, found out once; None when it has none."""
    before, code, after = _path(route, *args, NOBODY).partition(CodeConverter().to_url(NOBODY))
    return (before, after) if code else None


def _path(route: str, *args: object) -> str:
    path = reverse(route, urlconf=settings.ROOT_URLCONF, args=args)
    return f"/{path.removeprefix(get_script_prefix()).lstrip('/')}"
