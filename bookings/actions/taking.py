"""Taking time: settle who, where and when under the lock, then write the claims.

All that takes time goes through here: bookings, holds, moves. Nothing else writes to Occupancy, but blocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from bookings.actions.locks import lock
from bookings.actions.refusals import (
    ClientBusy,
    HouseClosed,
    NobodyFree,
    NotOffered,
    OffGrid,
    OutsideHours,
    RestTooShort,
    SlotTaken,
    TimeRefused,
)
from bookings.availability import Person, snuggest_unit, start_bitmaps, why_not
from bookings.availability.pools import Pool
from bookings.models import Hold, Occupancy, Resource, Segment, Service
from bookings.queries.feed import Picture, Wanted, picture_of
from bookings.queries.free import nearest_slots
from bookings.queries.lanes import LONGEST, Leaving
from bookings.queries.timetable import Timetable
from bookings.rules.anatomy import Anatomy, Use
from bookings.rules.time import day_of, minute_of
from clients.models import Client
from practices.errors import violated
from practices.models import Location, Practice

LONGEST_SERVICE = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One service somebody wants, when, and with whom; practitioner None is anyone.

    starts_at       aware, at a whole minute
    anatomy, price  of a segment that is booked already and keeps them
    leads_in        the visit starts with it; what follows starts when it can, on the grid or not
    """

    service: Service
    practitioner: Resource | None
    starts_at: datetime
    anatomy: Anatomy | None = None
    price: int | None = None
    leads_in: bool = True


@dataclass(frozen=True, kw_only=True)
class Setting:
    """The circumstances under which time is taken.

    insist      warnings a member has seen and books in spite of: hours, rest, client, overlap, interval
    """

    practice: Practice
    location: Location
    at: datetime
    client: Client | None = None
    is_online: bool = False
    insist: frozenset[str] = frozenset()
    leaving: Leaving = field(default_factory=Leaving)

    @property
    def client_to_tell(self) -> Client | None:
        """Who books online may be anybody: what is offered instead says nothing of the client's own time."""
        is_anybody = self.is_online and self.leaving.appointment_id is None
        return None if is_anybody else self.client


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What one resource gives to a segment."""

    resource_id: int
    use: Use
    overlap_ok: bool = False


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One segment with everything settled, not yet written."""

    service: Service
    practitioner: Resource
    starts_at: datetime
    anatomy: Anatomy
    price: int
    claims: tuple[Claim, ...]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.anatomy.minutes)


def settled(asked: Sequence[Asked], setting: Setting) -> list[Planned]:
    """Lock all that could be needed, drop holds that are over, and settle each service.

    Refuses     TimeRefused in one of its kinds, with the nearest free times
    """
    lock_for(asked, setting)
    for one in asked:
        refuse_at_once(one, setting)
    return [settle(one, setting) for one in asked]


def lock_for(asked: Sequence[Asked], setting: Setting) -> None:
    """Wait for whoever is booking the same, and clear holds that are over out of the way."""
    timetable = Timetable(setting.practice.pk)
    named = [one.practitioner.pk for one in asked if one.practitioner]
    anyone = [one.service for one in asked if one.practitioner is None]
    able = [ability.practitioner_id for service in anyone for ability in timetable.able(service)]
    needs = [need for one in asked for need in timetable.needs(one.service, setting.location)]
    start, end = min(one.starts_at for one in asked), max(one.starts_at for one in asked) + LONGEST_SERVICE
    resources = [*named, *able]
    lock(
        resources=resources,
        pools=[need.pool_id for need in needs],
        clients=[setting.client.pk] if setting.client else [],
        start=start,
        end=end,
    )
    Occupancy.objects.filter(
        resource_id__in=[*resources, *(unit.pk for need in needs for unit in need.units)],
        kind=Occupancy.Kind.HOLD,
        expires_at__lte=setting.at,
        starts_at__lt=end,
        ends_at__gt=start,
    ).delete()


