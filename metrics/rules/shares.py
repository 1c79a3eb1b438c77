"""Shares of a whole: how sure a rate is, and whether one differs from another."""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054  # the normal quantile of a two-sided 95 % interval
SMALL = 20  # below this denominator counts are shown, not a percentage (metrics.md, rule 8)


@dataclass(frozen=True)
class Interval:
    """A 95 % interval, ends included."""

    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    numerator: int
    denominator: int

    @property
    def rate(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    @property
    def is_small(self) -> bool:
        """Too few to speak of a percentage; the counts speak for themselves."""
        return self.denominator < SMALL

    @property
    def interval(self) -> Interval | None:
        return wilson(self.numerator, self.denominator) if self.denominator else None


def wilson(numerator: int, denominator: int) -> Interval:
    """Where the true rate may lie, given what was counted; never outside 0 to 1.

    Source      Wilson 1927; Brown, Cai & DasGupta 2001
    """
    if not 0 <= numerator <= denominator or denominator == 0:
        raise ValueError(f"not a share: {numerator} of {denominator}")
    rate = numerator / denominator
    spread = Z95 * Z95 / denominator
    middle = (rate + spread / 2) / (1 + spread)
    reach = Z95 * sqrt((rate * (1 - rate) + spread / 4) / denominator) / (1 + spread)
    low = 0.0 if numerator == 0 else middle - reach
    high = 1.0 if numerator == denominator else middle + reach
    return Interval(low, high)


def difference(now: Share, before: Share) -> Interval | None:
    """Where the true difference of two rates may lie (now minus before); None when a side is empty.

    Source      Newcombe 1998, method 10: the two Wilson intervals, squared and added
    """
    if not now.denominator or not before.denominator:
        return None
    p, q = now.numerator / now.denominator, before.numerator / before.denominator
    a, b = (
        wilson(now.numerator, now.denominator),
        wilson(before.numerator, before.denominator),
    )
    return Interval(
        p - q - sqrt((p - a.low) ** 2 + (b.high - q) ** 2),
        p - q + sqrt((a.high - p) ** 2 + (q - b.low) ** 2),
    )
