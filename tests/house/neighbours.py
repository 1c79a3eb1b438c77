"""What the sweeps share: the mark that Willow's people carry, and the wall that is taken down to try the others."""

from django.db import connection

MARK = "Zqxwillow"


def lift(is_lifted: bool) -> None:
    """Take row-level security away, or put it up again, for the rest of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.lifted', %s, true)", ["yes" if is_lifted else ""])
