"""One line per table: its rows and a checksum of all that is in them. Two databases with equal lines are equal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""
# The order of rows is no part of it, so that a table of any size is read once and never sorted.
CHECKSUM = "SELECT '{name}', count(*), COALESCE(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {table} t"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in connections:
            raise CommandError("DATABASE_OWNER_URL is not set: only rapport_owner sees every row.")
        connection = connections["owner"]
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            names = [row[0] for row in cursor.fetchall()]
            parts = [CHECKSUM.format(name=name, table=connection.ops.quote_name(name)) for name in names]
            cursor.execute(
                " UNION ALL ".join(parts)
            )  # one statement sees one moment, whatever is written meanwhile
            for name, rows, checksum in sorted(cursor.fetchall()):
                self.stdout.write(f"{name} {rows} {checksum}")
