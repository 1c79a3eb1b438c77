"""For the first page of the day: what is still free, and who stays away longer than they use to."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from bookings.availability import Axis
from bookings.availability.bits import paint
from bookings.models import Resource
from bookings.queries.lanes import Leaving, busy_rows, working_hours
from bookings.rules.time import minute_of
from journeys.models import Journey
from metrics.rules.periods import local_day
from practices.models import Location, Member


def free_minutes(locations: Iterable[Location], *, member: Member | None = None, at: datetime) -> int:
    """Working minutes left today that nothing is booked in, over all these places.

    member      the practitioner whose time is meant; None for everybody's
    """
    people = Resource.objects.filter(kind=Resource.Kind.PRACTITIONER, retired_at=None)
    if member is not None:
        people = people.filter(member=member)
    ids = list(people.values_list("pk", flat=True))
    return sum(_free_at(location, ids, at=at) for location in locations) if ids else 0


def _free_at(location: Location, ids: list[int], *, at: datetime) -> int:
    day = local_day(at, location.zone)
    axis = Axis.over(day, day, location.time_zone)
    working = working_hours(axis, location, ids, [day])
    busy = busy_rows(axis, list(working), at=at, leaving=Leaving())
    left = axis.days(day, day) & axis.window(minute_of(at), axis.end)
    free = 0
    for who, hours in working.items():
        spans = [
            (start - before - axis.origin, end + after - axis.origin)
            for start, end, before, after, _ in busy.get(who, [])
        ]
        free += (hours & left & ~paint(spans, axis.length)).bit_count()
    return free


def late_by_rhythm(today: date) -> QuerySet[Journey]:
    """Late by their own rhythm, nothing booked, not yet given up: who has just become late comes first."""
    return (
        Journey.objects.filter(at_risk_on__lte=today, lapses_on__gt=today)
        .filter(client__archived_at=None, client__erased_at=None, client__merged_into=None)
        .select_related("client")
        .order_by("-at_risk_on", "id")
    )
