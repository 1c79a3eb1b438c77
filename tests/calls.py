"""Sees every call to the network that is made while a transaction is open: locks held and connections kept for as long
as somebody far away takes to answer.

Watched are the sockets of this process (connecting, sending, receiving, asking for a name) and Celery's publishing.
Not counted are the transaction that pytest-django puts round a test, and Redis where it only counts for limits: it is
near, and given up after a second. What is seen is noted as well as raised, for many callers catch what a call may
raise.
"""

import socket
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from celery.signals import before_task_publish
from django.conf import settings
from django.db import connections

FAR = {socket.AF_INET, socket.AF_INET6}
VERBS = ("connect", "connect_ex", "send", "sendall", "sendto", "recv", "recv_into")


class CalledInTransaction(AssertionError):
    pass


def in_transaction() -> bool:
    """Whether this thread holds a transaction of the product's own."""
    blocks = (block for one in connections.all(initialized_only=True) for block in one.atomic_blocks)
    return any(not block._from_testcase for block in blocks)


def is_redis(host: Any, port: Any) -> bool:
    parts = urlsplit(settings.REDIS_URL)
    return (host, int(port or 0)) == (parts.hostname, parts.port)


_watches: list[list[str]] = []
"""Those under way; the innermost notes, so that a test may try the watch that it stands under itself."""


def refuse(what: str) -> None:
    ours = [line for line in traceback.format_stack() if "/site-packages/" not in line]
    _watches[-1].append(f"{what}\n{''.join(ours[-8:-2])}")
    raise CalledInTransaction(what)


def published(sender: Any = None, **later: Any) -> None:
    if in_transaction():
        refuse(f"published {sender}")


def asked(host: Any, port: Any, *words: Any, **named: Any) -> Any:
    if in_transaction() and not is_redis(host, port):
        refuse(f"asked where {host} is")
    return resolve(host, port, *words, **named)


def watched(verb: str) -> Any:
    real = getattr(socket.socket, verb)

    def call(self: socket.socket, *words: Any) -> Any:
        if in_transaction() and self.family in FAR:
            peer = words[-1] if verb in ("connect", "connect_ex", "sendto") else self.getpeername()
            if not is_redis(*peer[:2]):
                refuse(f"{verb} to {peer[:2]}")
        return real(self, *words)

    return call


resolve = socket.getaddrinfo


@contextmanager
def watching_calls() -> Iterator[list[str]]:
    """Every call made inside a transaction until the block ends, as text; each is refused as well."""
    seen: list[str] = []
    _watches.append(seen)
    if len(_watches) == 1:
        socket.getaddrinfo = asked
        for verb in VERBS:
            setattr(socket.socket, verb, watched(verb))
        before_task_publish.connect(published)
    try:
        yield seen
    finally:
        _watches.pop()
        if not _watches:
            before_task_publish.disconnect(published)
            socket.getaddrinfo = resolve
            for verb in VERBS:
                delattr(socket.socket, verb)  # below it is that of C
