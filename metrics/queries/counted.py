"""What the derived tables say of a page's days, place and hands; each process keeps what it has read.

The tables change only when somebody counts, and are read at every look at the page. A count that met marks gives a
new version whether or not a row came out different, so what is read of the record and is marked when it changes may
be kept under it too. What changes without a mark (metrics.queries.live) is always asked for.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from metrics.queries.scope import Scope
from practices.kept import Drawings, Reading, Shelf
from practices.replica import reading_from

Kept = TypeVar("Kept")
SHELF = Shelf("metrics_counted", most=300)
"""A dozen make a page; sums of a year by day are the largest, 500 kB."""
DRAWN = Drawings(most=100)  # of 50 kB


class Counted:
    """The numbers of one scope as they are counted now. Make a new one for each request."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.about: tuple[Hashable, ...] = (
            scope.period,
            scope.today,
            scope.location_id,
            scope.practitioner_id,
        )
        self.reading = Reading(SHELF, scope.practice.pk, using=reading_from())

    def of(self, read: Callable[[Scope], Kept]) -> Kept:
        """What `read` says of the scope; it may ask the derived tables, the days and the place, and nothing else."""
        return self.known((read.__module__, read.__qualname__), lambda: read(self.scope))

    def known(
        self,
        what: tuple[Hashable, ...],
        read: Callable[[], Kept],
        holds: Callable[[Kept], bool] = lambda kept: True,
    ) -> Kept:
        """The same for what depends on more, which `what` must name; on the time of day, which `holds` must judge."""
        return self.reading.known((*what, *self.about), read, holds)

    def drawn(self, what: tuple[Hashable, ...], draw: Callable[[], str]) -> str:
        """A part of a page made of these numbers and of what `what` names."""
        version = self.reading.version
        return DRAWN.find((self.scope.practice.pk, version, *what, *self.about), draw) if version else draw()
