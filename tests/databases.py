"""The databases of the tests: a template that the owner role has migrated, and how one is emptied again."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase

from config.environment import database

ROOT = Path(__file__).resolve().parent.parent
LIFTED = """
DO $$ DECLARE walled name; BEGIN
    FOR walled IN SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
                  WHERE polname = 'practice_wall' LOOP
        EXECUTE format($sql$CREATE POLICY lifted ON %I TO rapport_app
                       USING (current_setting('app.lifted', true) = 'yes')$sql$, walled);
    END LOOP;
END $$
"""
"""Tests alone may lift row-level security, for one transaction: so that each wall is tried without the other."""
DJANGOS_OWN = {"django_content_type", "auth_permission"}
GROWN = """
SELECT relname, pg_relation_size(oid) > 500000 FROM pg_class
WHERE relname = ANY(%s) AND relkind = 'r' AND pg_relation_size(oid) > 0
"""


class admin:
    """A cursor of the role that may make databases."""

    def __init__(self, name: str = "postgres") -> None:
        address = {**database(os.environ["DATABASE_ADMIN_URL"]), "NAME": name}
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        self.connection = psycopg2.connect(**{names[key]: address[key] for key in names if address[key]})
        self.connection.autocommit = True

    def __enter__(self) -> Any:
        return self.connection.cursor()

    def __exit__(self, *error: object) -> None:
        self.connection.close()


def template() -> str:
    """The name of a migrated database, made once for each state of the migrations; workers wait for the first."""
    ours = [ROOT / "practices/walls.py", ROOT / "practices/management/commands/prepare_database.py"]
    sources = sorted([*ROOT.glob("*/migrations/*.py"), *ours, Path(__file__)])
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    name = f"rapport_template_{digest}"
    with admin() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"{name}_ready"])
        if cursor.fetchone():
            return f"{name}_ready"
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        migrate(name)
        with admin(name) as inner:
            inner.execute(LIFTED)
        cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{name}_ready"')
    return f"{name}_ready"


def migrate(name: str) -> None:
    addresses = {key: os.environ[key] for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    named = {key: renamed(url, name) for key, url in addresses.items()}
    os.environ.update(named)
    try:
        call_command("prepare_database")
        connections["owner"].settings_dict["NAME"] = name
        call_command("migrate", verbosity=0)
        connections["owner"].close()
    finally:
        os.environ.update(addresses)


def renamed(url: str, name: str) -> str:
    """The same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def empty_by_rows(case: TransactionTestCase) -> None:
    """Delete the rows that a test has committed. Django's TRUNCATE makes each of 90 tables and its indexes anew, and
    then writes the content types and permissions again.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with admin(connection.settings_dict["NAME"]) as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        cursor.execute(GROWN, [[table for table in tables if table not in DJANGOS_OWN]])
        for table, is_large in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  a name of ours
            if is_large:
                cursor.execute(f'VACUUM "{table}"')
