"""Days, periods and when a number is ripe. A day is a date on the wall of its own location."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
FULL_DAY = timedelta(hours=24)  # elapsed, whatever the wall clock does that night


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


def days_between(earlier: datetime, later: datetime, zone: ZoneInfo) -> int:
    """Whole calendar days apart, by the dates on the wall; 23:50 to 00:10 is one day."""
    return (local_day(later, zone) - local_day(earlier, zone)).days


def elapsed(earlier: datetime, later: datetime) -> timedelta:
    """Real time gone by. Subtracting two aware times of one zone compares their clock faces instead,
    and is an hour wrong twice a year."""
    return later.astimezone(UTC) - earlier.astimezone(UTC)


def last_ripe_day(window: int, *, today: date) -> date:
    """The last day whose following `window` days are all complete; yesterday is the last complete day.

    Source      metrics.md, rule 7: index day + N <= last complete day
    """
    return today - DAY - timedelta(days=window)


def is_rebooking_ripe(visit_ended_at: datetime, *, at: datetime) -> bool:
    """A visit's rebooking is decided when 24 elapsed hours have passed since it ended."""
    return elapsed(visit_ended_at, at) >= FULL_DAY
