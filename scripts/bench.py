"""`make bench` and `make bench-long`: the measurements, on services of their own, whose data is thrown away after."""

import shutil
import sys

from scripts import services
from scripts.group import Group


def main() -> None:
    folder = services.home(".run-bench")
    lock = services.only_here(folder, "bench")
    group = Group()
    try:
        environment = services.start(group, folder) | {"RAPPORT_MODE": "test"}
        for command in (["scripts.prepare"], ["benchmarks", *sys.argv[1:]]):
            code = group.stand_by([sys.executable, "-m", *command], environment)
            if code:
                break
    finally:
        group.stop()
        for data in folder.iterdir():
            if data.is_dir():
                shutil.rmtree(data, ignore_errors=True)
        lock.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
