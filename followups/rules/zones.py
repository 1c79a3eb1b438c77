"""Whose clock a telephone number may follow."""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("number_zones.txt")
# A +1 number without an area (toll-free, or newer than our table) may ring from the Atlantic to Hawaii.
ANYWHERE_IN_NORTH_AMERICA = (
    "America/Anchorage",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/New_York",
    "Pacific/Honolulu",
)


@cache
def _zones_by_prefix() -> dict[str, tuple[str, ...]]:
    table = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            zones, prefixes = line.split(":")
            table.update(dict.fromkeys(prefixes.split(), tuple(zones.split())))
    return table


def zones_of_number(number: str) -> tuple[str, ...]:
    """Every zone in which the owner of this number may plausibly be; empty when the number says nothing.

    number      E.164, as stored
    """
    digits = number.removeprefix("+")
    table = _zones_by_prefix()
    for length in (4, 3, 2, 1):
        if zones := table.get(digits[:length]):
            return zones
    return ANYWHERE_IN_NORTH_AMERICA if digits.startswith("1") else ()


def plausible_zones(
    *, profile: str | None, number: str | None, location: str, is_marketing: bool
) -> tuple[str, ...]:
    """The clocks that must all be awake before we write.

    Messages about a visit follow the client's own zone, else the location's.
    Marketing must suit every plausible zone, of the profile and of the number.

    profile     the zone the client told us, if any
    number      E.164 for SMS, None for e-mail
    location    the zone of the place the client visits
    """
    if not is_marketing:
        return (profile or location,)
    zones = {profile or location, *(zones_of_number(number) if number else ())}
    return tuple(sorted(zones))
