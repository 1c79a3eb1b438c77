"""Which server serves our own pages best: `python -m benchmarks.servers`, with wrk and granian installed.

gunicorn with threads and granian by WSGI in turns, two workers of four threads each, over real sockets. What is told
is the median of the rounds: requests a second, CPU milliseconds of the server's processes for each, the slowest
hundredth, and memory of one worker (its share, PSS). The first round is dropped.
"""

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import django

BIN = Path(sys.executable).parent
ROUNDS, SECONDS, CONNECTIONS = int(os.environ.get("ROUNDS", "3")), int(os.environ.get("SECONDS", "3")), 8
TICKS = os.sysconf("SC_CLK_TCK")
SERVERS = {
    "gunicorn gthread": ["gunicorn", "--preload", "--workers", "2", "--threads", "4", "--log-level", "warning",
                         "--bind", "127.0.0.1:{port}", "benchmarks.serving"],
    "granian wsgi": ["granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--log-level",
                     "warning", "--host", "127.0.0.1", "--port", "{port}", "benchmarks.serving:application"],
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    pages = lay()
    found: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    for number in range(ROUNDS + 1):
        for name in list(SERVERS) if number % 2 else list(SERVERS)[::-1]:
            with serving(name) as (pid, port):
                for page, (address, header) in pages.items():
                    figures = loaded(pid, f"http://127.0.0.1:{port}{address}", header)
                    if number:
                        found[name, page].append(figures)
    print("| page | server | requests/s | CPU ms | slowest 1 % ms | MB a worker |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for page in pages:
        for name in SERVERS:
            rate, cpu, slow, memory = (
                statistics.median(column) for column in zip(*found[name, page], strict=True)
            )
            print(f"| {page} | {name} | {rate:,.0f} | {cpu:.2f} | {slow:.0f} | {memory:.0f} |")


def lay() -> dict[str, tuple[str, str]]:
    """Address and header of each page."""
    from django.test import Client as Browser

    from benchmarks.worlds import full_practice
    from clients import actions as clients
    from practices.api.fields import outside_id
    from practices.tenancy import visit

    world = full_practice(people=5, rooms=3, busy=4)
    practice = world.practice
    with visit(practice):
        for number in range(60):
            clients.register(practice, name=f"Guest {number}", by=world.owner, at=world.now)
    browser = Browser()
    browser.force_login(world.owner.user, backend="django.contrib.auth.backends.ModelBackend")
    client = outside_id("cli", world.client.pk, practice)
    return {
        "livez": ("/livez", ""),
        "API: one client": (f"/api/v1/clients/{client}/", f"Authorization: Bearer {world.secret}"),
        "booking page: times": (f"/book/{practice.slug}/service/{world.service.public_id}/times/", ""),
        "client list": (
            f"/p/{practice.slug}/clients/",
            f"Cookie: sessionid={browser.cookies['sessionid'].value}",
        ),
    }


@contextmanager
def serving(name: str) -> Iterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command, *arguments = (part.format(port=port) for part in SERVERS[name])
    server = subprocess.Popen(
        [str(BIN / command), *arguments], start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while not answers(port):
            if time.monotonic() > until or server.poll() is not None:
                raise SystemExit(f"{name} does not answer.")
            time.sleep(0.2)
        yield server.pid, port
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except OSError:
        return False


def loaded(pid: int, url: str, header: str) -> tuple[float, float, float, float]:
    """Requests a second, CPU ms each, 99th percentile in ms, and MB of a worker, after a warm-up."""
    warm(url, header)
    before = cpu(pid)
    told = run(url, header, SECONDS)
    used = cpu(pid) - before
    if "Non-2xx" in told:
        raise SystemExit(f"{url} refused the load:\n{told}")
    requests = int(re.search(r"(\d+) requests in", told)[1])
    slow, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
    workers = children(pid)
    memory = sum(pss(worker) for worker in workers) / max(1, len(workers))
    return (
        float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]),
        used * 1000 / max(1, requests),
        float(slow) * {"us": 0.001, "ms": 1, "s": 1000}[unit],
        memory,
    )


def warm(url: str, header: str) -> None:
    """One after the other, so that every worker has its templates before the load comes."""
    name, _, value = header.partition(": ")
    where = urlsplit(url)
    for _ in range(12):
        connection = HTTPConnection(where.hostname, where.port, timeout=60)
        connection.request("GET", where.path, headers={name: value} if name else {})
        connection.getresponse().read()
        connection.close()


def run(url: str, header: str, seconds: int) -> str:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    command += ["-H", header] if header else []
    return subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu(pid: int) -> float:
    """CPU seconds of a process and its children so far."""
    total = 0
    for one in (pid, *children(pid)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
