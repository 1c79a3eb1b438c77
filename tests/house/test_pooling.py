"""Nothing outlives a transaction: what makes a pooler in transaction mode safe, held against the source."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
APPS = ("practices", "clients", "bookings", "journeys", "followups", "metrics", "config")
KEPT_BY_A_SESSION = {
    "a lock of the session": r"pg_(try_)?advisory_lock(_shared)?\(",
    "a setting of the session": r"set_config\([^)]*,\s*false\)|\bSET SESSION\b",
    "a message between sessions": r"\b(LISTEN|NOTIFY|UNLISTEN)\b|pg_notify\(",
    "a prepared statement": r"\b(PREPARE|DEALLOCATE) \w",
    "a temporary table": r"\bTEMP(ORARY)? TABLE\b",
    "a cursor beyond its transaction": r"\bWITH HOLD\b",
}


def statements():
    """Every line of the product that could be SQL; a role's own settings are made by its administrator."""
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if file.name != "prepare_database.py":
                yield from (
                    (f"{file.relative_to(ROOT)}: {line.strip()}", line)
                    for line in file.read_text().splitlines()
                )


@pytest.mark.parametrize("what", KEPT_BY_A_SESSION)
def test_nothing_is_kept_by_a_session(what):
    found = [place for place, line in statements() if re.search(KEPT_BY_A_SESSION[what], line)]
    assert found == []


def test_no_cursor_is_kept_on_the_server():
    assert settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_the_active_practice_ends_with_its_transaction(willow):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.practice')")
        assert cursor.fetchone() == (str(willow.practice.pk),)
    source = (ROOT / "config/postgres/base.py").read_text()
    assert "set_config('app.practice', %s, true)" in source
