"""Child processes in the foreground: started in order, watched, restarted, stopped in reverse order.

No child outlives us: each is told by the kernel when we die, however we die (`kill -9` included). Each has a
session of its own, so that the terminal's Ctrl-C reaches only us and the order of stopping is ours.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 4.0  # seconds a child may take to stop before it is killed
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a dead child is started again; doubles each time
SETTLED = 30.0  # a child that lived this many seconds starts again with the first pause
TELL_ME_WHEN_MY_PARENT_DIES = 1  # PR_SET_PDEATHSIG
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One process of the group, and what is needed to start it again."""

    name: str
    command: list[str]
    environment: dict[str, str]
    stop_with: signal.Signals
    die_with: signal.Signals
    log: Path | None
    once: bool
    process: "subprocess.Popen[bytes]" = field(init=False)
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    restart_at: float | None = None

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None


def say(sentence: str) -> None:
    print(sentence, flush=True)


def die_with_parent(sign: signal.Signals) -> None:
    """Ask the kernel for a signal when our parent dies. Only Linux can."""
    if LIBC:
        LIBC.prctl(TELL_ME_WHEN_MY_PARENT_DIES, sign)


class Group:
    def __init__(self) -> None:
        self.children: list[Child] = []
        self.selector = selectors.DefaultSelector()
        self.is_stopping = False
        self.signals = 0
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self.hear)
        if "MAKELEVEL" in os.environ:
            die_with_parent(signal.SIGTERM)  # killing make must stop us too

    def hear(self, sign: int, frame: FrameType | None) -> None:
        """The first signal stops in order, the second at once."""
        self.is_stopping = True
        self.signals += 1
        if self.signals > 1:
            for child in self.children:
                self.kill(child)

    def start(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str] | None = None,
        *,
        stop_with: signal.Signals = signal.SIGTERM,
        die_with: signal.Signals | None = None,
        log: Path | None = None,
        once: bool = False,
    ) -> Child:
        """Start a child. With `log` its words go to a file, else to the terminal under its name.

        stop_with   what we send it to stop
        die_with    what the kernel sends it when we are killed, when that is not the same
        """
        child = Child(
            name, command, environment or dict(os.environ), stop_with, die_with or stop_with, log, once
        )
        self.children.append(child)
        self.spawn(child)
        return child

    def spawn(self, child: Child) -> None:
        parent = os.getpid()

        def prepare() -> None:
            os.setsid()
            die_with_parent(child.die_with)
            if os.getppid() != parent:  # we were killed before the line above
                os._exit(1)

        with contextlib.ExitStack() as stack:
            output = stack.enter_context(child.log.open("ab")) if child.log else subprocess.PIPE
            child.process = subprocess.Popen(
                child.command,
                cwd=ROOT,
                env=child.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=prepare,  # safe: we have no threads
            )
        child.started_at, child.restart_at = time.monotonic(), None
        if child.process.stdout:
            os.set_blocking(child.process.stdout.fileno(), False)
            self.selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def tend(self, seconds: float = 0.3) -> None:
        """Pass on what the children say for a while, and start again those that died."""
        if not self.selector.get_map():
            time.sleep(seconds)
        for key, _ in self.selector.select(seconds):
            self.pass_on(key)
        for child in self.children:
            if not (child.is_running or child.once or self.is_stopping):
                self.revive(child)

    def pass_on(self, key: selectors.SelectorKey) -> None:
        said = key.fileobj.read()  # type: ignore[union-attr]
        if said == b"":
            self.selector.unregister(key.fileobj)
        if self.is_stopping:
            return  # farewells tell nobody anything
        for line in (said or b"").decode(errors="replace").splitlines():
            say(f"{key.data.name:>8} | {line}")

    def revive(self, child: Child) -> None:
        now = time.monotonic()
        if child.restart_at is None:
            if now - child.started_at > SETTLED:
                child.pause = FIRST_PAUSE
            child.restart_at = now + child.pause
            code = child.process.returncode
            say(f"{child.name} ended with {code}; starting it again in {child.pause:g} s.")
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        elif now >= child.restart_at:
            self.spawn(child)

    def wait_until(self, ready: Callable[[], bool], child: Child, seconds: float) -> None:
        """Tend the group until `child` is ready; a child that cannot start ends the run, with its words."""
        until = time.monotonic() + seconds
        while not (self.is_stopping or ready()):
            if not child.is_running or time.monotonic() > until:
                self.tend(0.1)
                last = child.log.read_text(errors="replace")[-2000:] if child.log else ""
                raise SystemExit(f"{child.name} did not start.\n{last}".rstrip())
            self.tend(0)
            time.sleep(0.05)
        if self.is_stopping:
            raise SystemExit(130)

    def run(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """Run one command to its end, its words on the terminal; its failure is ours."""
        child = self.start(name, command, environment, once=True)
        while child.is_running and not self.is_stopping:
            self.tend(0.05)
        self.tend(0)
        if self.is_stopping:
            raise SystemExit(130)
        if child.process.returncode:
            raise SystemExit(f"{name} failed.")

    def stand_by(self, command: list[str], environment: dict[str, str]) -> int:
        """Run one command to its end, and tend the children meanwhile; returns its exit code as a shell tells it."""
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, preexec_fn=lambda: die_with_parent(signal.SIGINT)
        )
        while process.poll() is None and not self.is_stopping:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
            self.tend(0)
        if process.poll() is None:
            process.terminate()
        code = process.wait()
        return code if code >= 0 else 128 - code  # below zero: ended by a signal

    def stop(self) -> None:
        """Ask what was started last to stop first; servers wait until all that use them are gone."""
        self.is_stopping = True
        servers = [child for child in self.children if child.log]
        for part in ([child for child in self.children if not child.log], servers):
            for child in reversed(part):
                if child.is_running:
                    child.process.send_signal(child.stop_with)
            until = time.monotonic() + PATIENCE
            while any(child.is_running for child in part) and time.monotonic() < until:
                self.tend(0.02)
            for child in part:
                self.kill(child)

    def kill(self, child: Child) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
