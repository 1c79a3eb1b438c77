"""How often a key may ask: a fixed window on Redis, or a small one of this process while Redis is gone."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.http import HttpResponse
from redis.exceptions import RedisError

WINDOW_SECONDS = 60
PER_WINDOW = 600
PER_WINDOW_WITHOUT_REDIS = 60
_local: dict[str, int] = {}


@dataclass(frozen=True)
class Quota:
    limit: int
    used: int
    resets_in: int

    @property
    def is_spent(self) -> bool:
        return self.used > self.limit

    def tell(self, response: HttpResponse) -> HttpResponse:
        """Say in headers how much is left.

        Source      IETF draft "RateLimit header fields for HTTP"
        """
        response.headers["RateLimit-Limit"] = str(self.limit)
        response.headers["RateLimit-Remaining"] = str(max(0, self.limit - self.used))
        response.headers["RateLimit-Reset"] = str(self.resets_in)
        if self.is_spent:
            response.headers["Retry-After"] = str(self.resets_in)
        return response


def take(name: str, *, at: datetime) -> Quota:
    """Count one request against the quota of this name."""
    window = int(at.timestamp()) // WINDOW_SECONDS
    resets_in = math.ceil((window + 1) * WINDOW_SECONDS - at.timestamp())
    slot = f"limit:{name}:{window}"
    try:
        cache.add(slot, 0, timeout=2 * WINDOW_SECONDS)
        return Quota(PER_WINDOW, cache.incr(slot), resets_in)
    except (RedisError, ValueError):
        if slot not in _local:
            _local.clear()
        _local[slot] = _local.get(slot, 0) + 1
        return Quota(PER_WINDOW_WITHOUT_REDIS, _local[slot], resets_in)
