"""Ids for the outside: they name a row of one practice, and tell nothing of how many there are.

An id is the row's number encrypted with a key of the practice, under a prefix that says what it names:
`cli_3Jk…`. It opens only in its own practice and only as what it is, so a guess or a neighbour's id is no id at all.
"""

import hashlib
import struct
from functools import cache, lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 22
"""Characters that 128 bits take in base 62."""


class NotAnId(ValueError):
    """The text is no id of this kind in this practice."""


@lru_cache(maxsize=4096)
def public_id(prefix: str, pk: int, *, key: bytes) -> str:
    """The outside id of a row.

    prefix   two to four letters: what the row is
    key      16 secret bytes of the practice
    """
    block = _tag(prefix) + struct.pack(">Q", pk)
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  one block, unique by its number
    return f"{prefix}_{base62(int.from_bytes(encryptor.update(block), 'big')).rjust(LENGTH, '0')}"


def row_number(text: str, *, prefix: str, key: bytes) -> int:
    """The row's number behind an outside id.

    Raises      NotAnId
    """
    head, _, body = text.rpartition("_")
    if head != prefix or len(body) != LENGTH or not set(body) <= set(ALPHABET):
        raise NotAnId(text)
    number = from_base62(body)
    if number >= 1 << 128:
        raise NotAnId(text)
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()  # noqa: S305
    block = decryptor.update(number.to_bytes(16, "big"))
    if block[:8] != _tag(prefix):
        raise NotAnId(text)
    pk: int = struct.unpack(">Q", block[8:])[0]
    return pk


@cache
def _tag(prefix: str) -> bytes:
    return hashlib.sha256(prefix.encode()).digest()[:8]


def base62(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = ALPHABET[rest] + digits
    return digits or "0"


def from_base62(text: str) -> int:
    number = 0
    for digit in text:
        number = number * 62 + ALPHABET.index(digit)
    return number


PREFIXES = {
    "client": "cli",
    "referrer": "cli",
    "fact": "fct",
    "replaces": "fct",
    "consent": "con",
    "batch": "imp",
    "appointment": "apt",
    "follows": "apt",
    "service": "svc",
    "practitioner": "res",
    "was_practitioner": "res",
    "resource": "res",
    "location": "loc",
    "member": "mem",
    "invitation": "inv",
    "payment": "pay",
    "journey": "jrn",
    "stay": "sty",
    "message": "msg",
    "feedback": "fbk",
    "inbound": "inb",
    "note": "nte",
    "occupancy": "blk",
    "export": "exp",
    "pool": "pol",
    "closure": "cls",
    "exception": "exc",
    "stranded": "apt",
    "job": "job",
    "event": "evt",
    "api_key": "key",
    "endpoint": "whe",
    "delivery": "whd",
}
"""What a `<noun>_id` names → the prefix of its outside ids."""
