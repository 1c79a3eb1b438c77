"""What a page showed of a visit, in a few letters, so that an old page cannot overwrite a new state."""

from typing import Protocol


class Versioned(Protocol):
    version: int
    status: str


def seen_of(visit: Versioned) -> str:
    """The version grows with each move; the status tells the steps apart."""
    return f"{visit.version}.{visit.status}"