def refuse_at_once(asked: Asked, setting: Setting) -> None:
    """Where many wait for one slot, those who lost are told by one small question, and the next may look."""
    if asked.practitioner is None or SlotTaken.insist in setting.insist:
        return
    taken = Occupancy.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=setting.at),
        resource=asked.practitioner,
        is_standing=True,
        starts_at__gt=asked.starts_at - LONGEST,
        starts_at__lte=asked.starts_at,
        ends_at__gt=asked.starts_at,
    )
    if setting.leaving.appointment_id:
        taken = taken.exclude(segment__appointment_id=setting.leaving.appointment_id)
    if setting.leaving.hold_id:
        taken = taken.exclude(hold_id=setting.leaving.hold_id)
    if taken.exists():
        refusal = SlotTaken(who=asked.practitioner.name)
        refusal.lost = (asked, setting)
        raise refusal


def settle(asked: Asked, setting: Setting) -> Planned:
    """Who, with which units, for how long and how much. Under the lock.

    Refuses     TimeRefused in one of its kinds, with the nearest free times
    """
    wanted = Wanted(
        service=asked.service,
        location=setting.location,
        practitioner=asked.practitioner,
        anatomy=asked.anatomy,
        is_online=setting.is_online,
    )
    zone = setting.location.time_zone
    picture = picture_of(
        wanted,
        setting.practice,
        first=day_of(asked.starts_at, zone),
        last=day_of(asked.starts_at, zone),
        at=setting.at,
        step=setting.practice.grid_minutes if setting.is_online and asked.leads_in else 1,
        client=setting.client,
        leaving=setting.leaving,
    )
    if OutsideHours.insist in setting.insist:
        picture.search = replace(picture.search, open_at=None)
    try:
        return _planned(asked, setting, picture)
    except TimeRefused as refusal:
        refusal.lost = (asked, setting)
        raise


@contextmanager
def offering_alternatives() -> Iterator[None]:
    """One transaction for a verb that takes time, which also works as its decorator.

    A refusal first gives back everything, the locks too, and only then looks for other times: forty-nine people who
    lost one slot look at once, and not one after the other.
    """
    try:
        with transaction.atomic():
            yield
    except TimeRefused as refusal:
        if refusal.lost and not refusal.alternatives:
            asked, setting = refusal.lost
            with transaction.atomic():
                refusal.facts["alternatives"] = alternatives_to(asked, setting)
        raise


def alternatives_to(asked: Asked, setting: Setting) -> list[object]:
    """The three nearest times for the same service, with the same person where it makes no difference."""
    wanted = Wanted(
        service=asked.service, location=setting.location, anatomy=asked.anatomy, is_online=setting.is_online
    )
    return list(
        nearest_slots(
            wanted,
            setting.practice,
            near=asked.starts_at,
            at=setting.at,
            client=setting.client_to_tell,
            leaving=setting.leaving,
            prefer_id=asked.practitioner.pk if asked.practitioner else None,
        )
    )


def _planned(asked: Asked, setting: Setting, picture: Picture) -> Planned:
    start = minute_of(asked.starts_at)
    bit = picture.axis.bit(start)
    if setting.is_online and not picture.axis.grid(picture.search.step) >> bit & 1:
        raise OffGrid
    person = _person(asked, setting, picture, start)
    terms = picture.terms_at(person.resource_id, start)
    units = [
        _unit(pool, name, setting, picture, bit)
        for pool, name in zip(person.pools, picture.requirements, strict=True)
    ]
    if not _is_open(picture, person, bit):
        raise HouseClosed(place=setting.location.name)
    _check_client(setting, picture, person, bit)
    overlaps = picture_clash(picture, person, bit) == "taken"
    me = Claim(resource_id=person.resource_id, use=person.anatomy.practitioner, overlap_ok=overlaps)
    return Planned(
        service=asked.service,
        practitioner=picture.people[person.resource_id],
        starts_at=asked.starts_at,
        anatomy=person.anatomy,
        price=asked.price if asked.price is not None else (terms.price if terms else asked.service.price),
        claims=(me, *units),
    )


def picture_clash(picture: Picture, person: Person, bit: int) -> str | None:
    everywhere = (1 << picture.axis.length) - 1
    return why_not(person.lane, person.anatomy.practitioner, bit, everywhere, rule=picture.search.rule)


