"""Make the database and its three roles, from the addresses in the environment. Safe to run again."""

import os
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError
from psycopg2 import sql

from config.environment import database
from practices.walls import APP, OPS, OWNER

# How long a role's statements, waits for a lock and idle transactions may last, before the database cuts them.
# Pages are held to the first; workers, commands and long jobs ask for more (practices/patience.py). The owner
# migrates: a change that must wait for a lock would make all pages queue behind it, so it gives up and is run again.
# Nobody signs in as rapport_ops; its functions run within the limits of who calls them. Idle for a minute inside a
# transaction is a process that hangs: between two statements we only compute.
LIMITS = {
    APP: {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
    },
    OWNER: {
        "statement_timeout": "1h",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "10min",
    },
}

# The server's usual 4 is for turning disks: there it would rather read a whole table of people than ask an index for
# each of a thousand. What we read lies in memory or on a disk without arms.
PLANNING = {"random_page_cost": "1.1"}

# What the server writes down itself: values stand in statements and in the detail of an error, so neither is logged.
# Only a superuser may say so; where the administrator is none, the server's own settings must.
SILENCE = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}


class Command(BaseCommand):
    help = "Make the database and its roles (owner, app, ops) with DATABASE_ADMIN_URL."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        admin = os.environ.get("DATABASE_ADMIN_URL")
        owner, app = (database(os.environ.get(name, "")) for name in ("DATABASE_OWNER_URL", "DATABASE_URL"))
        if not admin:
            raise CommandError("DATABASE_ADMIN_URL is not set: it names a role that may create roles.")
        if (owner["USER"], app["USER"]) != (OWNER, APP):
            raise CommandError(f"DATABASE_OWNER_URL must connect as {OWNER} and DATABASE_URL as {APP}.")
        with _connect(database(admin)) as cursor:
            make_roles(cursor, {OWNER: str(owner["PASSWORD"]), APP: str(app["PASSWORD"])})
            make_database(cursor, str(app["NAME"]))
        with _connect({**database(admin), "NAME": app["NAME"]}) as cursor:
            grant(cursor)


class _connect:
    def __init__(self, address: dict[str, Any]) -> None:
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        known = {names[key]: value for key, value in address.items() if key in names and value}
        self.connection = psycopg2.connect(**known, **address["OPTIONS"])
        self.connection.autocommit = True

    def __enter__(self) -> Any:
        return self.connection.cursor()

    def __exit__(self, *error: object) -> None:
        self.connection.close()


def make_roles(cursor: Any, passwords: dict[str, str]) -> None:
    """Three roles without special powers; only owner may become ops, to give it its functions."""
    for role in (OWNER, APP, OPS):
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
    for role, password in passwords.items():
        change = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(password or None)
        )
        cursor.execute(change)
    cursor.execute(f"GRANT {OPS} TO {OWNER}")
    cursor.execute(f"GRANT {OWNER} TO CURRENT_USER")
    for role, limits in LIMITS.items():
        for name, value in (limits | PLANNING).items():
            cursor.execute(f"ALTER ROLE {role} SET {name} = '{value}'")
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    for name, level in SILENCE.items() if cursor.fetchone()[0] else ():
        cursor.execute(f"ALTER ROLE {APP} SET {name} = '{level}'")


def make_database(cursor: Any, name: str) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if not cursor.fetchone():
        create = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        cursor.execute(create)


def grant(cursor: Any) -> None:
    """What each role may do with the tables that the owner will make."""
    cursor.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}, {OPS}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
    future = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
    cursor.execute(f"{future} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}")
    cursor.execute(f"{future} USAGE, SELECT ON SEQUENCES TO {APP}")
    cursor.execute(f"{future} SELECT ON TABLES TO {OPS}")
