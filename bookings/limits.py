"""How often one address, one contact or one practice may be asked for something by strangers.

Counts live in Redis, in fixed windows. Without Redis a small limit of this process's own holds: closed, never open.

Source      features.md F34; reliability notes §3.11, §3.40
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from practices.counting import count
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


def within(limit: Limit, practice: Practice, whom: str, *, at: datetime) -> bool:
    """Count one more, and say whether it is still within the limit."""
    window = int(at.timestamp()) // limit.seconds
    who = hashlib.sha256(whom.encode()).hexdigest()[:24]
    counted = count(f"limit:{limit.name}:{practice.pk}:{who}:{window}", seconds=limit.seconds)
    return counted.times <= (max(1, limit.times // 5) if counted.is_alone else limit.times)
