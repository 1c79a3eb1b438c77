"""What a page of numbers is about: which days, which place, whose hands."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from metrics.rules.periods import Period, local_day
from practices.models import Location, Practice


@dataclass(frozen=True)
class Scope:
    """zone    of the place, or of the practice's first place: whose midnight ends a day of this page"""

    practice: Practice
    period: Period
    now: datetime
    zone: ZoneInfo
    location_id: int | None = None
    practitioner_id: int | None = None

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    @property
    def is_filtered(self) -> bool:
        return self.location_id is not None or self.practitioner_id is not None

    @property
    def both(self) -> Period:
        """This period and the one before, for reading them at once."""
        return Period(self.period.before().start, self.period.end)

    def end_of(self, day: date) -> datetime:
        """The moment a day of this page is over; now, when it is not over yet."""
        return min(datetime.combine(day + timedelta(days=1), time(), self.zone), self.now)

    def place(self, prefix: str = "") -> dict[str, Any]:
        """The place and the person as conditions on columns that begin with `prefix`."""
        wanted = {"location_id": self.location_id, "practitioner_id": self.practitioner_id}
        return {f"{prefix}{column}": pk for column, pk in wanted.items() if pk is not None}


def scope_of(
    practice: Practice,
    locations: list[Location],
    *,
    at: datetime,
    days: int = 30,
    start: date | None = None,
    end: date | None = None,
    location: Location | None = None,
    practitioner_id: int | None = None,
) -> Scope:
    """The last `days` days, today included, or the days from `start` up to and including `end`.

    locations   of the practice, the first one first
    """
    zone = clock_of(locations, location)
    today = local_day(at, zone)
    last = min(end or today, today)
    first = min(start, last) if start else last - timedelta(days=days - 1)
    return Scope(
        practice,
        Period(first, last + timedelta(days=1)),
        at,
        zone,
        location.pk if location else None,
        practitioner_id,
    )


def clock_of(locations: list[Location], location: Location | None) -> ZoneInfo:
    """Whose midnight ends the days of a page: the chosen place's, else that of the practice's first open one."""
    still_open = [one for one in locations if one.closed_at is None]
    place = location or next(iter(still_open or locations), None)
    return place.zone if place else ZoneInfo("UTC")
