"""What a process has read of a practice, kept for as long as the database says that nothing of it has changed.

The database itself gives a new version in the transaction of every change, whoever makes it: who sees a change sees
its version, and whoever reads asks for the version first. Versions are random, so one that was taken back is never
met again. Where no version is known nothing is kept.

Parts of pages are kept under all they are drawn of, versions among it.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

Kept = TypeVar("Kept")


class Bounded(dict[Hashable, Any]):
    """As much as there is room for; what has lain longest goes first."""

    def __init__(self, *, most: int) -> None:
        super().__init__()
        self.most = most
        self._keeping = Lock()

    def keep(self, key: Hashable, value: object) -> None:
        with self._keeping:
            self.pop(key, None)
            self[key] = value
            while len(self) > self.most:
                del self[next(iter(self))]


class Shelf:
    """Readings of one subject that a process keeps, of whichever practices asked last.

    table       has the column version, and one row a practice
    most        readings kept
    """

    def __init__(self, table: str, *, most: int) -> None:
        self.asking = f"SELECT version FROM {table} WHERE practice_id = %s"  # noqa: S608  our own table
        self._kept = Bounded(most=most)

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
            return cast("Kept", kept)
        read_now = read()
        if version is not None:
            self._kept.keep(key, (version, read_now))
        return read_now


class Drawings:
    """Parts of pages that a process has drawn. A key names all that its part is drawn of.

    most        parts kept
    """

    def __init__(self, *, most: int) -> None:
        self._drawn = Bounded(most=most)

    def find(self, key: Hashable, draw: Callable[[], str]) -> str:
        """The part under this key. While somebody works on the templates (DEBUG) each is drawn anew."""
        if settings.DEBUG:
            return draw()
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = draw()
            self._drawn.keep(key, drawn)
        return str(drawn)


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
