"""10,000 clients and 100,000 past visits by the commands, as an owner would bring them.

Floor       under 3 minutes together, under 400 MB of memory; all clients but the 3 bad rows, all visits, none twice
Figure      the line this prints
Run         DATABASE_URL=… REDIS_URL=… python -m benchmarks.importing [clients] [visits]
"""

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import django

CLIENTS, VISITS = 10_000, 100_000
MOST_SECONDS, MOST_MEGABYTES = 180, 400
SERVICES = ["Swedish massage", "Facial", "First assessment", "Follow-up treatment", "Moor bath"]
PEOPLE = ["Petra", "Olga", "Sam", "Noor", "Jo", "Kim"]


def main() -> None:
    clients, visits = [int(one) for one in sys.argv[1:3]] or [CLIENTS, VISITS]
    slug = _practice()
    with tempfile.TemporaryDirectory() as folder:
        people, history = Path(folder) / "clients.csv", Path(folder) / "visits.csv"
        write_clients(people, clients)
        write_visits(history, clients, visits)
        took = [_timed("import_clients", slug, people), _timed("import_visits", slug, history)]
        again = _timed("import_clients", slug, people)
    _check(slug, clients - 3, visits)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"clients {took[0]:6.1f} s   visits {took[1]:6.1f} s   the same clients again {again:6.1f} s   {peak:.0f} MB"
    )
    if sum(took) > MOST_SECONDS or peak > MOST_MEGABYTES:
        sys.exit(f"Over the floor of {MOST_SECONDS} s and {MOST_MEGABYTES} MB.")


def _check(slug: str, clients: int, visits: int) -> None:
    from bookings.models import Appointment
    from clients.models import Client
    from practices.models import Practice
    from practices.tenancy import visit

    with visit(Practice.objects.get(slug=slug)):
        found = Client.objects.count(), Appointment.objects.count()
    if found != (clients, visits):
        sys.exit(f"{found} clients and visits came in, not {(clients, visits)}.")


def write_clients(path: Path, count: int, *, bad: int = 3) -> None:
    """A list as a German Excel writes it; the last rows cannot be read."""
    from faker import Faker

    faker = Faker(["en_US", "de_DE", "es_ES", "fr_FR"])
    Faker.seed(7)
    chance = random.Random(7)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Kunden-Nr.", "Name", "Handy", "E-Mail", "Geburtsdatum", "Bemerkung", "Newsletter"])
        for number in range(count):
            phone = (
                "12345"
                if number >= count - bad
                else f"+1 212 {chance.randint(200, 999)} {number % 10_000:04}"
            )
            born = f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.{chance.randint(1940, 2005)}"
            note = "prefers mornings" if number % 3 == 0 else ""
            agreed = chance.choice(["ja", "nein", ""])
            writer.writerow([number, faker.name(), phone, f"guest{number}@example.org", born, note, agreed])


def write_visits(path: Path, clients: int, count: int) -> None:
    chance = random.Random(8)
    start = datetime(2023, 1, 2, 9)  # noqa: DTZ001  wall time, as files have it
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["Visit ID", "Client ID", "Service", "Staff", "Start", "Duration", "Status", "Price", "Paid"]
        )
        for number in range(count):
            at = start + timedelta(days=chance.randint(0, 1000), minutes=15 * chance.randint(0, 36))
            status = chance.choices(["completed", "no show", "cancelled"], [88, 5, 7])[0]
            price = f"{chance.randint(40, 160)}.00"
            writer.writerow(
                [number, chance.randrange(max(1, clients - 3)), chance.choice(SERVICES), chance.choice(PEOPLE),
                 f"{at:%Y-%m-%d %H:%M}", 60, status, price, price if status == "completed" else ""]
            )  # fmt: skip


def _timed(command: str, slug: str, file: Path) -> float:
    began = time.monotonic()
    answer = subprocess.run(
        [sys.executable, "manage.py", command, "--practice", slug, str(file)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    print(answer.stdout.strip().splitlines()[-1])
    return time.monotonic() - began


def _practice() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import transaction

    from tests.factories import make_practice

    slug = f"bench-{int(time.time())}"
    with transaction.atomic():
        make_practice(slug, owner="Ana", desk="Frank", practitioner="Petra")
    return slug


if __name__ == "__main__":
    main()
