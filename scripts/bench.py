"""`make bench` and `make bench-long`: the measurements, on services of their own, whose data is thrown away after."""

import contextlib
import shutil
import signal
import subprocess
import sys

from scripts import services
from scripts.group import ROOT, Group, die_with_parent


def main() -> None:
    folder = services.home(".run-bench")
    lock = services.only_here(folder, "bench")
    group = Group()
    try:
        environment = services.start(group, folder) | {"RAPPORT_MODE": "test"}
        for command in (["scripts.prepare"], ["benchmarks", *sys.argv[1:]]):
            code = run(group, [sys.executable, "-m", *command], environment)
            if code:
                break
    finally:
        group.stop()
        for data in folder.iterdir():
            if data.is_dir():
                shutil.rmtree(data, ignore_errors=True)
        lock.close()
    sys.exit(code if code >= 0 else 128 - code)  # below zero: ended by a signal


def run(group: Group, command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, preexec_fn=lambda: die_with_parent(signal.SIGINT)
    )
    while process.poll() is None and not group.is_stopping:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
        group.tend(0)
    if process.poll() is None:
        process.terminate()
    return process.wait()


if __name__ == "__main__":
    main()
