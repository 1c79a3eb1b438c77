"""Whether a row of some file is about a person, however the file writes them. In doubt it is."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from clients.rules.names import fold

# Enough of a number to know it again, whatever country code, zero or spaces stand before.
END_OF_A_NUMBER = 7
_NOT_A_DIGIT = re.compile(r"\D+")


@dataclass(frozen=True)
class Person:
    """Whom to look for, under all they were called here.

    names       as people write them
    contacts    telephone numbers and e-mail addresses
    numbers     of the client in other systems
    """

    names: frozenset[str]
    contacts: frozenset[str]
    numbers: frozenset[str] = frozenset()

    def is_in(self, cells: Sequence[str], *, numbered: Collection[int] = ()) -> bool:
        """Whether these cells name the person, in one cell or in several, or hold a contact.

        numbered    places of the cells that hold numbers of clients; elsewhere a "7" is just a seven
        """
        if any(place < len(cells) and cells[place].strip() in self.numbers for place in numbered):
            return True
        return self._is_reached_by(cells) or self._is_named_in(cells)

    def _is_reached_by(self, cells: Sequence[str]) -> bool:
        mails = {one.casefold() for one in self.contacts if "@" in one}
        ends = {_digits(one)[-END_OF_A_NUMBER:] for one in self.contacts if "@" not in one}
        for cell in cells:
            said = cell.casefold()
            if any(mail in said for mail in mails):
                return True
            digits = _digits(cell)
            if len(digits) >= END_OF_A_NUMBER and any(digits.endswith(end) for end in ends):
                return True
        return False

    def _is_named_in(self, cells: Sequence[str]) -> bool:
        """All words of a name stand somewhere in the row; a single word must have a cell of its own."""
        folded = [fold(cell) for cell in cells]
        said = {word for cell in folded for word in cell.split()}
        for name in self.names:
            words = fold(name).split()
            if len(words) > 1 and said.issuperset(words):
                return True
            if len(words) == 1 and words[0] in folded:
                return True
        return False


def _digits(text: str) -> str:
    return _NOT_A_DIGIT.sub("", text)
