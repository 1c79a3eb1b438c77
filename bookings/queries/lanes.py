"""The taken and the working time of resources, as numbers: one query for each kind of data.

Plain bounds on a btree index: under row-level security a range operator loses its index.

Source      performance.md §2.2; house notes on availability
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import BigIntegerField, Func, Q

from bookings.availability import Axis, Busy, Lane, lane_of
from bookings.availability.bits import paint
from bookings.availability.hours import Special, Weekly, working_spans
from bookings.models import Appointment, Closure, Occupancy, Shift, ShiftException
from bookings.rules.status import STANDING
from bookings.rules.time import MINUTES_A_DAY, instant_of
from clients.models import Client
from practices.models import Location

Row = tuple[int, int, int, int, int]

LONGEST = timedelta(days=7)
"""No claim on a resource is longer, so rows that began earlier need not be read."""


class Minute(Func):
    """Whole minutes since 1970, rounded down."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s)::bigint / 60)"
    output_field = BigIntegerField()


class MinuteUp(Minute):
    """Whole minutes since 1970, rounded up: a visit of odd seconds takes its last minute whole."""

    template = "((EXTRACT(EPOCH FROM %(expressions)s)::bigint + 59) / 60)"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Claims to look through: a visit that is being moved, a hold of one's own."""

    appointment_id: int | None = None
    hold_id: int | None = None


def minute_of_wall(at: time, *, is_end: bool = False) -> int:
    """Minutes since 00:00; an end at midnight is the end of the day."""
    minutes = at.hour * 60 + at.minute
    return MINUTES_A_DAY if is_end and minutes == 0 else minutes


def working_hours(
    axis: Axis, location: Location, practitioner_ids: Sequence[int], days: Sequence[date]
) -> dict[int, int]:
    """Working minutes of each practitioner at this location, as bitmaps."""
    shifts = Shift.objects.filter(
        Q(until_on=None) | Q(until_on__gt=days[0]),
        practitioner_id__in=practitioner_ids,
        location=location,
        from_on__lte=days[-1],
    ).values_list("practitioner_id", "weekday", "starts", "ends", "week", "from_on", "until_on")
    exceptions = ShiftException.objects.filter(
        practitioner_id__in=practitioner_ids, day__gte=days[0], day__lte=days[-1]
    ).values_list("practitioner_id", "day", "starts", "ends", "location_id")
    spans = working_spans(
        days,
        location.time_zone,
        weekly=[
            Weekly(w, d, minute_of_wall(s), minute_of_wall(e, is_end=True), *rest)
            for w, d, s, e, *rest in shifts
        ],
        special=[
            Special(who, day, minute_of_wall(s), minute_of_wall(e, is_end=True))
            if s is not None and where == location.pk
            else Special(who, day, None, None)
            for who, day, s, e, where in exceptions
        ],
        closed=closed_days(location, days),
    )
    return {
        who: paint([(start - axis.origin, end - axis.origin) for start, end in found], axis.length)
        for who, found in spans.items()
    }


def closed_days(location: Location, days: Sequence[date]) -> set[date]:
    closures = Closure.objects.filter(
        Q(location=None) | Q(location=location), from_on__lte=days[-1], until_on__gt=days[0]
    ).values_list("from_on", "until_on")
    return {day for start, end in closures for day in days if start <= day < end}


def busy_rows(
    axis: Axis, resource_ids: Sequence[int], *, at: datetime, leaving: Leaving
) -> dict[int, list[Row]]:
    """What these resources already do. A hold past its time no longer counts."""
    start, end = instant_of(axis.origin), instant_of(axis.end)
    rows = Occupancy.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=at),
        is_standing=True,
        resource_id__in=resource_ids,
        starts_at__gte=start - LONGEST,
        starts_at__lt=end,
        ends_at__gt=start,
    )
    if leaving.appointment_id:
        rows = rows.exclude(segment__appointment_id=leaving.appointment_id)
    if leaving.hold_id:
        rows = rows.exclude(hold_id=leaving.hold_id)
    found: dict[int, list[Row]] = defaultdict(list)
    read: Iterable[tuple[int, int, int, int, int, int | None]] = rows.order_by("starts_at").values_list(
        "resource_id",
        Minute("starts_at"),
        MinuteUp("ends_at"),
        "before_minutes",
        "after_minutes",
        "segment_id",
    )
    for resource_id, begins, ends, before, after, segment_id in read:
        found[resource_id].append((begins, ends, before, after, segment_id or 0))
    return found


def client_lane(axis: Axis, client: Client, leaving: Leaving) -> Lane:
    """The client's own time: nobody is in two places at once."""
    start, end = instant_of(axis.origin), instant_of(axis.end)
    visits = (
        Appointment.objects.filter(client=client, status__in=STANDING)
        .filter(starts_at__gte=start - LONGEST, starts_at__lt=end, ends_at__gt=start)
        .exclude(pk=leaving.appointment_id)
        .values_list(Minute("starts_at"), MinuteUp("ends_at"))
    )
    return lane_of(axis, (1 << axis.length) - 1, [Busy(begins, ends) for begins, ends in visits])
