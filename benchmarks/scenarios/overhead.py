"""S10: what a key, a practice and row-level security cost: an authenticated GET of one client.

Floor   a bare Django with its default middleware and one ORM get, and the line its server writes of each answer

Ours writes its line too, as production does: JSON, redacted.
"""

import json
import logging
import logging.config
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.asking import Site
from benchmarks.measuring import Line, Size, equal, ms, raced
from benchmarks.worlds import full_practice, unlimited
from config.watch.logs import configuration
from practices.api.fields import outside_id

GATE, MOST_MEMORY, DRIFT = 2.0, 120, 1.02


def measure(size: Size) -> Iterator[Line]:
    unlimited()
    access = log_as_in_production()
    world = full_practice(people=2, rooms=2)
    site, bare = Site(authorization=f"Bearer {world.secret}"), Site(is_bare=True)
    client, one = outside_id("cli", world.client.pk, world.practice), f"/one/{world.practice.pk}/"
    address = f"/api/v1/clients/{client}/"
    equal("the answer", json.loads(site.get(address))["id"], client)
    race = raced(lambda: site.get(address), lambda: access(bare.get(one)), calls=50)
    before = pss()
    for _ in range(50_000 if size.is_long else 500):
        site.get(address)
    after = pss()
    yield Line(
        name="S10", shape="GET of one client with a key; floor: Django + one ORM get", floor=ms(race.floor),
        ours=ms(race.ours), ratio=race.ratio, cpu=race.cpu, memory=after,
        gate=f"CPU <= {GATE:g} x floor, PSS <= {MOST_MEMORY} MB",
        held=race.cpu <= GATE and after <= MOST_MEMORY and after <= before * DRIFT,
    )  # fmt: skip


def log_as_in_production() -> Callable[[bytes], None]:
    """Our lines are written, and thrown away; returns how a bare server would write its own."""
    asked = configuration(mode="production", level="INFO")
    asked["handlers"]["console"] |= {"class": "logging.FileHandler", "filename": os.devnull}
    logging.config.dictConfig(asked)
    plain = logging.Logger("access")
    plain.addHandler(logging.FileHandler(os.devnull))

    def access(body: bytes) -> None:
        plain.info('%s - - "%s %s %s" %s %s', "127.0.0.1", "GET", "/one/", "HTTP/1.1", "200", len(body))

    return access


def pss() -> float:
    """This process's share of memory, in MB."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
