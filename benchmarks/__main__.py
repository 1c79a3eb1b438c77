"""Measure: `python -m benchmarks [--long] [S1 S3 …]`; `make bench` and `make bench-long` bring services of their own.

Each scenario runs in a process of its own, so that its memory is its own and one that breaks leaves the others alone.
The exit code is not zero when a gate is missed or a scenario breaks.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from importlib import import_module

import django

from benchmarks.measuring import Line, Size
from benchmarks.table import table
from practices import patience

SCENARIOS = {
    "S1": "team",
    "S2": "one_day",
    "S3": "booking",
    "S4": "race",
    "S5": "sending",
    "S7": "dashboard",
    "S9": "tenants",
    "S10": "overhead",
    "list": "client_list",
}
BROUGHT = {"S1g": "S1", "S8": "S7"}
"""Measured in the same practice, and so by the same scenario. S6, planning for a million at once, is not built."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "scenarios", nargs="*", choices=[*SCENARIOS, *BROUGHT, []], help="all of them when none is named"
    )
    parser.add_argument("--long", action="store_true", help="full sizes: a million rows and more")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        return alone(asked.scenarios[0], Size(is_long=asked.long))
    began, lines, broken = time.monotonic(), list[Line](), list[str]()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}: trust the ratios, not the times.\n",
        flush=True,
    )
    for name in dict.fromkeys(BROUGHT.get(name, name) for name in asked.scenarios or SCENARIOS):
        print(f"… {name} {SCENARIOS[name].replace('_', ' ')}", file=sys.stderr, end="", flush=True)
        started = time.monotonic()
        found = in_a_process(name, is_long=asked.long)
        print(f" {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        lines += found
        broken += [] if found else [name]
    print(table(lines))
    missed = [line.name for line in lines if not line.held]
    print(f"\n{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f} at the end.")
    print(f"Missed: {', '.join(missed) or 'none'}. Broken: {', '.join(broken) or 'none'}.")
    return 1 if missed or broken else 0


def in_a_process(name: str, *, is_long: bool) -> list[Line]:
    """The lines of one scenario; none when it broke, and its error is on the screen."""
    command = [sys.executable, "-m", "benchmarks", "--alone", name, *(["--long"] if is_long else [])]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    lines = [Line(**json.loads(line)) for line in told.stdout.splitlines() if line.startswith("{")]
    return lines if told.returncode == 0 else []


def alone(name: str, size: Size) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    patience.stand(patience.COMMAND)  # what is laid down here takes longer than a page may
    scenario = import_module(f"benchmarks.scenarios.{SCENARIOS[name]}")
    for line in scenario.measure(size):
        print(json.dumps(asdict(line)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
