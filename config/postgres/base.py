"""The second wall: row-level security learns the active practice at the start of each transaction.

The value is local to the transaction, so persistent connections and poolers in transaction mode are safe.
Source      reliability notes: SET LOCAL in a middleware with ATOMIC_REQUESTS shows empty pages
"""

from django.db.backends.postgresql import base

from practices.active import active_practice_id

TELL = "SELECT set_config('app.practice', %s, true)"


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django's own hook, unknown to the stubs
        if not autocommit:
            self.tell_practice(active_practice_id())

    def tell_practice(self, practice_id: int | None) -> None:
        """Let the open transaction see the rows of this practice; with None, no practice's."""
        if self.connection is None:
            return
        with self.connection.cursor() as cursor:
            cursor.execute(TELL, [str(practice_id or "")])
