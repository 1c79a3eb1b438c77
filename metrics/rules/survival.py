"""Time until something happens, when some are still waiting: Kaplan and Meier's estimate."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

from metrics.rules.shares import Z95, Interval


@dataclass(frozen=True)
class Step:
    """The share for whom it has not happened by `time`, just after `events` of `at_risk`."""

    time: int
    at_risk: int
    events: int
    survival: float
    error: float  # Greenwood's standard error
    interval: Interval | None  # log-log: never outside 0 to 1; none once it has happened to all who were left


def kaplan_meier(waits: Iterable[tuple[int, bool]]) -> list[Step]:
    """One step per time at which something happened, in order.

    waits       (days, happened): True when it happened then, False when we only know it had not yet
    Source      Kaplan & Meier 1958; Greenwood 1926; Kalbfleisch & Prentice for the interval
    """
    happened: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for time, did in waits:
        happened[time] += did
        left[time] += 1
    at_risk, survival, variance, steps = sum(left.values()), 1.0, 0.0, []
    for time in sorted(left):
        if events := happened[time]:
            survival *= 1 - events / at_risk
            variance += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
            steps.append(
                Step(time, at_risk, events, survival, survival * sqrt(variance), _loglog(survival, variance))
            )
        at_risk -= left[time]
    return steps


def median_wait(steps: Iterable[Step]) -> int | None:
    """The first time by which it has happened for at least half; None when it never got so far."""
    return next((step.time for step in steps if step.survival <= 0.5), None)


def _loglog(survival: float, variance: float) -> Interval | None:
    """Where nobody is left to wait, Greenwood's variance says nothing: one case would look like certainty."""
    if survival <= 0:
        return None
    reach = Z95 * sqrt(variance) / abs(log(survival))
    return Interval(survival ** exp(reach), survival ** exp(-reach))
