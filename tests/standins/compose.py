"""docker-compose.yml and Dockerfile, read as Docker reads them: enough of it to check and to run what they say."""

import json
import re
from functools import reduce
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"\$(?:\$|\{(\w+)(?::([?-])([^}]*))?\})")


class Missing(Exception):
    """A variable that must be given is not."""


def services(folder=ROOT, files="docker-compose.yml"):
    """The services of these files, joined by colons as COMPOSE_FILE has them; a later one adds lists and mappings."""
    read = [yaml.safe_load((folder / file).read_text())["services"] for file in files.split(":")]
    return reduce(_added, read)


def _added(one, more):
    if isinstance(one, dict) and isinstance(more, dict):
        return one | {key: _added(one[key], value) if key in one else value for key, value in more.items()}
    return one + [each for each in more if each not in one] if isinstance(one, list) else more


def filled(value, given):
    """Text, list or mapping with its ${NAMES} replaced from .env, as compose does before it starts anything."""
    if isinstance(value, dict):
        return {key: filled(inner, given) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, given) for inner in value]
    if not isinstance(value, str):
        return value
    return NAMED.sub(lambda found: _one(found, given), value)


def _one(found, given):
    name, kind, rest = found.groups()
    if name is None:
        return "$"
    if given.get(name):
        return given[name]
    if kind == "?":
        raise Missing(name)
    return rest if kind == "-" else ""


def environment(service, given):
    """What the service's process sees; a name without a value is passed on when .env has it."""
    passed = {
        name: given[name] for name, value in service["environment"].items() if not value and name in given
    }
    fixed = {name: value for name, value in service["environment"].items() if value}
    return filled(fixed, given) | passed


def dotenv(file):
    """The variables of a .env file."""
    lines = (
        line.partition("=") for line in file.read_text().splitlines() if line and not line.startswith("#")
    )
    return {name: value for name, _, value in lines}


def names_asked_for(folder=ROOT):
    """Every variable the compose file reads from .env → whether it must be given."""
    text = re.sub(r"#.*", "", (folder / "docker-compose.yml").read_text())
    asked = {found[1]: found[2] == "?" for found in NAMED.finditer(text) if found[1]}
    for service in services(folder).values():
        asked |= {name: False for name, value in service.get("environment", {}).items() if value is None}
    return asked


def instructions(folder=ROOT):
    """The Dockerfile's lines as (word, rest), with folded lines joined."""
    text = (folder / "Dockerfile").read_text().replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [tuple(line.split(None, 1)) for line in lines]


def image_command(folder=ROOT):
    """What a service without a command of its own runs."""
    return json.loads(next(rest for word, rest in instructions(folder) if word == "CMD"))


def image_environment(folder=ROOT):
    """The settings under which the image is built: NAME=value words before the last command of its build."""
    collect = next(rest for word, rest in instructions(folder) if word == "RUN" and "collectstatic" in rest)
    return dict(part.split("=", 1) for part in collect.partition(" python ")[0].split())
