"""The list of clients and its search, in a practice with many clients beside one with ten times fewer.

One in twenty is called Schmidt and one in twenty carries a tag, in both, so that a full page of them is shown in both
and ten times as many are left out in the larger one; sixty are called Anna Schmidt in both, and ten Zsombor.

Gate    no slower with ten times the clients, within a quarter; six queries at most
"""

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from faker import Faker

from benchmarks.asking import Site
from benchmarks.measuring import Line, Size, equal, memory, ms
from benchmarks.worlds import learn
from clients.actions.words import dress_for_search, note_words
from clients.models import Client
from practices.tenancy import visit
from tests.factories import make_practice

ROUNDS, SLOWER, NOISE_MS, QUERIES = 15, 1.25, 3, 6
FRAME = "new/"
"""A page that shows little beside the frame: what both pages ask, the list does not ask for itself."""
PAGES = {
    "first page": "",
    "a page in the middle": "?after=m~1",
    "a common name": "?q=schmidt",
    "a rare name": "?q=zsombor",
    "two words": "?q=anna+schmidt",
    "a common name misspelt": "?q=shcmidt",
    "a rare name misspelt": "?q=zsobmor",
    "one letter": "?q=a",
    "last digits": "?q=00147",
    "e-mail": "?q=guest",
    "by tag": "?tag=VIP",
}


SHOWN = {
    "first page": ("/clients/", 50),
    "a common name": ("Schmidt", 50),
    "a rare name": ("Zsombor", 10),
    "two words": ("Anna Schmidt", 50),
    "a common name misspelt": ("Schmidt", 50),
    "a rare name misspelt": ("Zsombor", 10),
    "last digits": ("0147", 1),
    "by tag": ("/clients/", 50),
}
"""What a page must show, and how often at least, before its time counts."""


def measure(size: Size) -> Iterator[Line]:
    sizes = (5_000, 50_000) if size.is_long else (1_000, 10_000)
    few, many = (_world(number) for number in sizes)
    learn("clients_client", "clients_searchword", "clients_wordshape")
    for name, address in PAGES.items():
        _check((few, many), name, address)
        took = _medians((few, many), address)
        asked = _queries(many, address)
        is_slower = took[1] > took[0] * SLOWER and took[1] - took[0] > NOISE_MS
        yield Line(
            name="list", shape=f"{name}, {sizes[1]:,} clients beside {sizes[0]:,}; {asked} queries",
            floor=ms(took[0]), ours=ms(took[1]), ratio=took[1] / took[0], memory=memory(),
            gate=f"<= {SLOWER:g} x, {QUERIES} queries", held=not is_slower and asked <= QUERIES,
        )  # fmt: skip


def _world(size: int) -> tuple[Site, str]:
    """A practice of so many clients, and its owner's browser."""
    slug, faker, now = (
        f"list-{size}-{time.time_ns()}",
        Faker(["en_US", "de_DE", "es_ES", "fr_FR"]),
        datetime.now(UTC),
    )
    Faker.seed(9)
    with transaction.atomic():
        world = make_practice(slug, owner="Ana", desk="Frank", practitioner="Petra")
    for start in range(0, size, 1_000):
        with visit(world.practice):
            people = [
                Client(
                    practice=world.practice, name=_name(number, faker), phone=f"+1212{number % 10_000_000:07}",
                    email=f"guest{number}@example.org", registered_at=now, tags=["VIP"] if number % 20 == 1 else [],
                )
                for number in range(start, start + 1_000)
            ]  # fmt: skip
            for one in people:
                dress_for_search(one)
            Client.objects.bulk_create(people, batch_size=1000)
            note_words(people, are_new=True)
    browser = Browser()
    browser.force_login(world.owner.user, backend="django.contrib.auth.backends.ModelBackend")
    return Site(cookie=f"sessionid={browser.cookies['sessionid'].value}"), f"/p/{slug}/clients/"


def _name(number: int, faker: Faker) -> str:
    if number < 60:
        return "Anna Schmidt"
    if number < 70:
        return f"Zsombor {faker.last_name()}"
    return f"{faker.first_name()} Schmidt" if number % 20 == 0 else str(faker.name())


def _check(places: tuple[tuple[Site, str], ...], name: str, address: str) -> None:
    words, least = SHOWN.get(name, ("", 0))
    pages = [site.get(home + address).decode() for site, home in places]
    for page in pages:
        times = page.count(words)
        equal(f"{name}, shown {times} times", times >= least, True)
    equal(f"{name}, rows of both pages", *(page.count("<tr") for page in pages))


def _queries(place: tuple[Site, str], address: str) -> int:
    """Queries of the list itself: those of the page that the frame alone does not make."""
    return (_asked(place, address) - _asked(place, FRAME)).total()


def _asked(place: tuple[Site, str], address: str) -> Counter[str]:
    site, home = place
    with CaptureQueriesContext(connection) as asked:
        site.get(home + address)
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return Counter(one["sql"] for one in asked if not one["sql"].startswith(words))


def _medians(places: tuple[tuple[Site, str], ...], address: str) -> list[float]:
    """Of each place, asked in turns, so that whatever else the machine does falls on all alike."""
    took: list[list[float]] = [[] for _ in places]
    for _ in range(ROUNDS + 3):
        for times, (site, home) in zip(took, places, strict=True):
            began = time.perf_counter()
            site.get(home + address)
            times.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times[3:]) for times in took]
