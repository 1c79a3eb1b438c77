"""The second wall: row-level security learns the active practice at the start of each transaction.

The value is local to the transaction, so persistent connections and poolers in transaction mode are safe. The same
moment tells how long a statement may take, where somebody asked for more than the role is given.
Source      reliability notes: SET LOCAL in a middleware with ATOMIC_REQUESTS shows empty pages
"""

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from practices import patience
from practices.active import active_practice_id

TELL = "SELECT set_config('app.practice', %s, true)"
TELL_BOTH = "SELECT set_config('app.practice', %s, true), set_config('statement_timeout', %s, true)"


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django's own hook, unknown to the stubs
        if autocommit:
            return
        if (limit := patience.asked()) is None:
            self.tell_practice(active_practice_id())
        else:
            milliseconds = int(limit.total_seconds() * 1000)
            self._say(TELL_BOTH, str(active_practice_id() or ""), str(milliseconds))

    def tell_practice(self, practice_id: int | None) -> None:
        """Let the open transaction see the rows of this practice; with None, no practice's."""
        self._say(TELL, str(practice_id or ""))

    def tell_patience(self) -> None:
        """Repeat to a transaction that is open already how long its statements may take; others hear it at BEGIN."""
        if not self.in_atomic_block or self.connection is None:
            return
        if self.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
            return  # nothing can be said, and nothing needs to be: the rollback ends it
        if (limit := patience.asked()) is None:
            self._say("SET LOCAL statement_timeout TO DEFAULT")
        else:
            self._say(f"SET LOCAL statement_timeout TO {int(limit.total_seconds() * 1000)}")

    def _say(self, statement: str, *values: str) -> None:
        if self.connection is None:
            return
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
