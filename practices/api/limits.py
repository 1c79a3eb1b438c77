"""How often a key may ask: a fixed window, and a small one of this process while Redis is away."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from practices.counting import count

WINDOW_SECONDS = 60
PER_WINDOW = 600
PER_WINDOW_WITHOUT_REDIS = 60


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
    counted = count(f"limit:{name}:{window}", seconds=WINDOW_SECONDS)
    limit = PER_WINDOW_WITHOUT_REDIS if counted.is_alone else PER_WINDOW
    return Quota(limit, counted.times, resets_in)
