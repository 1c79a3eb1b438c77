"""What the engine needs: the timetable as this process knows it, and what is taken, read anew.

Numbers, not objects: moving rows into Python costs more than the search itself.
Plain bounds on a btree index: under row-level security a range operator loses its index.

Source      performance.md §2.2; house notes on availability
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from bookings.availability import Axis, Lane, Person, Pool, Search, lane_of
from bookings.availability.axis import days_between
from bookings.models import Ability, Resource, Segment, Service
from bookings.queries.lanes import Leaving, busy_rows, client_lane, opening_hours, working_hours
from bookings.queries.timetable import Need, Timetable
from bookings.rules.anatomy import Anatomy, Use
from bookings.rules.terms import Override, Terms, terms_for
from bookings.rules.time import day_span
from clients.models import Client
from practices.models import Location, Practice

Holding = dict[int, list[tuple[int, int, Terms]]]
"""For each practitioner, stretches (from, to, terms) in minutes since 1970, in which the same terms hold."""


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

    @property
    def is_offered(self) -> bool:
        """Whether it can still be had: at a place that is open, and on the list unless it is booked already."""
        on_the_list = self.anatomy is not None or self.service.archived_at is None
        return on_the_list and self.location.closed_at is None


@dataclass(kw_only=True)
class Picture:
    """One search with the names that belong to its numbers."""

    axis: Axis
    search: Search
    people: dict[int, Resource]
    terms: Holding
    units: dict[int, Resource] = field(default_factory=dict)
    requirements: list[str] = field(default_factory=list)

    def terms_at(self, resource_id: int, minute: int) -> Terms | None:
        """What holds for this person at this minute."""
        return next(
            (t for since, until, t in self.terms.get(resource_id, []) if since <= minute < until), None
        )

    def person_at(self, resource_id: int, minute: int) -> Person | None:
        for person in self._by_id.get(resource_id, ()):
            if (person.since or 0) <= minute < (person.until or minute + 1):
                return person
        return None

    @cached_property
    def _by_id(self) -> dict[int, list[Person]]:
        found: dict[int, list[Person]] = {}
        for person in self.search.people:
            found.setdefault(person.resource_id, []).append(person)
        return found


def anatomy_of(service: Service, hands_on: int) -> Anatomy:
    return Anatomy(
        hands_on,
        service.processing_minutes,
        service.finishing_minutes,
        service.before_minutes,
        service.after_minutes,
    )


def anatomy_booked(segment: Segment) -> Anatomy:
    """The parts as they were when the visit was booked."""
    return Anatomy(
        segment.hands_on_minutes,
        segment.processing_minutes,
        segment.finishing_minutes,
        segment.before_minutes,
        segment.after_minutes,
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
    timetable = Timetable(practice.pk)
    able = _abilities(wanted, timetable)
    people = {ability.practitioner_id: ability.practitioner for ability in able}
    working = working_hours(axis, wanted.location, people, days, timetable)
    needs = timetable.needs(wanted.service, wanted.location)
    units = {unit.pk: unit for need in needs for unit in need.units}
    terms = _terms(wanted, able, days)
    pressing = _pressing(wanted, terms, first, last)
    busy = busy_rows(axis, [*people, *units], at=at, leaving=leaving, pressing=pressing)
    lanes = {who: lane_of(axis, working.get(who, 0), busy.get(who, ())) for who in people}
    everywhere = (1 << axis.length) - 1
    picture = Picture(
        axis=axis,
        people=people,
        terms=terms,
        units=units,
        requirements=[need.pool_name for need in needs],
        search=Search(
            axis,
            (),
            axis.days(first, last),
            open_at=opening_hours(axis, wanted.location, days, timetable),
            units={pk: lane_of(axis, everywhere, busy.get(pk, ())) for pk in units},
            client=client_lane(axis, client, leaving) if client else None,
            step=step,
            rule="sum" if practice.adds_buffers else "larger",
        ),
    )
    persons = _persons(wanted, picture, lanes, needs)
    picture.search = replace(picture.search, people=persons)
    return picture


def _abilities(wanted: Wanted, timetable: Timetable) -> list[Ability]:
    if not wanted.is_offered:
        return []
    return [
        ability
        for ability in timetable.able(wanted.service)
        if ability.location_id in (None, wanted.location.pk)
        and (wanted.practitioner is None or ability.practitioner_id == wanted.practitioner.pk)
        and (not wanted.is_online or (ability.books_online and ability.practitioner.books_online))
    ]


def _terms(wanted: Wanted, able: Sequence[Ability], days: Sequence[date]) -> Holding:
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


def _pressing(wanted: Wanted, terms: Holding, first: date, last: date) -> tuple[int, int]:
    """The minutes that a visit starting on these days could take, with its rest: what lies outside is no matter."""
    longest = max((t.minutes for stretches in terms.values() for _, _, t in stretches), default=0)
    anatomy = wanted.anatomy or anatomy_of(wanted.service, longest)
    start, end = day_span(first, wanted.location.time_zone)[0], day_span(last, wanted.location.time_zone)[1]
    return start - anatomy.before, end + anatomy.minutes + anatomy.after


def _persons(
    wanted: Wanted, picture: Picture, lanes: dict[int, Lane], needs: Sequence[Need]
) -> tuple[Person, ...]:
    persons = []
    for who, lane in lanes.items():
        for since, until, terms in picture.terms[who]:
            anatomy = wanted.anatomy or anatomy_of(wanted.service, terms.minutes)
            pools = tuple(Pool(tuple(unit.pk for unit in need.units), _use(need, anatomy)) for need in needs)
            persons.append(Person(who, lane, anatomy, pools, since, until))
    return tuple(persons)


def _use(need: Need, anatomy: Anatomy) -> Use:
    """Kept throughout, or only while hands are on."""
    return anatomy.room if need.during_processing else anatomy.equipment(("hands_on", "finishing"))
