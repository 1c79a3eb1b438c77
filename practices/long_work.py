"""Long work has one process of each worker and never another, so that sign-in codes and the rest find one free.

An import takes minutes, and an endpoint of a webhook or a provider of messages may hang, whoever waits for it. A
queue of their own would help only with a worker of their own, which costs a second start of the product and its
memory. So the processes of a worker share one file, and a byte of it for each kind is locked while that kind is
worked on. The lock is the operating system's: it ends with the process that has it, however that ends. It guards time
and no data; rows have their leases.
"""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

KINDS = ("jobs", "webhooks", "messages")
LEAST = len(KINDS) + 1
"""Processes that a worker needs."""

_shared: IO[bytes] | None = None


def prepare(processes: int) -> None:
    """Once in each worker, before it forks. A file without a name: it is gone when the last process is.

    Raises      SystemExit when nobody would be left for the rest; other errors do not stop Celery
    """
    global _shared
    if processes < LEAST:
        raise SystemExit(f"A worker needs --concurrency {LEAST} or more: {', '.join(KINDS)} take one each.")
    _shared = tempfile.TemporaryFile()  # noqa: SIM115  open for as long as the worker is


@contextmanager
def alone(kind: str) -> Iterator[bool]:
    """Whether this process is the one of its worker that may do this kind of long work until the block ends.

    Outside a worker it always is.
    """
    if _shared is None:
        yield True
        return
    place = KINDS.index(kind)
    try:
        fcntl.lockf(_shared, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        fcntl.lockf(_shared, fcntl.LOCK_UN, 1, place)
