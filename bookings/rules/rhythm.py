"""How often somebody comes, and which free days fit that best."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

FEWEST_VISITS = 3
"""Two visits are one gap, and one gap is no habit."""
LONGEST_GAP = 365


def usual_gap(days: Sequence[date], otherwise: int) -> int:
    """Days between visits: the middle one of the client's own gaps once there are enough, else the usual of the trade.

    days        of past visits, in order
    """
    gaps = [(b - a).days for a, b in pairwise(days) if 0 < (b - a).days <= LONGEST_GAP]
    return round(median(gaps)) if len(gaps) + 1 >= FEWEST_VISITS else otherwise


def best_days(free: Iterable[date], *, near: date, count: int = 3) -> list[date]:
    """The free days closest to the one that fits the rhythm, in the order of the calendar.

    Of two equally close ones the same weekday wins, then the later: nobody likes to be hurried.
    """

    def far(day: date) -> tuple[int, bool, bool]:
        return (abs((day - near).days), day.weekday() != near.weekday(), day < near)

    return sorted(sorted(free, key=far)[:count])
