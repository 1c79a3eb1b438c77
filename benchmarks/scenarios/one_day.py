"""S2: free times of one practitioner on one day, over HTTP with a key.

Floor   a bare Django with its default middleware and one ORM get; its answer is another one, so that ours is compared
        with the plain search over the same rows before any time counts
"""

from collections.abc import Iterator

from django.db import connection

from benchmarks.asking import Site
from benchmarks.floors.availability import free_starts
from benchmarks.measuring import Line, Size, equal, memory, ms, raced
from benchmarks.scenarios.team import offered, question
from benchmarks.worlds import ZONE, full_practice, unlimited
from practices.tenancy import visit

GATE = 3.0


def measure(size: Size) -> Iterator[Line]:
    unlimited()
    world = full_practice()
    who, units = world.team[0].pk, [one.pk for one in world.units]
    site, bare = Site(authorization=f"Bearer {world.secret}"), Site(is_bare=True)
    address, one = question(world, 1, who), f"/one/{world.practice.pk}/"
    with visit(world.practice), connection.cursor() as cursor:
        plain = free_starts(cursor, world.practice.pk, [who], units, world.first, 1, ZONE)[who]
    equal("the answer", offered(site.get(address)), set(plain))
    race = raced(lambda: site.get(address), lambda: bare.get(one), calls=20)
    yield Line(
        name="S2", shape="1 practitioner x 1 day, 25 rooms; floor: Django + one ORM get", floor=ms(race.floor),
        ours=ms(race.ours), ratio=race.ratio, cpu=race.cpu, memory=memory(), gate=f"<= {GATE:g} x floor",
        held=race.ratio <= GATE,
    )  # fmt: skip
