"""The five parts of a service, and who is needed in which.

    before      practitioner and room        setting up
    hands-on    practitioner, room, client
    processing  room and client              the practitioner may see someone else
    finishing   practitioner, room, client
    after       practitioner, room           notes and cleaning

The client's time is the core: hands-on, processing and finishing. `starts_at` is the start of the core.

Source      features.md F21, §4.3, §4.5
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Part = Literal["hands_on", "processing", "finishing"]
CORE: tuple[Part, ...] = ("hands_on", "processing", "finishing")
Piece = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Use:
    """What one resource gives to a visit.

    pieces          minutes from the start of the core, half open, in order
    before, after   rest around them, in minutes: soft, staff may override
    """

    pieces: tuple[Piece, ...]
    before: int = 0
    after: int = 0

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """How long each part takes, in minutes."""

    hands_on: int
    processing: int = 0
    finishing: int = 0
    before: int = 0
    after: int = 0
    is_free_in_processing: bool = True
    is_room_cleaned: bool = True

    @property
    def minutes(self) -> int:
        """What the client's diary says."""
        return self.hands_on + self.processing + self.finishing

    @property
    def client(self) -> Use:
        return Use(((0, self.minutes),))

    @property
    def practitioner(self) -> Use:
        """Free in processing, unless the service keeps them at hand."""
        parts: tuple[Part, ...] = ("hands_on", "finishing") if self.is_free_in_processing else CORE
        return Use(self._pieces(parts), self.before, self.after)

    @property
    def room(self) -> Use:
        """Taken as long as the client is in it; cleaned after, if the service says so."""
        rest = (self.before, self.after) if self.is_room_cleaned else (0, 0)
        return Use(self._pieces(CORE), *rest)

    def equipment(self, parts: Iterable[Part] = CORE) -> Use:
        """Taken only in the parts that use it."""
        return Use(self._pieces(parts))

    def _pieces(self, parts: Iterable[Part]) -> tuple[Piece, ...]:
        """The named parts as stretches; parts that touch become one."""
        wanted, at = set(parts), 0
        pieces: list[Piece] = []
        for part in CORE:
            end = at + getattr(self, part)
            if part in wanted and end > at:
                if pieces and pieces[-1][1] == at:
                    pieces[-1] = (pieces[-1][0], end)
                else:
                    pieces.append((at, end))
            at = end
        return tuple(pieces)