def _person(asked: Asked, setting: Setting, picture: Picture, start: int) -> Person:
    """The person asked for, if they can; else whoever is free, in the practice's own order."""
    bit = picture.axis.bit(start)
    if asked.practitioner is None:
        for who, free in start_bitmaps(picture.search).items():
            person = picture.person_at(who, start)
            if person and free >> bit & 1:
                return person
        able = [person for who in picture.people if (person := picture.person_at(who, start))]
        if able and not any(_is_open(picture, person, bit) for person in able):
            raise HouseClosed(place=setting.location.name)
        raise NobodyFree
    person = picture.person_at(asked.practitioner.pk, start)
    name = asked.practitioner.name
    if person is None:
        raise NotOffered(who=name, service=asked.service.name)
    against = picture_clash(picture, person, bit)
    refusals: dict[str, type[TimeRefused]] = {"taken": SlotTaken, "hours": OutsideHours, "rest": RestTooShort}
    if against and refusals[against].insist not in setting.insist:
        raise refusals[against](who=name)
    if against == "taken" and "hours" not in setting.insist and _outside(picture, person, bit):
        raise OutsideHours(who=name)
    return person


def _is_open(picture: Picture, person: Person, bit: int) -> bool:
    """Whether the place is open as long as the client would be there."""
    open_at = picture.search.open_at
    return open_at is None or not ((1 << person.anatomy.minutes) - 1) << bit & ~open_at


def _outside(picture: Picture, person: Person, bit: int) -> bool:
    use = person.anatomy.practitioner
    return any(((1 << (b - a)) - 1) << (bit + a) & ~person.lane.working for a, b in use.pieces)


def _unit(pool: Pool, name: str, setting: Setting, picture: Picture, bit: int) -> Claim:
    """The room or thing that keeps large gaps whole.

    name        of the pool, for a place that has no unit of it
    """
    lanes, length, rule = picture.search.units, picture.axis.length, picture.search.rule
    unit = snuggest_unit(pool, lanes, bit, length, rule=rule)
    if unit is None and "rest" in setting.insist:
        bare = Pool(pool.units, Use(pool.use.pieces), pool.count)
        unrested = {pk: replace(lane, padded=lane.taken) for pk, lane in lanes.items()}
        unit = snuggest_unit(bare, unrested, bit, length, rule=rule)
    if unit is not None:
        return Claim(resource_id=unit, use=pool.use)
    if "overlap" in setting.insist and pool.units:
        return Claim(resource_id=pool.units[0], use=pool.use, overlap_ok=True)
    names = ", ".join(picture.units[pk].name for pk in pool.units)
    raise SlotTaken(who=names or name)


def _check_client(setting: Setting, picture: Picture, person: Person, bit: int) -> None:
    lane, client = picture.search.client, setting.client
    if lane is None or client is None or "client" in setting.insist:
        return
    if ((1 << person.anatomy.minutes) - 1) << bit & lane.taken:
        raise ClientBusy(client=client.called)


def written(
    planned: Planned, practice: Practice, *, segment: Segment | None = None, hold: Hold | None = None
) -> list[Occupancy]:
    """Claims as rows, not yet saved: one for each piece, rest before the first and after the last."""
    return [
        Occupancy(
            practice=practice,
            resource_id=claim.resource_id,
            kind=Occupancy.Kind.HOLD if hold else Occupancy.Kind.VISIT,
            segment=segment,
            hold=hold,
            expires_at=hold.expires_at if hold else None,
            starts_at=planned.starts_at + timedelta(minutes=begin),
            ends_at=planned.starts_at + timedelta(minutes=end),
            before_minutes=claim.use.before if index == 0 else 0,
            after_minutes=claim.use.after if index == len(claim.use.pieces) - 1 else 0,
            overlap_ok=claim.overlap_ok,
        )
        for claim in planned.claims
        for index, (begin, end) in enumerate(claim.use.pieces)
    ]


def insert(rows: Iterable[Occupancy], asked: Asked, setting: Setting) -> None:
    """Write the claims, or say who is taken. The constraint has the last word.

    Within a block of the verb's own, which a refusal takes back.
    Refuses     SlotTaken
    """
    try:
        with transaction.atomic(savepoint=False):
            Occupancy.objects.bulk_create(rows)
    except IntegrityError as error:
        if violated(error) != "no_double_booking":
            raise
        refusal = SlotTaken(who=asked.practitioner.name if asked.practitioner else asked.service.name)
        refusal.lost = (asked, setting)
        raise refusal from error
