"""What people said: the net promoter score and the share of content answers."""

from dataclasses import dataclass
from math import sqrt

from metrics.rules.shares import Z95, Interval

PROMOTER = 9  # of 0 to 10
DETRACTOR = 6
CONTENT = 4  # of 1 to 5
ENOUGH_FOR_NPS = 10  # fewer answers give no score (features.md 4.11)


@dataclass(frozen=True)
class Nps:
    """Answers to "would you recommend us, 0 to 10?", counted."""

    promoters: int
    passives: int
    detractors: int

    @property
    def answers(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float | None:
        """Between -100 and 100; None when too few people answered."""
        if self.answers < ENOUGH_FOR_NPS:
            return None
        return 100 * (self.promoters - self.detractors) / self.answers

    @property
    def interval(self) -> Interval | None:
        if self.answers < ENOUGH_FOR_NPS:
            return None
        middle, error = self._adjusted()
        return _clipped(middle - Z95 * error, middle + Z95 * error)

    def difference(self, before: "Nps") -> Interval | None:
        """Where the true change since `before` may lie; None when either has no score."""
        if self.score is None or before.score is None:
            return None
        (now, error), (then, older_error) = self._adjusted(), before._adjusted()
        reach = Z95 * sqrt(error**2 + older_error**2)
        return Interval(now - then - reach, now - then + reach)

    def _adjusted(self) -> tuple[float, float]:
        """Score and standard error with three invented answers: a promoter's share of them is 3/4,
        a detractor's 3/4, the rest passive.

        Source      adjusted Wald, best of those compared in Rocks 2016 and by MeasuringU
        """
        n = self.answers + 3
        p, d = (self.promoters + 0.75) / n, (self.detractors + 0.75) / n
        return 100 * (p - d), 100 * sqrt((p + d - (p - d) ** 2) / n)


def _clipped(low: float, high: float) -> Interval:
    return Interval(max(-100.0, low), min(100.0, high))
