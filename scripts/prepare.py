"""Bring the database to what the code expects: roles, database, migrations. One process: each costs 2 s."""

import os

import django
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("prepare_database", verbosity=0)
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
