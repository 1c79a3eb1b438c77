"""Write the hash-pinned locks, or say which are older than what they lock.

Each Python lock begins with the fingerprint of the `.in` files it was made from, so that freshness can be
checked offline: `make check` must not need a registry.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
LOCKS = ("uv", "node", "base", "embedded", "dev")
OLDEST_PYTHON = "3.11"
MARK = "# Locked from "


def sources(name: str) -> list[Path]:
    """The `.in` file of a lock and those it includes."""
    path = REQUIREMENTS / f"{name}.in"
    lines = path.read_text().splitlines()
    included = [line.split()[1].removesuffix(".in") for line in lines if line.startswith("-r ")]
    return [path, *(source for other in included for source in sources(other))]


def fingerprint(name: str) -> str:
    """Only the requirements count: a changed comment does not make a lock stale."""
    lines = (line.strip() for path in sources(name) for line in path.read_text().splitlines())
    wanted = sorted(line for line in lines if line and not line.startswith(("#", "-r ")))
    return hashlib.sha256("\n".join(wanted).encode()).hexdigest()[:16]


def stale_python() -> list[str]:
    return [
        f"requirements/{name}.txt"
        for name in LOCKS
        if not (REQUIREMENTS / f"{name}.txt").read_text().startswith(MARK + fingerprint(name))
    ]


def stale_npm() -> list[str]:
    wanted = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"][""]
    same = all(wanted.get(kind) == locked.get(kind) for kind in ("dependencies", "devDependencies"))
    return [] if same else ["package-lock.json"]


def compile_lock(name: str, arguments: list[str]) -> None:
    """Resolve for every platform and Python from 3.11; lower locks hold the upper ones to their versions."""
    target = REQUIREMENTS / f"{name}.txt"
    held = [f"--constraint={REQUIREMENTS / lower}.txt" for lower in LOCKS[: LOCKS.index(name)]]
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet", "--universal"]
    form = ["--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-annotate", "--no-header"]
    files = ["--output-file", str(target), str(REQUIREMENTS / f"{name}.in")]
    subprocess.run([*uv, *form, *held, *arguments, *files], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    target.write_text(f"{MARK}{fingerprint(name)} by `make lock`; not edited by hand.\n{target.read_text()}")


def compile_npm() -> None:
    npm = os.environ.get("NPM", "npm").split()
    subprocess.run([*npm, "install", "--package-lock-only", "--silent"], check=True, cwd=ROOT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which locks are stale")
    options, arguments = parser.parse_known_args()
    if not options.check:
        for name in LOCKS:
            compile_lock(name, arguments)
        compile_npm()
    if stale := stale_python() + stale_npm():
        sys.exit(f"Older than what they lock: {', '.join(stale)}. Run `make lock`.")


if __name__ == "__main__":
    main()
