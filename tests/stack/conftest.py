"""A checkout of its own for each test, so that `make run` can be started, killed and looked at."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from config.embedded import free_port
from tests.stack.services import standing

ROOT = Path(__file__).resolve().parents[2]
FIRST_PAGE = 240  # seconds: no measurement, only longer than the busiest machine needs
OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_ADMIN_URL",
    "REDIS_URL",
    "RAPPORT_MODE",
    "MAKELEVEL",
)
"""What tells the tests where their services are; a stack of its own must not know."""
NOT_COPIED = (".git", ".venv", "node_modules", ".run*", ".*_cache", "staticfiles")


class Checkout:
    """A copy of this checkout that shares what was installed, and no state."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port, self.started = folder, port, []
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
        for installed in (".venv", "node_modules"):
            (folder / installed).symlink_to(ROOT / installed)

    def make(self, target: str, *words: str, **environment: str) -> "subprocess.Popen[str]":
        """Start make in the background, its words in a file; development mode has no demo to fill."""
        clean = {name: value for name, value in os.environ.items() if name not in OURS}
        chosen = {"PORT": str(self.port), "RAPPORT_MODE": "development"} | environment
        self.said = self.folder / f"said-{len(self.started)}.txt"
        process = subprocess.Popen(
            ["make", "--no-print-directory", target, *words],
            cwd=self.folder,
            env=clean | chosen,
            stdout=self.said.open("w"),
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def serve(self, **environment: str) -> "subprocess.Popen[str]":
        """`make run`, until its first page is there."""
        process = self.make("run", **environment)
        wait_for(lambda: "Rapport is at" in self.said.read_text(), FIRST_PAGE, self.said.read_text)
        return process

    def page(self, path: str) -> int | None:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except (URLError, TimeoutError) as error:
            return getattr(error, "code", None)

    def alive(self, word: str = "") -> list[int]:
        """Processes at work in this checkout whose command has the word; those waiting to be buried do not count."""
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self.owns(pid, word)]

    def owns(self, pid: int, word: str) -> bool:
        process = Path(f"/proc/{pid}")
        try:
            inside = os.readlink(process / "cwd").startswith(str(self.folder))
            command = (process / "cmdline").read_text().replace("\0", " ")
            return inside and word in command and ") Z " not in (process / "stat").read_text()
        except OSError:
            return False

    def kill_all(self) -> None:
        for pid in self.alive():
            with contextlib.suppress(ProcessLookupError):  # it ended by itself meanwhile
                os.kill(pid, signal.SIGKILL)


def wait_for(true, seconds, report=lambda: ""):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, report()
        time.sleep(0.05)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """PostgreSQL's data as the migrations leave it, made once by whichever worker comes first.

    What is not about the first start begins with a copy of it.
    """
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    with (shared / "cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "cluster").exists():
            with standing(tmp_path_factory.mktemp("migrated")) as stack:
                pass
            stack.home.joinpath("pg").rename(shared / "cluster")
    return shared / "cluster"


def begin_with(cluster, home):
    """Owners and dates as they were: PostgreSQL insists on the one, and the first start is told by the other."""
    home.mkdir(mode=0o700, exist_ok=True)
    subprocess.run(["cp", "--archive", cluster, home / "pg"], check=True)
    return home


@pytest.fixture(scope="session")
def new_home(tmp_path_factory, cluster):
    """Makes folders for stacks of their own, whose tables are there already."""
    return lambda name: begin_with(cluster, tmp_path_factory.mktemp(name))


@pytest.fixture
def checkout(tmp_path):
    copy = Checkout(tmp_path / "rapport", free_port())
    yield copy
    copy.kill_all()


@pytest.fixture
def settled(checkout, cluster):
    """A checkout in which `make run` has been before."""
    begin_with(cluster, checkout.folder / ".run")
    return checkout


@pytest.fixture(scope="module")
def served(tmp_path_factory, cluster):
    """A checkout whose `make run` stands, for tests that leave it standing."""
    copy = Checkout(tmp_path_factory.mktemp("served") / "rapport", free_port())
    begin_with(cluster, copy.folder / ".run")
    copy.run = copy.serve()
    copy.run_said = copy.said
    yield copy
    copy.kill_all()
