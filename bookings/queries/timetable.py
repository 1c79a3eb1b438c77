"""What a practice has settled about its time: who does what, with which rooms, and when they work.

It changes a few times a week and is needed at every search, so each process keeps what it has read, under the version
of the practice's timetable (practices.kept). Nothing stale is ever offered or sold.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q

from bookings.availability.hours import Opening, Special, Weekly
from bookings.models import Ability, Closure, Requirement, Resource, Service, Shift, ShiftException
from bookings.rules.time import MINUTES_A_DAY
from practices.kept import Reading, Shelf
from practices.models import Location

SHELF = Shelf("bookings_timetable", most=2000)


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement of a service, and the units of its pool at a place."""

    pool_id: int
    pool_name: str
    during_processing: bool
    units: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Working plans of everybody at a place, on the wall: by person, and when the place itself is shut.

    closed      (first day, first open day again)
    openings    the week of the place; none: it never said, so it is always open
    """

    weekly: dict[int, list[Weekly]]
    special: dict[int, list[Special]]
    closed: tuple[tuple[date, date], ...]
    openings: tuple[Opening, ...]


class Timetable(Reading):
    """The timetable of one practice as it stands now. Make a new one for each search, and under the lock again."""

    def __init__(self, practice_id: int) -> None:
        super().__init__(SHELF, practice_id)

    def able(self, service: Service) -> list[Ability]:
        """Who does the service, anywhere, in the practice's own order."""
        return self.known(("able", service.pk), lambda: _able(service))

    def needs(self, service: Service, location: Location) -> list[Need]:
        """What the service needs here beside a practitioner."""
        return self.known(("needs", service.pk, location.pk), lambda: _needs(service, location))

    def weeks(self, location: Location, days: Sequence[date]) -> Weeks:
        """The working plans that touch the months of these days."""
        since, until = days[0].replace(day=1), (days[-1].replace(day=1) + timedelta(days=32)).replace(day=1)
        return self.known(("weeks", location.pk, since, until), lambda: _weeks(location, since, until))


def _able(service: Service) -> list[Ability]:
    able = Ability.objects.filter(service=service, practitioner__retired_at=None)
    return list(
        able.select_related("practitioner").order_by("practitioner__position", "practitioner__name", "id")
    )


def _needs(service: Service, location: Location) -> list[Need]:
    needed = list(Requirement.objects.filter(service=service).select_related("pool").order_by("id"))
    here = Resource.objects.filter(
        pool_id__in=[requirement.pool_id for requirement in needed], location=location, retired_at=None
    )
    by_pool: dict[int | None, list[Resource]] = defaultdict(list)
    for unit in here if needed else ():
        by_pool[unit.pool_id].append(unit)
    return [
        Need(one.pool_id, one.pool.name, one.during_processing, tuple(by_pool[one.pool_id])) for one in needed
    ]


def _weeks(location: Location, since: date, until: date) -> Weeks:
    shifts = Shift.objects.filter(
        Q(until_on=None) | Q(until_on__gt=since), location=location, from_on__lt=until
    ).values_list("practitioner_id", "weekday", "starts", "ends", "week", "from_on", "until_on")
    exceptions = ShiftException.objects.filter(day__gte=since, day__lt=until).values_list(
        "practitioner_id", "day", "starts", "ends", "location_id"
    )
    closures = Closure.objects.filter(
        Q(location=None) | Q(location=location), from_on__lt=until, until_on__gt=since
    )
    weekly: dict[int, list[Weekly]] = defaultdict(list)
    special: dict[int, list[Special]] = defaultdict(list)
    for who, weekday, starts, ends, *rest in shifts:
        weekly[who].append(Weekly(who, weekday, minute_of_wall(starts), _end_of_wall(ends), *rest))
    for who, day, starts, ends, where in exceptions:
        is_here = starts is not None and where == location.pk
        hours = (minute_of_wall(starts), _end_of_wall(ends)) if is_here else (None, None)
        special[who].append(Special(who, day, *hours))
    closed = tuple(closures.values_list("from_on", "until_on"))
    return Weeks(dict(weekly), dict(special), closed, _openings(location))


def _openings(location: Location) -> tuple[Opening, ...]:
    """As they are now: the row in hand may have been read before somebody changed them."""
    rows = Location.objects.values_list("hours", flat=True).get(pk=location.pk)
    clock = time.fromisoformat
    return tuple(Opening(day, minute_of_wall(clock(a)), _end_of_wall(clock(b))) for day, a, b in rows)


def minute_of_wall(at: time) -> int:
    """Minutes since 00:00."""
    return at.hour * 60 + at.minute


def _end_of_wall(at: time) -> int:
    """An end at midnight is the end of the day."""
    return minute_of_wall(at) or MINUTES_A_DAY
