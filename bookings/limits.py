"""How often one address, one contact or one practice may be asked for something by strangers.

Counts live in Redis, in fixed windows. Without Redis a small limit of this process's own holds: closed, never open.

Source      features.md F34; reliability notes §3.11, §3.40
"""

import hashlib
import threading
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from practices.models import Practice


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds; without Redis a fifth of it."""

    name: str
    times: int
    seconds: int


LOOKS = Limit("looks", 240, 600)
HOLDS = Limit("holds", 30, 600)
BOOKINGS = Limit("bookings", 30, 3600)
BOOKINGS_PER_CONTACT = Limit("contact", 6, 24 * 3600)
BOOKINGS_PER_PRACTICE = Limit("practice", 400, 3600)
LINKS = Limit("links", 60, 600)

_local: dict[str, int] = {}
_guard = threading.Lock()


def within(limit: Limit, practice: Practice, whom: str, *, at: datetime) -> bool:
    """Count one more, and say whether it is still within the limit."""
    window = int(at.timestamp()) // limit.seconds
    who = hashlib.sha256(whom.encode()).hexdigest()[:24]
    key = f"limit:{limit.name}:{practice.pk}:{who}:{window}"
    try:
        cache.add(key, 0, timeout=limit.seconds + 60)
        return int(cache.incr(key)) <= limit.times
    except Exception:
        return _within_local(key, max(1, limit.times // 5))


def _within_local(key: str, times: int) -> bool:
    with _guard:
        if len(_local) > 10_000:
            _local.clear()
        _local[key] = _local.get(key, 0) + 1
        return _local[key] <= times
