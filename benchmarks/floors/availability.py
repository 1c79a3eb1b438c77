"""The plainest code that does the same work as a search, and nothing else.

It knows one service, one length, the usual week and no exceptions, and asks one question.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

BUSY = """
SELECT resource_id, EXTRACT(EPOCH FROM starts_at)::bigint / 60, EXTRACT(EPOCH FROM ends_at)::bigint / 60, after_minutes
FROM bookings_occupancy
WHERE practice_id = %s AND is_standing AND starts_at >= %s AND starts_at < %s
"""
SHIFTS = ((9, 13), (14, 18))
LENGTH, REST, STEP = 30, 10, 15


def free_starts(
    cursor: Any, practice_id: int, team: list[int], units: list[int], first: date, days: int, zone: str
) -> dict[int, list[int]]:
    """Free starts of each practitioner, in minutes since 1970: one question, and bitmaps."""
    tz = ZoneInfo(zone)
    midnights = [_minute(first + timedelta(days=n), tz) for n in range(days + 1)]
    origin, length = midnights[0] - 1440, midnights[-1] - midnights[0] + 2880
    low, high = (datetime.fromtimestamp(m * 60, tz) for m in (midnights[0], midnights[-1]))
    cursor.execute(BUSY, [practice_id, low, high])
    taken: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for resource, start, end, rest in cursor.fetchall():
        taken[resource].append((start - origin, end - origin, rest))
    working = 0
    for n in range(days):
        day = first + timedelta(days=n)
        for opens, closes in SHIFTS if day.weekday() < 5 else ():
            start = _minute(day, tz, opens) - origin
            working |= ((1 << (closes - opens) * 60) - 1) << start
    grid = int(("0" * (STEP - 1) + "1") * (length // STEP), 2)
    everything = (1 << length) - 1
    room = 0
    for unit in units:
        room |= _runs(everything & ~_paint(taken[unit], days + 3)[1], LENGTH)
    return {
        who: _free(_paint(taken[who], days + 3), working, everything, room & grid, origin) for who in team
    }


def _minute(day: date, tz: ZoneInfo, hour: int = 0) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=tz).timestamp()) // 60


def _paint(rows: list[tuple[int, int, int]], days: int) -> tuple[int, int]:
    """Taken, and taken with the rest after it: painted day by day, because small numbers are cheap to shift."""
    hard, soft = [0] * days, [0] * days
    for start, end, rest in rows:
        day, minute = divmod(start, 1440)
        hard[day] |= ((1 << (end - start)) - 1) << minute
        soft[day] |= ((1 << (end - start + rest)) - 1) << minute
    return _whole(hard), _whole(soft)


def _whole(days: list[int]) -> int:
    whole = 0
    for day in reversed(days):
        whole = whole << 1440 | day
    return whole


def _runs(free: int, length: int) -> int:
    reached = 1
    while reached < length:
        step = min(reached, length - reached)
        free &= free >> step
        reached += step
    return free


def _free(painted: tuple[int, int], working: int, everything: int, allowed: int, origin: int) -> list[int]:
    hard, soft = painted
    found = _runs(working & ~soft, LENGTH) & _runs(everything & ~hard, LENGTH + REST) & allowed
    text, starts = bin(found)[:1:-1], []
    at = text.find("1")
    while at >= 0:
        starts.append(at + origin)
        at = text.find("1", at + 1)
    return starts
