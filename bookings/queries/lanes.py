"""The taken and the working time of resources, as numbers: one query for each kind of data.

Plain bounds on a btree index: under row-level security a range operator loses its index.

Source      performance.md §2.2; house notes on availability
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import BigIntegerField, Func

from bookings.availability import Axis, Busy, Lane, lane_of
from bookings.availability.bits import paint
from bookings.availability.hours import open_spans, working_spans
from bookings.models import Appointment
from bookings.queries.timetable import Timetable
from bookings.rules.status import STANDING
from bookings.rules.time import instant_of
from clients.models import Client
from practices.models import Location
from practices.tenancy import active_practice_id

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


def working_hours(
    axis: Axis,
    location: Location,
    practitioner_ids: Iterable[int],
    days: Sequence[date],
    timetable: Timetable | None = None,
) -> dict[int, int]:
    """Working minutes of each practitioner at this location, as bitmaps."""
    weeks = (timetable or Timetable(location.practice_id)).weeks(location, days)
    people = set(practitioner_ids)
    spans = working_spans(
        days,
        location.time_zone,
        weekly=[shift for who in people for shift in weeks.weekly.get(who, ())],
        special=[one for who in people for one in weeks.special.get(who, ())],
        closed={day for start, end in weeks.closed for day in days if start <= day < end},
    )
    return {
        who: paint([(start - axis.origin, end - axis.origin) for start, end in found], axis.length)
        for who, found in spans.items()
    }


def opening_hours(axis: Axis, location: Location, days: Sequence[date], timetable: Timetable) -> int | None:
    """The minutes at which the place is open, as a bitmap; None: always."""
    openings = timetable.weeks(location, days).openings
    if not openings:
        return None
    spans = open_spans(days, location.time_zone, openings)
    return paint([(start - axis.origin, end - axis.origin) for start, end in spans], axis.length)


# date_part and not EXTRACT, whose exact numbers take longer to make than the rows to find.
BUSY = """
SELECT resource_id, date_part('epoch', starts_at)::bigint / 60, (date_part('epoch', ends_at)::bigint + 59) / 60,
    before_minutes, after_minutes, coalesce(segment_id, 0)
FROM bookings_occupancy
WHERE practice_id = %(practice)s AND is_standing AND resource_id = ANY(%(resources)s)
    AND starts_at >= %(earliest)s AND starts_at - before_minutes * interval '1 minute' < %(end)s
    AND ends_at + after_minutes * interval '1 minute' > %(start)s AND starts_at < %(latest)s
    AND (expires_at IS NULL OR expires_at > %(at)s)
"""
NOT_OF_VISIT = """
    AND (segment_id IS NULL OR segment_id NOT IN (
        SELECT id FROM bookings_segment WHERE practice_id = %(practice)s AND appointment_id = %(visit)s))
"""
NOT_OF_HOLD = "    AND hold_id IS DISTINCT FROM %(hold)s\n"


def busy_rows(
    axis: Axis,
    resource_ids: Sequence[int],
    *,
    at: datetime,
    leaving: Leaving,
    pressing: tuple[int, int] | None = None,
) -> dict[int, list[Row]]:
    """What these resources already do. A hold past its time no longer counts.

    pressing    the minutes that matter: rows that do not reach into them, rest included, are left where they are
    """
    start, end = (instant_of(minute) for minute in pressing or (axis.origin, axis.end))
    asked = BUSY
    asked += NOT_OF_VISIT if leaving.appointment_id else ""
    asked += NOT_OF_HOLD if leaving.hold_id else ""
    here = {
        "practice": active_practice_id(),
        "resources": list(resource_ids),
        "earliest": start - LONGEST,
        "start": start,
        "end": end,
        "latest": instant_of(axis.end),
        "at": at,
        "visit": leaving.appointment_id,
        "hold": leaving.hold_id,
    }
    found: dict[int, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} ORDER BY resource_id, starts_at", here)  # as the index has them
        for row in cursor.fetchall():
            found[row[0]].append(row[1:])
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
