"""Counting what happens, for those who watch the machines: nothing about any practice or person.

`count` and `measure` add to a small table of this process; a thread carries it to Redis every two seconds, where all
processes of all machines add to one hash. So a scrape of any web process tells of all of them, workers included,
and a restart, a deploy or a recycled worker loses no counter: that is why not the client library's files, which are
one machine's, want a folder that can be written, and forget nobody who died. With Redis away the table waits; its size
is bounded, because labels are words of the code (routes, codes, kinds) and never what somebody typed.

Nothing is counted unless METRICS_TOKEN is set: nobody could read it.
"""

import atexit
import json
import os
import threading
import time
from collections import Counter
from functools import cache

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

KEY = "rapport:counts"
EVERY = 2.0  # seconds
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
MANY = (0.0, 2.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0)
SUM, REST = "sum", "+Inf"

_guard = threading.Lock()
_waiting: Counter[str] = Counter()
_carrier: threading.Thread | None = None


def count(name: str, amount: float = 1, **labels: str) -> None:
    """Count one more of `name` with these labels."""
    if settings.METRICS_TOKEN:
        _add({field(name, labels): amount})


def measure(name: str, value: float, *, buckets: tuple[float, ...], **labels: str) -> None:
    """Count one value of a distribution: in the smallest bucket that holds it, and in the sum."""
    if settings.METRICS_TOKEN:
        bucket = next((str(limit) for limit in buckets if value <= limit), REST)
        _add({field(name, labels, bucket): 1, field(name, labels, SUM): value})


def field(name: str, labels: dict[str, str], part: str = "") -> str:
    return json.dumps([name, labels, part], sort_keys=True)


def flush() -> bool:
    """Carry what was counted to Redis; what could not be carried waits for the next time."""
    global _waiting
    with _guard:
        carried, _waiting = _waiting, Counter()
    if not carried:
        return True
    try:
        pipeline = _redis(os.getpid()).pipeline(transaction=False)
        for name, amount in carried.items():
            pipeline.hincrbyfloat(KEY, name, amount)
        pipeline.execute()
    except (RedisError, OSError):
        _put_back(carried)
        return False
    return True


def read() -> dict[str, float]:
    """All that was counted, everywhere.

    Raises      RedisError
    """
    flush()
    kept = _redis(os.getpid()).hgetall(KEY)
    return {str(name): float(amount) for name, amount in kept.items()}


def _add(amounts: dict[str, float]) -> None:
    global _carrier
    with _guard:
        for name, amount in amounts.items():
            _waiting[name] += amount  # type: ignore[assignment]  # seconds are counted too
        if _carrier is None:
            _carrier = threading.Thread(target=_carry, name="tally", daemon=True)
            _carrier.start()


def _put_back(carried: Counter[str]) -> None:
    with _guard:
        for name, amount in carried.items():
            _waiting[name] += amount


def _carry() -> None:
    while True:
        time.sleep(EVERY)
        flush()


@cache
def _redis(pid: int) -> Redis:
    """A connection of this very process."""
    return Redis.from_url(
        settings.REDIS_URL, decode_responses=True, socket_connect_timeout=1, socket_timeout=1
    )


def _start_anew() -> None:
    """In a forked child: what the parent counted is the parent's to carry, and its thread stayed there."""
    global _guard, _waiting, _carrier
    _guard, _waiting, _carrier = threading.Lock(), Counter(), None


os.register_at_fork(after_in_child=_start_anew)
atexit.register(flush)
