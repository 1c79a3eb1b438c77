"""Text that can hold health data is encrypted at rest, bound to its practice, table, column and row.

A ciphertext copied to another row or practice does not open. Keys rotate: the first key of FIELD_KEYS seals,
all of them open, `manage.py reseal` moves old rows to the first.
"""

import base64
import json
import os
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"v1"
NONCE_BYTES = 12


@cache
def _ring() -> dict[bytes, AESGCM]:
    """Key id → key, the sealing key first. The settings have seen that each is one, under a name of its own."""
    entries = (entry.partition(":") for entry in settings.FIELD_KEYS)
    return {name.encode(): AESGCM(base64.urlsafe_b64decode(secret)) for name, _, secret in entries}


def seal(text: str, *, bound_to: bytes) -> bytes:
    """Encrypt text so that it opens only where it belongs. Empty text stays empty."""
    return seal_file(text.encode(), bound_to=bound_to)


def unseal(sealed: bytes, *, bound_to: bytes) -> str:
    """Decrypt.

    Raises      InvalidTag when the text was moved or changed, KeyError when its key is gone
    """
    return unseal_file(sealed, bound_to=bound_to).decode()


def seal_file(content: bytes, *, bound_to: bytes) -> bytes:
    """The same for what is no text: files as they came, and as they go out."""
    if not content:
        return b""
    name, key = next(iter(_ring().items()))
    nonce = os.urandom(NONCE_BYTES)
    return b".".join([VERSION, name, nonce + key.encrypt(nonce, content, bound_to)])


def unseal_file(sealed: bytes, *, bound_to: bytes) -> bytes:
    """Raises      InvalidTag, KeyError; as `unseal`"""
    if not sealed:
        return b""
    _, name, rest = bytes(sealed).split(b".", 2)
    return _ring()[name].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound_to)


def newest_key() -> str:
    """The id of the key that seals now."""
    return next(iter(_ring())).decode()


def key_of(sealed: bytes) -> str:
    """The id of the key a sealed text was sealed with, or nothing for empty text."""
    return bytes(sealed).split(b".", 2)[1].decode() if sealed else ""


def sealed_text(column: str) -> property:
    """A property that reads and writes clear text over a sealed column.

    The row needs `practice_id` and `seal` (a UUID made before saving) first; Django's constructor sets fields
    before properties, so `Model(practice=..., text="...")` works.
    """

    return _sealed(column, str.encode, bytes.decode)


def sealed_file(column: str) -> property:
    """The same for bytes."""
    return _sealed(column, bytes, bytes)


def sealed_json(column: str) -> property:
    """The same for lists and dicts of plain values; an empty column reads as an empty list."""
    return _sealed(column, lambda value: json.dumps(value).encode(), lambda kept: json.loads(kept or "[]"))


def _sealed(column: str, encode: Callable[[Any], bytes], decode: Callable[[bytes], Any]) -> property:
    def read(row: Any) -> Any:
        place = place_of(row, column, row.practice_id, row.seal)
        return decode(unseal_file(getattr(row, column), bound_to=place))

    def write(row: Any, value: Any) -> None:
        place = place_of(row, column, row.practice_id, row.seal)
        setattr(row, column, seal_file(encode(value), bound_to=place))

    return property(read, write)


def sealed_for(model: Any, column: str, practice_id: int, seal_of_row: UUID, *, text: str) -> bytes:
    """The text as it stands in that column of the row with that seal, for rows that are written in bulk."""
    return seal(text, bound_to=place_of(model, column, practice_id, seal_of_row))


def place_of(model: Any, column: str, practice_id: int, seal_of_row: UUID) -> bytes:
    """What a text or a file of that row is bound to."""
    return f"{model._meta.db_table}.{column}|{practice_id}|{seal_of_row}".encode()
