"""The documents point only at what is there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from practices import patience
from practices.management.commands.prepare_database import LIMITS
from practices.walls import APP, OPS, OWNER
from scripts import settings_table

ROOT = Path(__file__).resolve().parents[2]
APPS = [app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMES = {one.name for group in (settings_table.GROUPS | settings_table.COMPOSE).values() for one in group}

ROOTS = {"/api/v1/", "/api/v2/"}  # where addresses begin, now or one day


def anchors(page):
    heads = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), target
        if anchor and linked.suffix == ".md":
            assert anchor in anchors(linked), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_address_named_is_there(page):
    words = re.findall(r"`([^`\s]+)`", page.read_text())
    for word in words:
        if re.fullmatch(r"[\w./-]+\.(py|yaml|yml|toml|example)", word) and "/" in word:
            assert (ROOT / word).exists(), word
        elif re.fullmatch(r"/(accounts|api|livez|readyz|metrics|book)[\w/]*", word):
            assert word in ROOTS or is_served(word), f"{page.name} sends people to {word}"


def is_served(address):
    try:
        return bool(resolve(address))
    except Resolver404:
        return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_named_is_one_of_ours(page):
    text = page.read_text()
    targets = re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for word in re.findall(r"(?:`|^)make ([a-z0-9-]+)", text, re.MULTILINE):
        assert word in targets, f"make {word}"
    for word in re.findall(r"manage\.py ([a-z_]+)", text):
        assert word in get_commands(), f"manage.py {word}"
    for word in re.findall(r"python3? -m ((?:scripts|config|benchmarks)[\w.]*)", text):
        assert (ROOT / word.replace(".", "/")).with_suffix(".py").exists(), f"python -m {word}"


def test_every_document_is_in_the_index():
    index = (ROOT / "docs/README.md").read_text()
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"({page.name})" not in index] == [
        "README.md"
    ]


def test_settings_in_the_pages_exist():
    for page in PAGES:
        for word in re.findall(
            r"`((?:DATABASE|REDIS|TWILIO|SENDGRID|SECRET|FIELD|METRICS|TRUSTED)_[A-Z_]+)`", page.read_text()
        ):
            assert word in NAMES, f"{page.name}: {word}"


def test_the_roles_in_the_pages_are_those_of_the_database():
    text = (ROOT / "docs/security.md").read_text()
    assert {APP, OWNER, OPS} <= set(re.findall(r"`(rapport_\w+)`", text))


def test_the_limits_in_time_on_the_page_are_those_of_the_code():
    page = " ".join((ROOT / "docs/operations.md").read_text().split())
    pages, migrations = LIMITS[APP], LIMITS[OWNER]
    task, job = (int(limit.total_seconds() // 60) for limit in (patience.TASK, patience.JOB))
    assert (
        f"statements of pages end after {pages['statement_timeout'].removesuffix('s')} seconds, waits for a lock after "
        f"{pages['lock_timeout'].removesuffix('s')}, a transaction that does nothing after "
        f"{pages['idle_in_transaction_session_timeout'].removesuffix('s')}."
    ) in page
    assert f"Statements of workers end after {task} minutes" in page
    assert (
        f"counts from scratch after {job}, those of migrations and of `rebuild_metrics` after an hour" in page
    )
    assert (migrations["statement_timeout"], patience.COMMAND) == ("1h", timedelta(hours=1))


def test_every_place_named_is_a_place_of_the_product():
    """*Settings › Keys*: each part is a word that the product says."""
    files = [file for app in APPS for file in (ROOT / app).rglob("*.py")]
    files += (ROOT / "templates").rglob("*.html")
    said = "".join(file.read_text() for file in files)
    for page in PAGES:
        for path in re.findall(r"\*+([^*\n]* › [^*\n]*)\*", page.read_text()):
            for word in path.split(" › "):
                assert f'"{word}"' in said or f">{word}<" in said, f"{page.name}: {word}"
