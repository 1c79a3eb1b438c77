"""Free times with names, prices and days: what the desk, the public page and the API show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.availability import free_slots, gaps_beside
from bookings.models import Appointment, Segment
from bookings.queries.feed import Picture, Wanted, picture_of
from bookings.queries.lanes import Leaving
from bookings.rules import ranking
from bookings.rules.ranking import Candidate, Reason, Wish
from bookings.rules.time import day_of, days_before, instant_of, minute_of, wall_of
from clients.models import Client
from practices.models import Practice

DEFAULT_RHYTHM_DAYS = 28
RANKED_AT_MOST = 80
"""Beyond so many times nobody compares; ranking the first ones is enough."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One free time of one practitioner.

    minutes     how long the client is there
    price       minor units
    reason      why it is offered first; None for the others
    """

    starts_at: datetime
    practitioner_id: int
    practitioner_name: str
    minutes: int
    price: int
    reason: Reason | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def open_window(practice: Practice, at: datetime, *, is_online: bool) -> tuple[datetime, datetime]:
    """The first and the last instant at which a visit may start; staff may book from now on, and far ahead."""
    if is_online:
        notice, horizon = (
            timedelta(minutes=practice.min_notice_minutes),
            timedelta(days=practice.horizon_days),
        )
        return at + notice, at + horizon
    return at, at + timedelta(days=730)


def free_days(
    wanted: Wanted,
    practice: Practice,
    *,
    first: date,
    last: date,
    at: datetime,
    client: Client | None = None,
    leaving: Leaving | None = None,
    wish: Wish | None = None,
) -> dict[date, list[Slot]]:
    """The days that have free times, each with its times in order; days without are not there.

    Of several free people, the one whose day is left with fewer unusable gaps is offered.
    """
    zone = wanted.location.time_zone
    earliest, latest = open_window(practice, at, is_online=wanted.is_online)
    first, last = max(first, day_of(earliest, zone)), min(last, day_of(latest, zone))
    if first > last:
        return {}
    picture = picture_of(
        wanted,
        practice,
        first=first,
        last=last,
        at=at,
        step=practice.grid_minutes,
        client=client,
        leaving=leaving,
    )
    low, high = -(-int(earliest.timestamp()) // 60), minute_of(latest)
    starts = [
        (start, who)
        for who, found in free_slots(picture.search).items()
        for start in found
        if low <= start <= high
    ]
    best = _best_by_start(picture, zone, starts, wish or Wish())
    days: dict[date, list[Slot]] = {}
    for start in sorted(best):
        slot = slot_of(picture, *best[start])
        days.setdefault(day_of(slot.starts_at, zone), []).append(slot)
    return days


def _best_by_start(
    picture: Picture, zone: str, starts: list[tuple[int, int]], wish: Wish
) -> dict[int, tuple[int, int, Reason | None]]:
    """One person for each start, and the reason that speaks for the best three."""
    starts.sort()
    best: dict[int, tuple[int, int, Reason | None]] = {}
    for start, who in starts:
        if start not in best or who == wish.practitioner_id:
            best[start] = (start, who, None)
    candidates = [_candidate(picture, zone, start, who) for start, who in starts[:RANKED_AT_MOST]]
    seen: set[int] = set()
    for one in ranking.ranked(candidates, wish):
        start = one.candidate.starts_at
        if start not in seen:
            reason = one.reason if len(seen) < 3 else None
            best[start] = (start, one.candidate.practitioner_id, reason)
            seen.add(start)
    return best


def _candidate(picture: Picture, zone: str, start: int, who: int) -> Candidate:
    person = picture.person_at(who, start)
    gaps = gaps_beside(picture.axis, person.lane, person.anatomy, start) if person else (0, 0)
    wall = wall_of(instant_of(start), zone)
    return Candidate(start, who, wall.hour * 60 + wall.minute, *gaps)


def slot_of(picture: Picture, start: int, who: int, reason: Reason | None = None) -> Slot:
    person, terms = picture.person_at(who, start), picture.terms_at(who, start)
    return Slot(
        starts_at=instant_of(start),
        practitioner_id=who,
        practitioner_name=picture.people[who].name,
        minutes=person.anatomy.minutes if person else 0,
        price=terms.price if terms else 0,
        reason=reason,
    )


def nearest_slots(
    wanted: Wanted,
    practice: Practice,
    *,
    near: datetime,
    at: datetime,
    count: int = 3,
    client: Client | None = None,
    leaving: Leaving | None = None,
    prefer_id: int | None = None,
    days_around: int = 14,
) -> list[Slot]:
    """The free times closest to this one; of equally close ones, those of the preferred person."""
    zone = wanted.location.time_zone
    earliest, latest = open_window(practice, at, is_online=wanted.is_online)
    for reach in (1, days_around):
        first = max(day_of(near - timedelta(days=reach), zone), day_of(earliest, zone))
        last = day_of(near + timedelta(days=reach), zone)
        picture = picture_of(
            wanted, practice, first=first, last=max(first, last), at=at, step=practice.grid_minutes,
            client=client, leaving=leaving,
        )  # fmt: skip
        starts = _flat(free_slots(picture.search), minute_of(earliest), minute_of(latest))
        found = ranking.nearest(starts, to=minute_of(near), practitioner_id=prefer_id, count=count)
        if len(found) == count:
            break
    return [slot_of(picture, start, who) for start, who in sorted(found)]


def _flat(found: dict[int, list[int]], low: int, high: int) -> Iterable[tuple[int, int]]:
    return ((start, who) for who, starts in found.items() for start in starts if low <= start <= high)


def rebook_slots(appointment: Appointment, *, at: datetime, count: int = 3) -> list[Slot]:
    """Three times for the next visit: same service, same person, about one rhythm later at the same time of day.

    Source      features.md F32, F33, F56
    """
    segment = (
        Segment.objects.filter(appointment=appointment)
        .select_related("service", "practitioner")
        .order_by("position")
        .first()
    )
    if segment is None or segment.service.archived_at or segment.practitioner.retired_at:
        return []
    rhythm = segment.service.rhythm_days or segment.service.min_interval_days or DEFAULT_RHYTHM_DAYS
    near = max(days_before(appointment.starts_at, -rhythm, appointment.time_zone), at)
    wanted = Wanted(service=segment.service, location=appointment.location, practitioner=segment.practitioner)
    slots = nearest_slots(
        wanted, appointment.practice, near=near, at=at, count=count, client=appointment.client, days_around=10
    )
    return slots
