"""The cache on Redis, and what stands in for it while Redis is away: a small memory of this process.

Only limits live in the cache (sign-in, public booking, keys), and a limit that cannot be counted must neither open
nor refuse everybody. So each process counts for itself until Redis is back: every process allows the few tries that
sign-in allows in all, and the limits of ours shrink further (practices/counting.py).

After a failure Redis is left alone for a few seconds, so that its absence costs one request a second and not each.
"""

import time
from functools import cached_property
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

COUNT = """
local times = redis.call('INCR', KEYS[1])
if times == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return times
"""
LEFT_ALONE = 5.0  # seconds
_away_until = 0.0  # of the process; Django makes a cache for each thread


def is_away() -> bool:
    """Redis failed a moment ago, and is not asked."""
    return time.monotonic() < _away_until


def note_failure() -> None:
    global _away_until
    _away_until = time.monotonic() + LEFT_ALONE


def forget_failure() -> None:
    """Ask Redis again at once; for tests."""
    global _away_until
    _away_until = 0.0


class Cache(RedisCache):
    """Django's cache on Redis, whose every word has an answer without Redis too."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.here = LocMemCache("without-redis", {"MAX_ENTRIES": 20_000, "TIMEOUT": 300})

    @property
    def is_away(self) -> bool:
        return is_away()

    def count(self, key: str, *, timeout: int) -> int:
        """Count one more under this key, in one round trip. A new key is kept for `timeout` seconds."""
        if not is_away():
            try:
                return int(self._counter.eval(COUNT, 1, self.make_and_validate_key(key), timeout))
            except (RedisError, OSError):
                note_failure()
        self.here.add(key, 0, timeout=timeout)
        return int(self.here.incr(key))

    @cached_property
    def _counter(self) -> Any:
        """A client of our own: Django makes a new one for each word, which costs more than the word."""
        return self._cache.get_client(write=True)  # type: ignore[attr-defined]

    def _ask(self, verb: str, *values: Any, **named: Any) -> Any:
        if not is_away():
            try:
                return getattr(super(), verb)(*values, **named)
            except (RedisError, OSError):
                note_failure()
        return getattr(self.here, verb)(*values, **named)

    def add(self, *values: Any, **named: Any) -> Any:
        return self._ask("add", *values, **named)

    def get(self, *values: Any, **named: Any) -> Any:
        return self._ask("get", *values, **named)

    def set(self, *values: Any, **named: Any) -> Any:
        return self._ask("set", *values, **named)

    def touch(self, *values: Any, **named: Any) -> Any:
        return self._ask("touch", *values, **named)

    def delete(self, *values: Any, **named: Any) -> Any:
        return self._ask("delete", *values, **named)

    def get_many(self, *values: Any, **named: Any) -> Any:
        return self._ask("get_many", *values, **named)

    def has_key(self, *values: Any, **named: Any) -> Any:
        return self._ask("has_key", *values, **named)

    def incr(self, *values: Any, **named: Any) -> Any:
        return self._ask("incr", *values, **named)

    def set_many(self, *values: Any, **named: Any) -> Any:
        return self._ask("set_many", *values, **named)

    def delete_many(self, *values: Any, **named: Any) -> Any:
        return self._ask("delete_many", *values, **named)

    def clear(self) -> Any:
        self.here.clear()
        return self._ask("clear")
