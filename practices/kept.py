"""What a process has read of a practice, kept for as long as the database says that nothing of it has changed.

The database itself gives a new version in the transaction of every change, whoever makes it: who sees a change sees
its version, and whoever reads asks for the version first. Versions are random, so one that was taken back is never
met again. Where no version is known nothing is kept.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

Kept = TypeVar("Kept")


class Shelf:
    """Readings of one subject that a process keeps, of whichever practices asked last.

    table       has the column version, and one row a practice; none where the key alone says it all
    most        readings kept
    """

    def __init__(self, table: str = "", *, most: int) -> None:
        self.asking = f"SELECT version FROM {table} WHERE practice_id = %s"  # noqa: S608  our own table
        self.most = most
        self._kept: dict[Hashable, tuple[object, Any]] = {}
        self._keeping = Lock()

    def find(
        self,
        key: Hashable,
        version: object,
        read: Callable[[], Kept],
        holds: Callable[[Kept], bool] = lambda kept: True,
    ) -> Kept:
        """What was read under this version; read now when there is none, or none that still holds."""
        known, kept = self._kept.get(key, (None, None))
        if version is not None and known == version and holds(kept):
            return kept
        kept = read()
        if version is not None:
            self._keep(key, version, kept)
        return kept

    def _keep(self, key: Hashable, version: object, kept: Any) -> None:
        with self._keeping:
            self._kept.pop(key, None)
            self._kept[key] = (version, kept)
            while len(self._kept) > self.most:
                del self._kept[next(iter(self._kept))]


class Reading:
    """One practice's part of a shelf as it stands now. Make a new one for each request, and under a lock again.

    using       the database that is read: a replica tells its own version
    """

    def __init__(self, shelf: Shelf, practice_id: int, *, using: str = DEFAULT_DB_ALIAS) -> None:
        self.shelf, self.practice_id = shelf, practice_id
        with connections[using].cursor() as cursor:
            cursor.execute(shelf.asking, [practice_id])
            self.version: object = (cursor.fetchone() or [None])[0]

    def known(
        self,
        what: tuple[Hashable, ...],
        read: Callable[[], Kept],
        holds: Callable[[Kept], bool] = lambda kept: True,
    ) -> Kept:
        """What `read` returns; kept under `what`, which must name all it depends on beside the version.

        holds       of what depends on the time of day too: whether it does still
        """
        return self.shelf.find((self.practice_id, *what), self.version, read, holds)
