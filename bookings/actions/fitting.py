"""Whether what is asked fits into a day, and who and what it takes. Asks the database nothing."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

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
from bookings.models import Resource, Service
from bookings.queries.feed import Picture
from bookings.queries.lanes import Leaving
from bookings.rules.anatomy import Anatomy, Use
from bookings.rules.time import minute_of
from clients.models import Client
from practices.models import Location, Practice


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


def fitted(asked: Asked, setting: Setting, picture: Picture) -> Planned:
    """Who, with which units, for how long and how much, as the picture shows the day.

    Refuses     TimeRefused in one of its kinds
    """
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
    overlaps = _clash(picture, person, bit) == "taken"
    me = Claim(resource_id=person.resource_id, use=person.anatomy.practitioner, overlap_ok=overlaps)
    return Planned(
        service=asked.service,
        practitioner=picture.people[person.resource_id],
        starts_at=asked.starts_at,
        anatomy=person.anatomy,
        price=asked.price if asked.price is not None else (terms.price if terms else asked.service.price),
        claims=(me, *units),
    )


def _clash(picture: Picture, person: Person, bit: int) -> str | None:
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
    against = _clash(picture, person, bit)
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
