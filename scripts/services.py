"""The PostgreSQL and Redis a run needs: embedded ones of its own, or those named in the environment."""

import fcntl
import json
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit, urlunsplit

from config import embedded
from scripts.group import ROOT, Child, Group

ROLES = {"DATABASE_URL": "rapport_app", "DATABASE_OWNER_URL": "rapport_owner"}
SECONDS_TO_START = 30


def home(name: str) -> Path:
    """The folder of a run's state, git-ignored and for its owner only."""
    folder = ROOT / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def only_here(folder: Path, command: str) -> IO[str]:
    """Hold the folder's lock, or say who does. The lock is gone when the process is, however it ended."""
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"`make {command}` is already running in this checkout.") from None
    return lock


def start(group: Group, folder: Path) -> dict[str, str]:
    """Start what the environment does not name, and return the environment of the product's processes."""
    kept = secrets_of(home(".run"))
    environment = kept["environment"] | os.environ | {"PYTHONUNBUFFERED": "1"}
    starting: list[tuple[Child, embedded.Server]] = []
    if given := os.environ.get("DATABASE_URL"):
        environment |= databases_at(given, kept["passwords"])
    else:
        server = embedded.postgres(folder)
        starting.append((launch(group, server, folder), server))
        environment |= databases_at(server.url, {})
    if not os.environ.get("REDIS_URL"):
        server = embedded.redis(folder)
        starting.append((launch(group, server, folder), server))
        environment["REDIS_URL"] = server.url
    for child, server in starting:
        group.wait_until(server.is_ready, child, SECONDS_TO_START)
    write_secret(folder / "environment.json", environment)
    return environment


def launch(group: Group, server: embedded.Server, folder: Path) -> Child:
    log = folder / f"{server.name}.log"
    log.unlink(missing_ok=True)
    return group.start(server.name, server.command, stop_with=server.stop_with, log=log)


def databases_at(url: str, passwords: dict[str, str]) -> dict[str, str]:
    """The three addresses of one database, from the address of somebody who may create roles.

    The database is the one named there, or `rapport` where that is PostgreSQL's own.
    """
    parts = urlsplit(url)
    name = parts.path if parts.path not in ("", "/", "/postgres") else "/rapport"
    host = parts.netloc.rpartition("@")[2]
    addresses = {"DATABASE_ADMIN_URL": url}
    for variable, role in ROLES.items():
        password = f":{quote(passwords[role])}" if role in passwords else ""
        addresses[variable] = urlunsplit(parts._replace(netloc=f"{role}{password}@{host}", path=name))
    return addresses


def secrets_of(folder: Path) -> dict[str, dict[str, str]]:
    """Made up once and kept: sessions and encrypted notes survive a restart, and a given server's roles serve
    the demo and the tests alike.
    """
    file = folder / "secrets.json"
    if not file.exists():
        key = urlsafe_b64encode(secrets.token_bytes(32)).decode()
        made = {
            "environment": {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": f"first:{key}"},
            "passwords": {role: secrets.token_urlsafe(24) for role in ROLES.values()},
        }
        write_secret(file, made)
    kept: dict[str, dict[str, str]] = json.loads(file.read_text())
    return kept


def write_secret(file: Path, content: object) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps(content, indent=2))
