"""The one path by which append-only rows may change: somebody is erased, or a text is sealed again."""

from django.db import connection


class erasing:
    """Open the path for this block of this transaction only.

    Source      practices/migrations/0002_walls.py, refuse_change()
    """

    def __enter__(self) -> None:
        self._say("yes")

    def __exit__(self, *error: object) -> None:
        self._say("")

    def _say(self, answer: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.erasing', %s, true)", [answer])
