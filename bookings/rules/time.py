"""From the clock on the wall to the instant, and back.

Working hours, closures and days are wall time in the zone of the location; visits are instants.
A wall time may happen once, never (the spring gap) or twice (the autumn fold).

Source      features.md §4.1
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def minute_of(instant: datetime) -> int:
    """The whole minute since 1970 in which this instant lies."""
    return int(instant.timestamp() // 60)


def instant_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """Every instant at which the clock on the wall shows this: none, one or two, in order.

    wall        naive
    """
    found = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone_of(zone), fold=fold).astimezone(UTC)
        shown = instant.astimezone(zone_of(zone)).replace(tzinfo=None)
        if shown.replace(fold=0) == wall and instant not in found:
            found.append(instant)
    return tuple(sorted(found))


def first_instant(wall: datetime, zone: str) -> datetime:
    """The first time this wall time is reached; inside a gap, the moment the clocks jump."""
    return (instants(wall, zone) or (_jump(wall, zone),))[0]


def last_instant(wall: datetime, zone: str) -> datetime:
    """The last time this wall time is reached; inside a gap, the moment the clocks jump."""
    return (instants(wall, zone) or (_jump(wall, zone),))[-1]


def _jump(wall: datetime, zone: str) -> datetime:
    """The instant of the change whose gap swallows this wall time."""
    tz = zone_of(zone)
    low = minute_of(wall.replace(tzinfo=tz, fold=1))
    high = minute_of(wall.replace(tzinfo=tz, fold=0))
    before = instant_of(low).astimezone(tz).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if instant_of(middle).astimezone(tz).utcoffset() == before:
            low = middle
        else:
            high = middle
    return instant_of(high)


def _wall(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001  a wall time has no zone


@lru_cache(maxsize=4096)
def span(day: date, from_minute: int, to_minute: int, zone: str) -> tuple[int, int]:
    """A stretch of one day's wall time as real minutes since 1970, half open.

    from_minute, to_minute      minutes on the wall since 00:00; past 1440 is the next day

    01:00 to 05:00 is three hours in the night of the spring change and five in the autumn one.
    """
    start = first_instant(_wall(day, from_minute), zone)
    end = (first_instant if to_minute % MINUTES_A_DAY == 0 else last_instant)(_wall(day, to_minute), zone)
    return minute_of(start), max(minute_of(start), minute_of(end))


def day_span(day: date, zone: str) -> tuple[int, int]:
    """The whole day at a location: 23, 24 or 25 hours, also where midnight itself is skipped."""
    return span(day, 0, MINUTES_A_DAY, zone)


def day_of(instant: datetime, zone: str) -> date:
    """The calendar day it is at the location."""
    return instant.astimezone(zone_of(zone)).date()


def wall_of(instant: datetime, zone: str) -> datetime:
    """What the clock on the wall shows, naive: the promise made to the client."""
    return instant.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)


def is_ambiguous(instant: datetime, zone: str) -> bool:
    """The wall shows this time twice on this day, so a label needs its offset."""
    return len(instants(wall_of(instant, zone), zone)) > 1


def offset_label(instant: datetime, zone: str) -> str:
    """UTC+2, UTC−3:30: what tells the two half past twos of the autumn night apart."""
    offset = instant.astimezone(zone_of(zone)).utcoffset() or timedelta(0)
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def zone_label(instant: datetime, zone: str) -> str:
    """What to call the clock of a place: New York (EST), Santiago (UTC−3)."""
    city = zone.rpartition("/")[2].replace("_", " ")
    short = instant.astimezone(zone_of(zone)).tzname() or ""
    return f"{city} ({short if short.isalpha() else offset_label(instant, zone)})"


def days_before(starts_at: datetime, days: int, zone: str) -> datetime:
    """The same time on the wall some days earlier: 09:00 stays 09:00 across a clock change."""
    return first_instant(wall_of(starts_at, zone) - timedelta(days=days), zone)


def hours_before(starts_at: datetime, hours: float) -> datetime:
    """Elapsed hours earlier, whatever the clocks on the wall did meanwhile."""
    return starts_at - timedelta(hours=hours)


@lru_cache(maxsize=256)
def offset_spans(from_minute: int, to_minute: int, zone: str) -> tuple[tuple[int, int, int], ...]:
    """Stretches of constant offset: (from, to, offset in minutes), all but always just one."""
    tz = zone_of(zone)

    def offset(minute: int) -> int:
        return int((instant_of(minute).astimezone(tz).utcoffset() or timedelta(0)).total_seconds() // 60)

    spans, start, at = [], from_minute, offset(from_minute)
    for probe in range(from_minute, to_minute, MINUTES_A_DAY // 2):
        stop = min(probe + MINUTES_A_DAY // 2, to_minute)
        if offset(stop) != at:
            low, high = probe, stop
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == at else (low, middle)
            spans.append((start, high, at))
            start, at = high, offset(high)
    return (*spans, (start, to_minute, at)) if start < to_minute else tuple(spans)
