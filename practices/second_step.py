"""Secrets of second steps are sealed too: the seed of an app and of recovery codes makes every code they ever show.

They belong to a person, who may work in several practices, and allauth seals them without saying whose they are: so
they are bound to their table and column alone. What stood there readable before opens still.
"""

import base64
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter

from practices.sealing import key_of, seal, unseal

MARK = "sealed:"
"""Neither base 32 nor hexadecimal, in which allauth writes secrets, has a colon."""
PLACE = b"mfa_authenticator.data"
ONE, MANY = frozenset({"secret", "seed"}), "migrated_codes"
"""Where they stand in an authenticator's data."""


class SecondSteps(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_secret(encrypted_text)


def seal_secret(text: str) -> str:
    return MARK + base64.b64encode(seal(text, bound_to=PLACE)).decode()


def unseal_secret(kept: str) -> str:
    """Raises      InvalidTag, KeyError; as `unseal`"""
    return unseal(_sealed(kept), bound_to=PLACE) if kept.startswith(MARK) else kept


def key_of_secret(kept: str) -> str:
    """The id of the key it was sealed with, or nothing for one that is readable."""
    return key_of(_sealed(kept)) if kept.startswith(MARK) else ""


def secrets_in(data: dict[str, Any]) -> list[str]:
    """The secrets of one authenticator, as they are kept; a passkey has none."""
    return [*(data[name] for name in sorted(ONE & data.keys())), *data.get(MANY, [])]


def with_secrets(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The same data, with each secret changed."""
    changed: dict[str, Any] = {name: change(data[name]) for name in ONE & data.keys()}
    if MANY in data:
        changed[MANY] = [change(code) for code in data[MANY]]
    return data | changed


def sealed_anew(kept: str) -> str:
    """Sealed with the newest key, whatever it was before."""
    return seal_secret(unseal_secret(kept))


def _sealed(kept: str) -> bytes:
    return base64.b64decode(kept.removeprefix(MARK))
