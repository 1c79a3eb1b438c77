"""The shape of a definition."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise  # a sentence, translated when it is shown


class Kind(StrEnum):
    """How a number is shown and compared."""

    SHARE = "share"  # numerator of denominator, a percentage with its interval
    COUNT = "count"
    MONEY = "money"
    SCORE = "score"


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One number, in words a practice owner can check.

    ripeness    when a unit may be counted at all; empty when at once
    rows        what one row of the list behind the number is
    """

    id: str
    version: int
    kind: Kind
    name: Words
    meaning: Words
    formula: Words
    population: Words
    ripeness: Words = ""
    numerator: Words = ""
    denominator: Words = ""
    rows: Words = ""
    more_is_better: bool = True
    source: str = ""
