"""Numbers for rows that point at each other, taken before the rows are written."""

from django.db import connection, models


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """So many ids of a table's own sequence, in order."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]
