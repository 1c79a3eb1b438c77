"""Is it more than noise? An arrow is drawn only when the interval of the change excludes zero."""

from collections.abc import Sequence
from enum import StrEnum
from math import sqrt
from statistics import fmean, variance

from metrics.rules.shares import Z95, Interval


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    LEVEL = "level"  # within noise
    UNKNOWN = "unknown"  # nothing to compare with


def direction(change: Interval | None) -> Direction:
    if change is None:
        return Direction.UNKNOWN
    if not change.excludes_zero:
        return Direction.LEVEL
    return Direction.UP if change.low > 0 else Direction.DOWN


def change_of_counts(now: int, before: int) -> Interval | None:
    """The change of two counts of separate events (Poisson): its variance is their sum.

    None when nothing happened in either.
    """
    if now + before == 0:
        return None
    reach = Z95 * sqrt(now + before)
    return Interval(now - before - reach, now - before + reach)


def change_of_sums(now: Sequence[float], before: Sequence[float]) -> Interval | None:
    """The change of two sums of daily amounts, judged by how much the days differ among themselves.

    now, before     one amount per day, days without any included
    None when either has fewer than seven days: a week is the least that shows its own spread.
    """
    if min(len(now), len(before)) < 7:
        return None
    reach = Z95 * sqrt(len(now) * variance(now) + len(before) * variance(before))
    change = fmean(now) * len(now) - fmean(before) * len(before)
    return Interval(change - reach, change + reach)
