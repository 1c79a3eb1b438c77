"""The list of clients and its search, at 5,000 and at 50,000 clients.

Floor       no slower at 50,000 than at 5,000, within a quarter; 6 queries at most (a test holds that)
Figure      the table this prints, milliseconds of the whole page, median of 30
Run         DATABASE_URL=… DATABASE_OWNER_URL=… REDIS_URL=… python -m benchmarks.clients
"""

import os
import statistics
import sys
import time
from typing import Any

import django

SIZES = (5_000, 50_000)
ROUNDS = 30
SLOWER = 1.25
PAGES = {
    "first page": "",
    "a page in the middle": "?after=m~1",
    "by name": "?q=schmidt",
    "two words": "?q=anna+m",
    "misspelt": "?q=shcmidt",
    "one letter": "?q=a",
    "last digits": "?q=0147",
    "e-mail": "?q=guest47",
    "by tag": "?tag=VIP",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    worlds = [_world(size) for size in SIZES]
    _analyse()
    print(f"{'':24}" + "".join(f"{size:>12,}" for size in SIZES) + f"{'ratio':>8}")
    slow = []
    for name, address in PAGES.items():
        took = _medians(worlds, address)
        ratio = took[1] / took[0]
        print(f"{name:24}" + "".join(f"{one:>10.1f}ms" for one in took) + f"{ratio:>8.2f}")
        slow += [name] if ratio > SLOWER and took[1] - took[0] > 3 else []
    if slow:
        sys.exit(f"Slower with more clients: {', '.join(slow)}.")


def _world(size: int) -> Any:
    """A practice of so many clients, and a browser of its owner."""
    from django.db import transaction
    from django.test import Client as Browser
    from faker import Faker

    from clients.actions.words import dress_for_search, note_words
    from clients.models import Client
    from practices.tenancy import visit
    from tests.factories import NOON, make_practice

    slug = f"list-{size}-{int(time.time())}"
    faker = Faker(["en_US", "de_DE", "es_ES", "fr_FR"])
    Faker.seed(9)
    with transaction.atomic():
        world = make_practice(slug, owner="Ana", desk="Frank", practitioner="Petra")
    for start in range(0, size, 5_000):
        with visit(world.practice):
            people = [
                Client(
                    practice=world.practice, name=faker.name(), phone=f"+1212{number % 10_000_000:07}",
                    email=f"guest{number}@example.org", registered_at=NOON, tags=["VIP"] if number % 40 == 0 else [],
                )
                for number in range(start, start + 5_000)
            ]  # fmt: skip
            for one in people:
                dress_for_search(one)
            Client.objects.bulk_create(people, batch_size=1000)
            note_words(people, are_new=True)
    browser = Browser()
    browser.force_login(world.owner.user, backend="django.contrib.auth.backends.ModelBackend")
    return browser, f"/p/{slug}/clients/"


def _analyse() -> None:
    """Give the planner its figures; the app role may not."""
    from django.db import connections

    if "owner" in connections:
        with connections["owner"].cursor() as cursor:
            for table in ("clients_client", "clients_searchword", "clients_wordshape"):
                cursor.execute(f"ANALYZE {table}")


def _medians(worlds: list[Any], address: str) -> list[float]:
    """Of each world, asked in turns, so that whatever else the machine does falls on all alike."""
    took: list[list[float]] = [[] for _ in worlds]
    for _ in range(ROUNDS + 3):
        for place, (browser, home) in enumerate(worlds):
            began = time.perf_counter()
            answer = browser.get(home + address)
            took[place].append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.status_code
    return [statistics.median(one[3:]) for one in took]


if __name__ == "__main__":
    main()
