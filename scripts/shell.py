"""`make shell`: a Python shell on the demo's database, whether the demo is being served or not."""

import json
import subprocess
import sys
from pathlib import Path

from scripts import services
from scripts.group import ROOT, Group

SHELL = [sys.executable, "manage.py", "shell"]


def main() -> None:
    folder = services.home(".run")
    try:
        lock = services.only_here(folder, "run")
    except SystemExit:
        subprocess.run(SHELL, cwd=ROOT, env=environment_of_the_running_demo(folder))
        return
    group = Group()
    try:
        environment = {"RAPPORT_MODE": "demo"} | services.start(group, folder)
        subprocess.run(SHELL, cwd=ROOT, env=environment)
    finally:
        group.stop()
        lock.close()


def environment_of_the_running_demo(folder: Path) -> dict[str, str]:
    kept: dict[str, str] = json.loads((folder / "environment.json").read_text())
    return kept


if __name__ == "__main__":
    main()
