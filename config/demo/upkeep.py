"""What PostgreSQL's autovacuum does in its own time, done at once: a story writes and takes away whole tables.

Only the role that owns the tables may, where the process has its address. Tests leave it: those of a run share their
tables, and none may wait for another.
"""

from django.conf import settings
from django.db import connections
from django.db.models import Model


def learn(*which: type[Model]) -> None:
    """Tell the planner what is in tables that were empty a moment ago, in these or in all. Twenty times quicker."""
    _do(f"ANALYZE {', '.join(model._meta.db_table for model in which)}")


def give_back_room(tables: list[str]) -> None:
    """Clear away rows that went.

    The planner takes a table of gone rows for one with hardly any: whatever is written next would be checked
    by reading all rows of the practice for each, and the story would take five times as long.
    """
    _do(f"VACUUM {', '.join(tables)}")


def _do(command: str) -> None:
    if "owner" in settings.DATABASES and settings.MODE != "test":
        with connections["owner"].cursor() as cursor:
            cursor.execute(command)
