"""Free times for a visit of several services, one after the other: a new one, or one that moves as it is.

Source      features.md F24
"""

from collections.abc import Sequence
from datetime import date, datetime

from bookings.availability import Leg, chained, start_bitmaps
from bookings.availability.bits import positions, shifted
from bookings.models import Appointment, Segment
from bookings.queries.feed import Picture, Wanted, anatomy_booked, picture_of
from bookings.queries.free import Slot, open_window, slot_of
from bookings.queries.lanes import Leaving
from bookings.rules.time import day_of, instant_of, minute_of
from clients.models import Client
from practices.models import Practice


def free_visits(
    wanted: Sequence[Wanted],
    practice: Practice,
    *,
    first: date,
    last: date,
    at: datetime,
    client: Client | None = None,
) -> list[list[Slot]]:
    """Whole visits, earliest first: one Slot for each service, with a quarter of an hour's wait between them at most.

    wanted      the services in their order, all at one location; `actions.book_visit` books what is offered
    """
    zone = wanted[0].location.time_zone
    earliest, latest = open_window(practice, at, is_online=wanted[0].is_online)
    first, last = max(first, day_of(earliest, zone)), min(last, day_of(latest, zone))
    if first > last:
        return []
    pictures = [
        picture_of(one, practice, first=first, last=last, at=at, step=practice.grid_minutes, client=client)
        for one in wanted
    ]
    legs = [_legs(picture) for picture in pictures]
    axis = pictures[0].axis
    low, high = axis.bit(-(-int(earliest.timestamp()) // 60)), axis.bit(minute_of(latest))
    return [
        [slot_of(picture, axis.minute(bit), who) for picture, (who, bit) in zip(pictures, visit, strict=True)]
        for start, visit in chained(legs).items()
        if low <= start <= high
    ]


def _legs(picture: Picture) -> list[Leg]:
    """Each practitioner's free starts, apart where their length changes on a day."""
    free = start_bitmaps(picture.search)
    found = []
    for person in picture.search.people:
        since = person.since if person.since is not None else picture.axis.origin
        until = person.until if person.until is not None else picture.axis.end
        starts = free[person.resource_id] & picture.axis.window(since, until)
        found.append(Leg(person.resource_id, starts, person.anatomy.minutes))
    return found


def free_moves(
    visit: Appointment, segments: Sequence[Segment], *, first: date, last: date, at: datetime
) -> dict[date, list[Slot]]:
    """The days on which a client could have their whole visit: each service with its own person, as far from the others
    as it was booked.

    segments    in their order, with service and practitioner
    Source      features.md F33
    """
    zone = visit.location.time_zone
    earliest, latest = open_window(visit.practice, at, is_online=True)
    first, last = max(first, day_of(earliest, zone)), min(last, day_of(latest, zone))
    if first > last:
        return {}
    pictures = [_as_booked(visit, one, first, last, at) for one in segments]
    starts = -1
    for one, picture in zip(segments, pictures, strict=True):
        since_the_start = minute_of(one.starts_at) - minute_of(visit.starts_at)
        own = start_bitmaps(picture.search).get(one.practitioner_id, 0)
        starts &= shifted(own, -since_the_start)
    names = ", ".join(dict.fromkeys(one.practitioner.name for one in segments))
    minutes = minute_of(visit.ends_at) - minute_of(visit.starts_at)
    days: dict[date, list[Slot]] = {}
    for starts_at in (instant_of(pictures[0].axis.minute(bit)) for bit in positions(starts)):
        if earliest <= starts_at <= latest:
            slot = Slot(
                starts_at=starts_at,
                practitioner_id=segments[0].practitioner_id,
                practitioner_name=names,
                minutes=minutes,
                price=visit.price,
            )
            days.setdefault(day_of(starts_at, zone), []).append(slot)
    return days


def _as_booked(visit: Appointment, segment: Segment, first: date, last: date, at: datetime) -> Picture:
    """When one service could be, as it was booked; only the first one starts on the grid."""
    wanted = Wanted(
        service=segment.service,
        location=visit.location,
        practitioner=segment.practitioner,
        anatomy=anatomy_booked(segment),
        is_online=True,
    )
    practice = visit.practice
    step = practice.grid_minutes if segment.position == 0 else 1
    leaving = Leaving(appointment_id=visit.pk)
    return picture_of(
        wanted, practice, first=first, last=last, at=at, step=step, client=visit.client, leaving=leaving
    )
