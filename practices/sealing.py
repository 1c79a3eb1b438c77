"""Text that can hold health data is encrypted at rest, bound to its practice, table, column and row.

A ciphertext copied to another row or practice does not open. Keys rotate: the first key of FIELD_KEYS seals,
all of them open, `manage.py reseal` moves old rows to the first.
"""

import base64
import os
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
    if not text:
        return b""
    name, key = next(iter(_ring().items()))
    nonce = os.urandom(NONCE_BYTES)
    return b".".join([VERSION, name, nonce + key.encrypt(nonce, text.encode(), bound_to)])


def unseal(sealed: bytes, *, bound_to: bytes) -> str:
    """Decrypt.

    Raises      InvalidTag when the text was moved or changed, KeyError when its key is gone
    """
    if not sealed:
        return ""
    _, name, rest = bytes(sealed).split(b".", 2)
    return _ring()[name].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound_to).decode()


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

    def read(row: Any) -> str:
        return unseal(getattr(row, column), bound_to=_place(row, column, row.practice_id, row.seal))

    def write(row: Any, text: str) -> None:
        setattr(row, column, sealed_for(row, column, row.practice_id, row.seal, text=text))

    return property(read, write)


def sealed_for(model: Any, column: str, practice_id: int, seal_of_row: UUID, *, text: str) -> bytes:
    """The text as it stands in that column of the row with that seal, for rows that are written in bulk."""
    return seal(text, bound_to=_place(model, column, practice_id, seal_of_row))


def _place(model: Any, column: str, practice_id: int, seal_of_row: UUID) -> bytes:
    return f"{model._meta.db_table}.{column}|{practice_id}|{seal_of_row}".encode()
