"""The product as a server serves it, for `benchmarks.servers`: without the limits that a load would meet at once."""

from config.wsgi import application  # isort: skip  # first: it sets Django up
from bookings import limits as of_strangers
from practices.api import limits as of_keys
from practices.counting import Count

of_keys.PER_WINDOW = 10**9
of_strangers.count = lambda key, *, seconds: Count(1, is_alone=False)

__all__ = ["application"]
