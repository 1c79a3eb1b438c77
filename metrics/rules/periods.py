"""Days, periods and when a number is ripe. A day is a date on the wall of its own location."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, not including, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return max((self.end - self.start).days, 0)

    def before(self) -> "Period":
        """The same number of days, just before."""
        return Period(self.start - timedelta(days=self.days), self.start)

    def ripe(self, window: int, *, today: date) -> "Period":
        """The part of this period whose following `window` days have all been lived through."""
        end = min(self.end, last_ripe_day(window, today=today) + DAY)
        return Period(min(self.start, end), end)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The date on the wall of that zone."""
    return at.astimezone(zone).date()


def last_ripe_day(window: int, *, today: date) -> date:
    """The last day whose following `window` days are all complete; yesterday is the last complete day.

    Source      metrics.md, rule 7: index day + N <= last complete day
    """
    return today - DAY - timedelta(days=window)
