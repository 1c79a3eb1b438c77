"""Free times as strangers see them: by day, on the clock of the place, days without any left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bookings.models import Appointment, Resource, Segment
from bookings.queries.feed import Wanted
from bookings.queries.free import Slot, free_days
from bookings.queries.lanes import Leaving
from bookings.queries.several import free_moves
from bookings.rules import time
from clients.models import Client
from practices.models import Practice

DAYS_SHOWN = 5
STRIDE = 14


@dataclass(frozen=True, kw_only=True)
class OfferedTime:
    """One button.

    value       what it sends: minutes since 1970 and the practitioner's public id
    wall        what the clock there shows, naive
    offset      UTC+2, on the night when the wall shows this time twice; else empty
    """

    value: str
    wall: datetime
    offset: str
    slot: Slot


@dataclass(frozen=True, kw_only=True)
class OfferedDay:
    day: date
    times: list[OfferedTime]


@dataclass(frozen=True, kw_only=True)
class OfferedDays:
    """A page of days. later: the day from which the next page starts; None when there are no more."""

    days: list[OfferedDay]
    later: date | None
    prices_differ: bool


def offered_days(
    wanted: Wanted,
    practice: Practice,
    *,
    first: date,
    at: datetime,
    client: Client | None = None,
    leaving: Leaving | None = None,
) -> OfferedDays:
    """The next days that have free times, from this day on."""
    find = partial(free_days, wanted, practice, client=client, leaving=leaving)
    return _next_days(find, practice, wanted.location.time_zone, first=first, at=at)


def offered_moves(
    visit: Appointment, segments: Sequence[Segment], *, first: date, at: datetime
) -> OfferedDays:
    """The next days on which a visit of several services could be, with the same people."""
    find = partial(free_moves, visit, segments)
    return _next_days(find, visit.practice, visit.location.time_zone, first=first, at=at)


def _next_days(
    find: Callable[..., dict[date, list[Slot]]], practice: Practice, zone: str, *, first: date, at: datetime
) -> OfferedDays:
    """Looking two weeks at a time."""
    horizon = time.day_of(at + timedelta(days=practice.horizon_days), zone)
    found: dict[date, list[Slot]] = {}
    start = first
    while len(found) <= DAYS_SHOWN and start <= horizon:
        last = min(start + timedelta(days=STRIDE - 1), horizon)
        found |= find(first=start, last=last, at=at)
        start = last + timedelta(days=1)
    days = sorted(found)
    shown = [slot for day in days[:DAYS_SHOWN] for slot in found[day]]
    codes = dict(
        Resource.objects.filter(pk__in={slot.practitioner_id for slot in shown}).values_list(
            "pk", "public_id"
        )
    )
    return OfferedDays(
        days=[
            OfferedDay(day=day, times=[offered(slot, zone, codes) for slot in found[day]])
            for day in days[:DAYS_SHOWN]
        ],
        later=days[DAYS_SHOWN] if len(days) > DAYS_SHOWN else None,
        prices_differ=len({(slot.price, slot.minutes) for slot in shown}) > 1,
    )


def offered(slot: Slot, zone: str, codes: dict[int, object]) -> OfferedTime:
    return OfferedTime(
        value=f"{time.minute_of(slot.starts_at)}.{codes[slot.practitioner_id]}",
        wall=time.wall_of(slot.starts_at, zone),
        offset=time.offset_label(slot.starts_at, zone) if time.is_ambiguous(slot.starts_at, zone) else "",
        slot=slot,
    )


def offered_instead(slots: list[Slot], zone: str) -> list[OfferedTime]:
    """The alternatives of a refusal, as buttons."""
    codes = dict(
        Resource.objects.filter(pk__in={slot.practitioner_id for slot in slots}).values_list(
            "pk", "public_id"
        )
    )
    return [offered(slot, zone, codes) for slot in slots]


def read_time(value: str) -> tuple[datetime, Resource] | None:
    """What a pressed button meant; None when nobody can have pressed it."""
    minute, _, code = value.partition(".")
    if not minute.isdecimal() or len(minute) > 9:
        return None
    try:
        who = Resource.objects.filter(kind=Resource.Kind.PRACTITIONER, public_id=code).first()
    except ValueError:
        return None
    return (time.instant_of(int(minute)), who) if who else None
