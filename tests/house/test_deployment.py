"""The image and the compose file say what is there: no engine is needed to know that much."""

import importlib.util
import inspect
import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatch

import pytest
import yaml
from django.conf import settings
from django.urls import resolve

from config import alive, environment
from scripts import dotenv, settings_table
from tests.standins import compose, machines

ROOT = compose.ROOT
SERVICES = compose.services()
OURS = [name for name, service in SERVICES.items() if "build" in service]
SETTINGS = {one.name: one for group in settings_table.GROUPS.values() for one in group}
COMPOSE_ALONE = {one.name: one for group in settings_table.COMPOSE.values() for one in group}
NOT_FOR_AN_IMAGE = {"DEBUG", "WEBHOOKS_MAY_STAY_LOCAL"}  # refused in production
INSTRUCTIONS = compose.instructions()


@pytest.fixture
def given(tmp_path):
    """The .env that docs/operations.md lets people write."""
    file = tmp_path / ".env"
    file.write_text(dotenv.dotenv("rapport.example"))
    return compose.dotenv(file)


def test_every_variable_of_the_compose_files_is_in_the_table_of_settings_and_in_the_example():
    private = compose.NAMED.finditer((ROOT / "docker-compose.private.yml").read_text())
    asked = {*compose.names_asked_for(), *(found[1] for found in private)}
    rows, example = settings_table.table().splitlines(), settings_table.example()
    for name in asked:
        assert any(row.startswith(f"| `{name}` |") for row in rows), name
        assert f"{name}=" in example
    assert asked >= set(COMPOSE_ALONE)


@pytest.mark.parametrize("name", OURS)
def test_every_setting_reaches_the_product(name):
    """Mend by adding the new setting to x-settings."""
    known = set(SERVICES[name]["environment"])
    wanted = set(SETTINGS) - NOT_FOR_AN_IMAGE - {"DATABASE_OWNER_URL"}
    assert wanted - known == set()


def test_what_must_be_set_is_asked_for_and_the_written_file_gives_it(given):
    asked = compose.names_asked_for()
    for one in (SETTINGS | COMPOSE_ALONE).values():
        if one.default is None:
            assert asked[one.name], one.name
    required = {name for name, is_required in asked.items() if is_required}
    assert required == set(given)
    compose.filled(SERVICES, given)


@pytest.mark.parametrize("name", ["BASE_URL", "SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"])
def test_compose_refuses_to_start_without_a_secret(given, name):
    with pytest.raises(compose.Missing, match=name):
        compose.filled(SERVICES, given | {name: ""})


def test_the_written_file_lets_production_start(given):
    environment = compose.environment(SERVICES["web"], given)
    command = [sys.executable, "-c", "import config.settings"]
    started = subprocess.run(
        command, cwd=ROOT, env={"PATH": "/usr/bin"} | environment, capture_output=True, text=True
    )
    assert (started.returncode, started.stderr) == (0, "")


def test_the_written_file_gives_each_its_own_secret(given):
    other = dotenv.dotenv("rapport.example")
    kept = [value for name, value in given.items() if "rapport.example" not in value]
    assert not [value for value in kept if value in other]
    assert given["POSTGRES_PASSWORD"] in given["DATABASE_ADMIN_URL"]
    assert given["REDIS_PASSWORD"] in given["REDIS_URL"]


def test_keys_may_rotate_again_and_again_by_the_page(given, tmp_path, monkeypatch):
    eyes, seals = os.environ | {"PYTHONPATH": str(ROOT)}, []
    for _ in range(3):
        for block in machines.blocks()["FIELD_KEYS"]:
            lines = [line for line in block.splitlines() if not line.startswith("docker")]
            subprocess.run(["bash", "-euc", "\n".join(lines)], cwd=tmp_path, env=eyes, check=True)
            monkeypatch.setenv("FIELD_KEYS", compose.dotenv(tmp_path / ".env")["FIELD_KEYS"])
            seals.append([key.partition(":")[0] for key in environment.keyring("FIELD_KEYS")])
    assert [len(names) for names in seals] == [1, 2, 2, 2, 1] * 3
    assert len({frozenset(names) for names in seals}) == 7  # no key ever has the name of one before it


