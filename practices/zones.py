"""The time zones there are: the names of the IANA table this machine has."""

from functools import cache
from zoneinfo import available_timezones


@cache
def _known() -> frozenset[str]:
    """Read from the disk once; the table does not change under a running process."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    return name in _known()
