"""`make run`: the whole product in the foreground, from nothing to the first page.

The web comes first; worker and beat follow once the first page is there, and the demo is filled meanwhile.
"""

import argparse
import errno
import hashlib
import http.client
import os
import shutil
import signal
import socket
import sys
from ipaddress import IPv4Address
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.environment import share, whole
from scripts import announce, services
from scripts.group import ROOT, Group, say

BIN = Path(sys.executable).parent
PYTHON = sys.executable
NOT_FOR_THE_PRODUCT = ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL")
LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  only where somebody asks for it
PORTS_TO_TRY, LAST_PORT = 50, 65535
SECONDS_TO_FIRST_PAGE = 60
WEB = [
    "--preload",
    "--no-control-socket",
    "--workers",
    "2",
    "--threads",
    "4",
    "--graceful-timeout",
    "2",
    "--log-level",
    "warning",
]
WORKER = ["worker", "--loglevel", "warning", "--concurrency", "5", "--without-gossip", "--without-mingle"]
SEED = [PYTHON, "manage.py", "seed_demo", "--scale"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reset", action="store_true", help="build the demo anew and stop")
    reset = parser.parse_args().reset
    try:
        place, scale = wanted_place(), share("DEMO_SCALE")
    except ImproperlyConfigured as wrong:
        raise SystemExit(str(wrong)) from wrong
    folder = services.home(".run")
    lock = services.only_here(folder, "run")
    group = Group()
    try:
        rebuild(group, folder, scale) if reset else serve(group, folder, place, scale)
    finally:
        group.stop()
        lock.close()


def serve(group: Group, folder: Path, place: tuple[str, int], scale: float) -> None:
    host, port = place[0], next_free_port(*place)
    address = f"http://{'localhost' if host in (LOOPBACK, EVERYWHERE) else host}:{port}"
    environment = services.start(group, folder)
    environment = {"RAPPORT_MODE": "demo", "BASE_URL": address} | answers_to(host) | environment
    services.write_secret(folder / "environment.json", environment)
    prepare(group, folder, environment)
    served = {name: value for name, value in environment.items() if name not in NOT_FOR_THE_PRODUCT}
    bind = ["--bind", f"{host}:{port}", "config.wsgi"]
    web = group.start("web", [str(BIN / "gunicorn"), *WEB, *bind], served)
    group.wait_until(lambda: is_up(host, port), web, SECONDS_TO_FIRST_PAGE)
    is_demo = environment["RAPPORT_MODE"] == "demo"
    say(announce.block(address, is_demo=is_demo))
    if is_demo:
        seed(group, environment, scale)  # as the owner too, who lets the planner learn the new tables
    start_workers(group, folder, served)
    while not group.is_stopping:
        group.tend()
    say("Stopping.")


def rebuild(group: Group, folder: Path, scale: float) -> None:
    """The demo as on its first day: today's story, nobody's changes. Of a given server only the demo is taken."""
    if "DATABASE_URL" not in os.environ:
        shutil.rmtree(folder / "pg", ignore_errors=True)
    environment = {"RAPPORT_MODE": "demo"} | services.start(group, folder)
    prepare(group, folder, environment)
    group.run("demo", [*SEED, str(scale), "--reset"], environment)
    say("The demo is new. `make run` serves it.")


def prepare(group: Group, folder: Path, environment: dict[str, str]) -> None:
    """Migrate, unless this very cluster has had these very migrations; a given server is always asked."""
    done = folder / "migrated"
    state = migrations_state(folder)
    if "DATABASE_URL" not in os.environ and done.exists() and done.read_text() == state:
        return
    group.run("prepare", [PYTHON, "-m", "scripts.prepare"], environment)
    done.write_text(state)


def migrations_state(folder: Path) -> str:
    """Changes with any migration, with the code that makes the roles, and with the cluster."""
    files = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("practices/management/commands/*.py"),
        folder / "pg/made",
    ]
    state = hashlib.sha256()
    for file in sorted(file for file in files if file.exists()):
        state.update(f"{file.stat().st_mtime_ns if file.name == 'made' else ''}{file}".encode())
        state.update(file.read_bytes())
    return state.hexdigest()


def wanted_place() -> tuple[str, int]:
    """The address and the first port to try.

    Raises      ImproperlyConfigured
    """
    host, port = os.environ.get("BIND") or LOOPBACK, whole("PORT", 8000)
    try:
        IPv4Address(host)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"BIND must be an IPv4 address of this machine, or 0.0.0.0 for all, not {host!r}."
        ) from error
    if not 0 < port <= LAST_PORT:
        raise ImproperlyConfigured(f"PORT must be a whole number from 1 to {LAST_PORT}, not {port}.")
    return host, port


def answers_to(host: str) -> dict[str, str]:
    """Which host names are let in when pages are served to others too; what is set by hand comes first."""
    if host == LOOPBACK or "ALLOWED_HOSTS" in os.environ:
        return {}
    return {"ALLOWED_HOSTS": "*" if host == EVERYWHERE else f"{LOOPBACK},localhost,{host}"}


def next_free_port(host: str, wanted: int) -> int:
    last = min(wanted + PORTS_TO_TRY - 1, LAST_PORT)
    for port in range(wanted, last + 1):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL:
                    raise SystemExit(
                        f"{host} is no address of this machine. Choose another: make run BIND=…"
                    ) from error
                continue
        if port != wanted:
            say(f"Port {wanted} is taken; using {port}.")
        return port
    raise SystemExit(f"No free port from {wanted} to {last}. Choose another: make run PORT=…")


def is_up(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK if host == EVERYWHERE else host, port, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def seed(group: Group, environment: dict[str, str], scale: float) -> None:
    """Fill the demo while pages are served already; a demo that is there stays as it is."""
    seeding = group.start("demo", [*SEED, str(scale)], environment, once=True)
    while seeding.is_running and not group.is_stopping:
        group.tend()


def start_workers(group: Group, folder: Path, environment: dict[str, str]) -> None:
    celery = [str(BIN / "celery"), "--app", "config", "--quiet"]
    beat = ["beat", "--loglevel", "warning", "--schedule", str(folder / "beat.db"), "--pidfile="]
    group.start("worker", [*celery, *WORKER], environment, die_with=signal.SIGKILL)
    group.start("beat", [*celery, *beat], environment)


if __name__ == "__main__":
    main()
