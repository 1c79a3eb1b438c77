"""S2: free times of one practitioner on one day: the search itself, and the whole answer to a program with a key.

Floor   one ORM get in the same transaction; for the answer, a bare Django with its default middleware and one ORM get.
        Their answers are others, so ours are compared with the plain search over the same rows before any time counts
"""

from collections.abc import Iterator

from django.db import connection

from benchmarks.asking import Site
from benchmarks.floors.availability import free_starts
from benchmarks.measuring import Line, Race, Size, equal, memory, ms, raced
from benchmarks.scenarios.team import offered, question
from benchmarks.worlds import ZONE, full_practice, unlimited
from bookings.models import Service
from bookings.queries.feed import Wanted
from bookings.queries.free import free_days
from bookings.rules.time import minute_of
from practices.tenancy import visit

GATE = 3.0


def measure(size: Size) -> Iterator[Line]:
    unlimited()
    world = full_practice()
    who, units, day = world.team[0], [one.pk for one in world.units], world.first
    wanted = Wanted(service=world.service, location=world.location, practitioner=who)

    def search() -> set[int]:
        found = free_days(wanted, world.practice, first=day, last=day, at=world.now)
        return {minute_of(slot.starts_at) for slots in found.values() for slot in slots}

    with visit(world.practice), connection.cursor() as cursor:
        plain = set(free_starts(cursor, world.practice.pk, [who.pk], units, day, 1, ZONE)[who.pk])
        equal("the search", search(), plain)
        race = raced(search, lambda: Service.objects.get(pk=world.service.pk), calls=40)
    yield _line("S2", "1 practitioner x 1 day, 25 rooms; floor: one ORM get", race, gate=GATE)
    site, bare = Site(authorization=f"Bearer {world.secret}"), Site(is_bare=True)
    address, one = question(world, 1, who.pk), f"/one/{world.practice.pk}/"
    equal("the answer", offered(site.get(address)), plain)
    race = raced(lambda: site.get(address), lambda: bare.get(one), calls=20)
    yield _line("S2", "the same over HTTP with a key; floor: bare Django + one ORM get", race)


def _line(name: str, shape: str, race: Race, *, gate: float | None = None) -> Line:
    return Line(
        name=name, shape=shape, floor=ms(race.floor), ours=ms(race.ours), ratio=race.ratio, cpu=race.cpu,
        memory=memory(), gate=f"<= {gate:g} x floor" if gate else "", held=not gate or race.ratio <= gate,
    )  # fmt: skip
