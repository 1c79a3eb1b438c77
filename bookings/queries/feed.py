"""What the engine needs, read with one query for each kind of data.

Numbers, not objects: moving rows into Python costs more than the search itself.
Plain bounds on a btree index: under row-level security a range operator loses its index.

Source      performance.md §2.2; house notes on availability
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from bookings.availability import Axis, Lane, Person, Pool, Search, lane_of
from bookings.availability.axis import days_between
from bookings.models import Ability, Requirement, Resource, Service
from bookings.queries.lanes import Leaving, busy_rows, client_lane, working_hours
from bookings.rules.anatomy import Anatomy, Use
from bookings.rules.terms import Override, Terms, terms_for
from bookings.rules.time import day_span
from clients.models import Client
from practices.models import Location, Practice


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for.

    practitioner    None: anyone who does it
    anatomy         of a visit that is booked already and keeps its parts
    is_online       only what is open to the public
    """

    service: Service
    location: Location
    practitioner: Resource | None = None
    anatomy: Anatomy | None = None
    is_online: bool = False


@dataclass(kw_only=True)
class Picture:
    """One search with the names that belong to its numbers."""

    axis: Axis
    search: Search
    people: dict[int, Resource]
    terms: dict[int, list[tuple[int, int, Terms]]]
    units: dict[int, Resource] = field(default_factory=dict)
    requirements: list[str] = field(default_factory=list)

    def terms_at(self, resource_id: int, minute: int) -> Terms | None:
        """What holds for this person at this minute."""
        return next(
            (t for since, until, t in self.terms.get(resource_id, []) if since <= minute < until), None
        )

    def person_at(self, resource_id: int, minute: int) -> Person | None:
        for person in self.search.people:
            if person.resource_id == resource_id and (person.since or 0) <= minute < (
                person.until or minute + 1
            ):
                return person
        return None


def anatomy_of(service: Service, hands_on: int) -> Anatomy:
    return Anatomy(
        hands_on,
        service.processing_minutes,
        service.finishing_minutes,
        service.before_minutes,
        service.after_minutes,
    )


def picture_of(
    wanted: Wanted,
    practice: Practice,
    *,
    first: date,
    last: date,
    at: datetime,
    step: int,
    client: Client | None = None,
    leaving: Leaving | None = None,
) -> Picture:
    """Everything that decides when the wanted service could be, over these days of the location."""
    leaving = leaving or Leaving()
    zone = wanted.location.time_zone
    axis = Axis.over(first, last, zone)
    days = days_between(first - timedelta(days=1), last + timedelta(days=1))
    able = _abilities(wanted)
    people = {ability.practitioner_id: ability.practitioner for ability in able}
    working = working_hours(axis, wanted.location, list(people), days)
    requirements = _requirements(wanted)
    units = {unit.pk: unit for _, pool_units in requirements for unit in pool_units}
    busy = busy_rows(axis, [*people, *units], at=at, leaving=leaving)
    lanes = {who: lane_of(axis, working.get(who, 0), busy.get(who, ())) for who in people}
    everywhere = (1 << axis.length) - 1
    picture = Picture(
        axis=axis,
        people=people,
        terms=_terms(wanted, able, days),
        units=units,
        requirements=[name for name, _ in requirements],
        search=Search(
            axis,
            (),
            axis.days(first, last),
            units={pk: lane_of(axis, everywhere, busy.get(pk, ())) for pk in units},
            client=client_lane(axis, client, leaving) if client else None,
            step=step,
            rule="sum" if practice.adds_buffers else "larger",
        ),
    )
    persons = _persons(wanted, picture, lanes, requirements)
    picture.search = replace(picture.search, people=persons)
    return picture


def _abilities(wanted: Wanted) -> list[Ability]:
    able = Ability.objects.filter(
        Q(location=None) | Q(location=wanted.location), service=wanted.service, practitioner__retired_at=None
    ).select_related("practitioner")
    if wanted.practitioner:
        able = able.filter(practitioner=wanted.practitioner)
    if wanted.is_online:
        able = able.filter(books_online=True, practitioner__books_online=True)
    return list(able.order_by("practitioner__position", "practitioner__name", "id"))


def _terms(
    wanted: Wanted, able: Sequence[Ability], days: Sequence[date]
) -> dict[int, list[tuple[int, int, Terms]]]:
    """For each practitioner, stretches (from, to, terms) in which the same terms hold."""
    usual = Terms(wanted.service.hands_on_minutes, wanted.service.price)
    zone, found = wanted.location.time_zone, {}
    for who in {ability.practitioner_id for ability in able}:
        overrides = [
            Override(who, a.location_id, a.hands_on_minutes, a.price, a.from_on, a.until_on)
            for a in able
            if a.practitioner_id == who
        ]
        changes = {
            day for o in overrides for day in (o.valid_from, o.valid_to) if day and days[0] < day <= days[-1]
        }
        edges = [days[0], *sorted(changes), days[-1] + timedelta(days=1)]
        found[who] = [
            (
                day_span(start, zone)[0],
                day_span(end, zone)[0],
                terms_for(usual, overrides, practitioner_id=who, location_id=wanted.location.pk, day=start),
            )
            for start, end in zip(edges, edges[1:], strict=False)
            if any(o.speaks_of(who, wanted.location.pk, start) for o in overrides)
        ]
    return found


def _persons(
    wanted: Wanted, picture: Picture, lanes: dict[int, Lane], requirements: list[tuple[str, list[Resource]]]
) -> tuple[Person, ...]:
    uses = _uses(wanted)
    persons = []
    for who, lane in lanes.items():
        for since, until, terms in picture.terms[who]:
            anatomy = wanted.anatomy or anatomy_of(wanted.service, terms.minutes)
            pools = tuple(
                Pool(tuple(unit.pk for unit in units), use(anatomy))
                for use, (_, units) in zip(uses, requirements, strict=True)
            )
            persons.append(Person(who, lane, anatomy, pools, since, until))
    return tuple(persons)


def _requirements(wanted: Wanted) -> list[tuple[str, list[Resource]]]:
    """For each requirement, the pool's name and its units at this location."""
    needed = _needed(wanted)
    units = Resource.objects.filter(
        pool_id__in=[r.pool_id for r in needed], location=wanted.location, retired_at=None
    )
    by_pool: dict[int | None, list[Resource]] = defaultdict(list)
    for unit in units if needed else ():
        by_pool[unit.pool_id].append(unit)
    return [(requirement.pool.name, by_pool[requirement.pool_id]) for requirement in needed]


def _needed(wanted: Wanted) -> list[Requirement]:
    cached: list[Requirement] | None = getattr(wanted.service, "_needed", None)
    if cached is None:
        cached = list(
            Requirement.objects.filter(service=wanted.service).select_related("pool").order_by("id")
        )
        wanted.service._needed = cached  # type: ignore[attr-defined]  # for this one request
    return cached


def _uses(wanted: Wanted) -> list[Callable[[Anatomy], Use]]:
    """How each requirement is used: kept throughout, or only while hands are on."""

    def throughout(anatomy: Anatomy) -> Use:
        return anatomy.room

    def hands_only(anatomy: Anatomy) -> Use:
        return anatomy.equipment(("hands_on", "finishing"))

    return [throughout if r.during_processing else hands_only for r in _needed(wanted)]