def test_only_the_one_that_migrates_knows_the_owner_and_the_administrator(given):
    for name in OURS:
        known = compose.environment(SERVICES[name], given).keys() & {
            "DATABASE_OWNER_URL",
            "DATABASE_ADMIN_URL",
        }
        assert bool(known) is (name == "migrate"), name


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists(name):
    words = [str(word) for word in SERVICES[name].get("command") or compose.image_command()]
    if words[:2] == ["python", "-m"]:
        assert importlib.util.find_spec(words[2])
    elif words[:2] == ["python", "manage.py"]:
        subprocess.run([sys.executable, *words[1:3], "--help"], cwd=ROOT, check=True, capture_output=True)
    elif words[0] == "celery":
        read_by_celery(words[1:])
    else:
        assert words[0] == "gunicorn"
        read_by_gunicorn(words[1:])


def read_by_celery(words):
    import click
    from celery.bin.celery import celery

    assert words[:3] == ["--app", "config", "--quiet"]
    command = celery.commands[words[3]]
    _options, rest, _order = command.make_parser(click.Context(command)).parse_args(words[4:])
    assert rest == []


def read_by_gunicorn(words):
    from gunicorn.config import Config

    read = Config().parser().parse_args(words)
    assert read.args == ["config.wsgi"]


def test_every_health_check_points_at_something_real():
    for name, service in SERVICES.items():
        check = service.get("healthcheck", {})
        if check.get("disable"):
            assert name in {"beat", "migrate"}
        elif name == "web":
            assert "test" not in check  # the image's own
        else:
            kind, *words = check["test"]
            assert kind in {"CMD", "CMD-SHELL"}
            assert words[0].split()[0] in {"celery", "pg_isready", "redis-cli", "/mailpit"}
    asked = json.loads(
        next(rest for word, rest in INSTRUCTIONS if word == "HEALTHCHECK").partition("CMD ")[2]
    )
    assert asked == ["python", "-m", "config.alive"]
    asked_for = inspect.signature(alive.main).parameters["path"].default
    assert resolve(asked_for).url_name == "livez"
    assert " PORT=8000 " in (ROOT / "Dockerfile").read_text()
    assert ("EXPOSE", "8000") in INSTRUCTIONS


def test_a_stop_is_told_to_the_first_process_alone_which_ends_the_others_in_order():
    assert ("ENTRYPOINT", '["tini", "--"]') in INSTRUCTIONS


def test_what_is_waited_for_can_become_healthy():
    conditions = {"service_healthy", "service_completed_successfully"}
    for name, service in SERVICES.items():
        for other, wait in service.get("depends_on", {}).items():
            assert wait["condition"] in conditions, name
            if wait["condition"] == "service_healthy":
                assert SERVICES[other]["healthcheck"]["test"]


def test_every_image_is_pinned():
    images = [rest.split(" AS ")[0] for word, rest in INSTRUCTIONS if word == "FROM"]
    images += [service["image"] for service in SERVICES.values()]
    for image in images:
        name, _, tag = image.partition(":")
        assert re.match(r"v?\d+\.\d+", tag), image
        assert "." not in name.split("/")[0], f"{image} names a host"


def test_what_is_built_with_one_python_runs_with_the_same():
    """The packages are carried over: compiled for this Python and the libraries of its Debian."""
    pythons = {rest.split(" AS ")[0] for word, rest in INSTRUCTIONS if rest.startswith("python:")}
    assert len(pythons) == 1, pythons


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_is_root_and_nothing_is_written_but_where_it_must_be(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    users = [rest for word, rest in INSTRUCTIONS if word == "USER"]
    user = service.get("user") or users[-1]
    assert int(user.split(":")[0]) > 0
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    for port in service.get("ports", []):
        assert port.removeprefix("${PUBLISH:-").startswith("127.0.0.1:")


def test_the_data_stay_off_the_outside_network():
    assert yaml.safe_load((ROOT / "docker-compose.yml").read_text())["networks"]["data"] == {"internal": True}
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["data"]
        assert "ports" not in SERVICES[name]


def test_everything_the_image_copies_is_in_the_tree():
    for word, rest in INSTRUCTIONS:
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
    for name in ("assets", "locale", "manage.py", "scripts/vendor_assets.py", "requirements/base.txt"):
        assert (ROOT / name).exists()
        assert not is_left_out(name), name


def test_every_app_is_in_the_image_and_no_secret_or_test_is():
    apps = [app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()]
    assert not [app for app in [*apps, "templates", "static/js", "config"] if is_left_out(app)]
    for name in (".env", ".git", ".run", ".run-test", ".venv", "node_modules", "tests", "rapport.dump"):
        assert is_left_out(name), name


def is_left_out(name):
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    return any(fnmatch(name, pattern) for pattern in patterns)
