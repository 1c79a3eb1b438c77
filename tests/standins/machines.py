"""Machines on which docs/operations.md is walked: a copy of this checkout each, and a `docker` of our own."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psycopg2

from config.embedded import free_port
from tests.standins import compose, docker

PAGE = compose.ROOT / "docs/operations.md"
NOT_COPIED = (
    ".git",
    ".venv",
    "node_modules",
    ".run*",
    ".*_cache",
    "staticfiles",
    "screenshots",
)
HOST = "rapport.example"


def blocks(page=PAGE):
    """Heading → its blocks of shell, in order."""
    found, heading = {}, ""
    for part in re.split(r"^(#+ [^\n]*|```sh\n.*?^```)$", page.read_text(), flags=re.MULTILINE | re.DOTALL):
        if part.startswith("#"):
            heading = part.lstrip("# ")
        elif part.startswith("```sh"):
            found.setdefault(heading, []).append(part.removeprefix("```sh\n").removesuffix("```"))
    return found


class Walked:
    """One machine, on which somebody follows the page."""

    def __init__(self, folder, original=compose.ROOT):
        self.folder = folder
        shutil.copytree(
            original, folder, ignore=shutil.ignore_patterns(*NOT_COPIED, ".standin", ".env", "*.dump")
        )
        self.port = free_port()
        self.private = f"127.{os.getpid() % 250 + 1}.{self.port // 250 % 250}.{self.port % 250 + 1}"
        programs = folder.parent / f"{folder.name}-bin"
        programs.mkdir()
        stand_in = programs / "docker"
        stand_in.write_text(
            f"#!/bin/sh\nPYTHONPATH={compose.ROOT} PYTHONDONTWRITEBYTECODE=1 "
            f'exec {sys.executable} -m tests.standins.docker "$@"\n'
        )
        stand_in.chmod(0o755)
        # It ends what runs here when this pipe closes, which it also does when the test is killed.
        self.watch = subprocess.Popen([stand_in, "compose", "watch"], cwd=folder, stdin=subprocess.PIPE)
        self.environment = {"PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin", "HOME": str(folder)}

    def walk(self, heading, number=0, change=lambda block: block):
        """Do what one block of the page says, word for word."""
        return self.do(change(blocks()[heading][number]))

    def do(self, commands):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands], cwd=self.folder, env=self.environment,
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, f"{commands}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def publish(self):
        """Beside other installations on this computer each needs a port of its own."""
        with (self.folder / ".env").open("a") as file:
            file.write(f"PUBLISH=127.0.0.1:{self.port}\n")

    def manage(self, *words, **environment):
        """A management command with the eyes of `migrate`."""
        seen = docker.Machine(self.folder).environment("migrate") | environment
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=self.folder, env=seen, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    @contextmanager
    def database(self):
        """A cursor of the administrator in this machine's own PostgreSQL."""
        sockets = docker.Machine(self.folder).address("db", "sockets")
        connection = psycopg2.connect(f"postgres://postgres@/rapport?host={sockets}")
        connection.autocommit = True
        try:
            yield connection.cursor()
        finally:
            connection.close()

    def ask(self, path, *, key="", session="", body=None):
        """Status and JSON of the answer, as a proxy in front would ask; None when nobody answers."""
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {key}"} if key else {}
        headers |= {"Cookie": f"sessionid={session}"} if session else {}
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(f"http://127.0.0.1:{self.port}{path}", data, headers), timeout=20) as answer:
                status, said = answer.status, answer.read()
        except HTTPError as error:
            status, said = error.code, error.read()
        except (URLError, OSError):
            return None, None
        return status, json.loads(said) if said[:1] in (b"{", b"[") else said

    def wait_until_ready(self, seconds=240):
        until = time.monotonic() + seconds
        while (answer := self.ask("/readyz"))[0] != 200:
            assert time.monotonic() < until, answer
            time.sleep(0.5)

    def stop(self):
        self.watch.stdin.close()
        self.watch.wait(120)


def build(folder):
    """What the image has and a checkout has not."""
    environment = compose.image_environment()
    path = os.pathsep.join([str(docker.BIN), "/usr/bin", "/bin"])
    for command in ("manage.py collectstatic --no-input --verbosity 0", "-m compileall -q ."):
        words = [sys.executable, *command.split()]
        subprocess.run(words, cwd=folder, env=environment | {"PATH": path}, check=True)


def ended(process):
    """Ask a process to end, and see that it does."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
