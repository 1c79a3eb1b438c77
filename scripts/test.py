"""`make test`, `e2e`, `fuzz` and `chaos`: pytest on services of its own, so that a running demo is never touched."""

import sys

from scripts import services
from scripts.group import Group

# What needs a browser or whole stacks of its own is slow and stays out of `make test`; fuzz and chaos take
# longer still.
CHOSEN = {
    "test": ["-m", "not (browser or stack or fuzz or chaos)", "-n", "2", "--dist", "worksteal"],
    # What several tests stand up together is built by one worker (tests/conftest.py). All wait a lot for what they
    # started: three workers fill two cores.
    "e2e": ["-m", "browser or stack", "-n", "3", "--dist", "loadgroup"],
    "fuzz": ["-m", "fuzz"],
    "chaos": ["-m", "chaos", "-s"],
}


def main() -> None:
    kind, *arguments = sys.argv[1:]
    folder = services.home(".run-test")
    lock = services.only_here(folder, kind)
    group = Group()
    try:
        environment = services.start(group, folder) | {"RAPPORT_MODE": "test"}
        command = [sys.executable, "-m", "pytest", *CHOSEN[kind], *arguments]
        code = group.stand_by(command, environment)
    finally:
        group.stop()
        lock.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
