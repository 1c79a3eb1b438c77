"""Quiet hours: when people may be written to, by their own clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

# Zone offsets, their shifts and our windows are multiples of a quarter of an hour: walking quarters is exact.
QUARTER = timedelta(minutes=15)
# Every zone opens once a day; two days without a common waking hour means there never is one.
HORIZON = timedelta(days=2)


@dataclass(frozen=True)
class Window:
    """The waking hours [opens, closes) on a local clock; may run over midnight."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if any(edge.minute % 15 or edge.second or edge.microsecond for edge in (self.opens, self.closes)):
            raise ValueError("waking hours begin and end on a quarter of an hour")

    def holds(self, local: time) -> bool:
        if self.opens < self.closes:
            return self.opens <= local < self.closes
        return local >= self.opens or local < self.closes


# Source: features.md §4.9, quiet hours 20:00 to 08:00 unless the practice chose others.
VISITS = Window(time(8), time(20))
# Source: reliability.md §1.9; US law says 8 to 21 for solicitations, we keep an hour more.
MARKETING = Window(time(9), time(20))


def rounded(opens: time, closes: time) -> Window:
    """Waking hours from any two times, made a little shorter where they are not on a quarter of an hour."""
    first, last = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
    first = -(-first // 15) * 15 % (24 * 60)
    last = last // 15 * 15
    return Window(time(first // 60, first % 60), time(last // 60, last % 60))


def is_quiet(at: datetime, *, zones: Iterable[str], window: Window) -> bool:
    """It is quiet when anybody who may own this address is outside the waking hours.

    at          aware
    zones       IANA names; every one must be awake
    """
    return not all(window.holds(at.astimezone(ZoneInfo(zone)).time()) for zone in zones)


def next_allowed(at: datetime, *, zones: Iterable[str], window: Window) -> datetime | None:
    """The first instant, now or later, at which every zone is awake; None when they never are together.

    Returns     `at` itself when it is not quiet now, else an instant on the quarter of an hour
    """
    zones = tuple(zones)
    if not is_quiet(at, zones=zones, window=window):
        return at
    candidate = _quarter_after(at.astimezone(UTC))
    for _ in range(HORIZON // QUARTER):
        if not is_quiet(candidate, zones=zones, window=window):
            return candidate
        candidate += QUARTER
    return None


def quiet_begins(at: datetime, *, zones: Iterable[str], window: Window) -> datetime:
    """The instant after `at` at which the waking hours end; `at` itself when it is quiet already."""
    return _quiet_begins(at, tuple(zones), window)


@lru_cache(maxsize=1024)
def _quiet_begins(at: datetime, zones: tuple[str, ...], window: Window) -> datetime:
    """One answer for all messages of a batch that follow the same clocks."""
    if is_quiet(at, zones=zones, window=window):
        return at
    candidate = _quarter_after(at.astimezone(UTC))
    while not is_quiet(candidate, zones=zones, window=window) and candidate - at < HORIZON:
        candidate += QUARTER
    return candidate


def strictest(*windows: Window) -> Window:
    """The hours all of the windows share; for windows that do not run over midnight."""
    return Window(max(w.opens for w in windows), min(w.closes for w in windows))


def _quarter_after(at: datetime) -> datetime:
    """The next full quarter of an hour strictly after `at`."""
    floor = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    return floor + QUARTER
