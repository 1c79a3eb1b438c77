"""A web process on a PostgreSQL and a Redis of its own, which a test may really stop and start again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from config import embedded
from scripts import services
from scripts.group import ROOT, Child, Group
from scripts.run import WEB, WORKER

BIN = Path(sys.executable).parent
NOT_OURS = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_ADMIN_URL",
    "REDIS_URL",
    "RAPPORT_MODE",
    "DJANGO_SETTINGS_MODULE",
}
PASSWORD = "correct horse battery"
SECONDS = 60


class Stack:
    """Servers, one web and, where it is asked for, one worker."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home, self.group, self.port = home, Group(), embedded.free_port()
        self.postgres, database = self._serve(embedded.postgres(home))
        self.redis, redis = self._serve(embedded.redis(home))
        clean = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        self.environment = {
            **clean,
            **services.databases_at(database.url, {}),
            "REDIS_URL": redis.url,
            "RAPPORT_MODE": "demo",
            "BASE_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **settings,
        }
        self.run("-m", "scripts.prepare")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self, server: embedded.Server) -> tuple[Child, embedded.Server]:
        child = services.launch(self.group, server, self.home)
        child.server = server  # type: ignore[attr-defined]
        self.group.wait_until(server.is_ready, child, SECONDS)
        return child, server

    def run(self, *words: str, **settings: str) -> str:
        """One command of the product, to its end; what it said."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment | settings,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def make_world(self) -> dict:
        return json.loads(self.run("-m", "tests.stack.world").splitlines()[-1])

    def serve(self, *options: str) -> Child:
        self.web_log = self.home / "web.log"
        bind = ["--bind", f"127.0.0.1:{self.port}", *options, "config.wsgi"]
        command = [str(BIN / "gunicorn"), *WEB, *bind]
        web = self.group.start("web", command, self.environment, log=self.web_log)
        self.group.wait_until(lambda: embedded.listens(self.port), web, SECONDS)
        return web

    def work(self, app: str = "config") -> Child:
        self.worker_log = self.home / "worker.log"
        command = [str(BIN / "celery"), "--app", app, "--quiet", *WORKER]
        return self.group.start(
            "worker", command, self.environment, log=self.worker_log, die_with=signal.SIGKILL
        )

    def ring(self, app: str = "config") -> Child:
        self.beat_log = self.home / "beat.log"
        command = [str(BIN / "celery"), "--app", app, "--quiet", "beat", "--pidfile="]
        schedule = ["--schedule", str(self.home / "beat.db")]
        return self.group.start("beat", [*command, *schedule], self.environment, log=self.beat_log)

    def halt(self, server: Child) -> None:
        server.process.send_signal(server.stop_with)
        server.process.wait(SECONDS)

    def start_again(self, server: Child) -> None:
        self.group.spawn(server)
        self.group.wait_until(server.server.is_ready, server, SECONDS)  # type: ignore[attr-defined]

    def wait_for(self, true, seconds: float = SECONDS) -> None:
        until = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < until, self.web_log.read_text()[-3000:]
            time.sleep(0.1)


@contextmanager
def standing(home: Path, **settings: str) -> Iterator[Stack]:
    """A stack for as long as the block lasts, with pytest's own answers to signals given back at the end."""
    signs = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {sign: signal.getsignal(sign) for sign in signs}
    stack = Stack(home, **settings)
    try:
        yield stack
    finally:
        stack.group.stop()
        for sign, answer in before.items():
            signal.signal(sign, answer)


class Visitor(requests.Session):
    """A browser that keeps cookies, follows no redirects, and sends the form's word along."""

    def __init__(self, stack: Stack) -> None:
        super().__init__()
        self.stack, self.trust_env = stack, False

    def ask(self, method: str, path: str, **how):
        headers = {"X-CSRFToken": self.cookies.get("csrftoken") or ""} | how.pop("headers", {})
        return self.request(
            method, self.stack.address + path, headers=headers, allow_redirects=False, timeout=30, **how
        )

    def sign_in(self, email: str, password: str = PASSWORD):
        self.ask("GET", "/accounts/login/")
        return self.ask("POST", "/accounts/login/", data={"login": email, "password": password})


class Program(Visitor):
    """An integrator's program, with a key."""

    def __init__(self, stack: Stack, secret: str) -> None:
        super().__init__(stack)
        self.secret = secret

    def call(self, method: str, path: str, body=None, **headers: str):
        headers["Authorization"] = f"Bearer {self.secret}"
        return self.ask(method, f"/api/v1/{path}", json=body, headers=headers)
