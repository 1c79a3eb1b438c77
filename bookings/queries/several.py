"""Free times for a visit of several services, one after the other.

Source      features.md F24
"""

from collections.abc import Sequence
from datetime import date, datetime

from bookings.availability import Leg, chained, start_bitmaps
from bookings.queries.feed import Picture, Wanted, picture_of
from bookings.queries.free import Slot, open_window, slot_of
from bookings.rules.time import day_of, minute_of
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
