"""How we measure: product and floor turn and turn about, in rounds of which the first is dropped.

What is told is the median of the rounds' own ratios: whatever else the machine does falls on both alike. CPU is that
of this process alone, the database's is not in it. Memory is what this process held at most.
"""

import gc
import math
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

ROUNDS = 7
"""Rounds that count; performance.md asks for five at least."""

Call = Callable[[], Any]


@dataclass(frozen=True)
class Size:
    """Small sizes for every day, full ones for a quiet hour."""

    is_long: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table.

    floor, ours     as they are to be read, with their unit
    ratio           ours to the floor; of rates, the floor's to ours
    gate, held      what was promised, and whether it holds here; no gate is never missed
    """

    name: str
    shape: str
    floor: str
    ours: str
    ratio: float | None = None
    cpu: float | None = None
    exponent: float | None = None
    memory: float | None = None
    gate: str = ""
    held: bool = True


@dataclass(frozen=True, kw_only=True)
class Race:
    """Medians over the rounds: milliseconds of one call, and the ratios of wall and of CPU time."""

    ours: float
    floor: float
    ratio: float
    cpu: float
    ours_p50: float
    floor_p50: float

    @property
    def p50_ratio(self) -> float:
        return self.ours_p50 / self.floor_p50


def raced(
    ours: Call, floor: Call, *, calls: int = 10, rounds: int = ROUNDS, each: Call | None = None
) -> Race:
    """Run both in turn, `calls` times a round.

    each    run before every pair of calls, and not counted
    """
    kept: list[tuple[Watch, Watch]] = []
    for number in range(rounds + 1):
        gc.collect()
        mine, bare = Watch(), Watch()
        for turn in range(calls):
            if each:
                each()
            for runner, call in ((mine, ours), (bare, floor)) if turn % 2 else ((bare, floor), (mine, ours)):
                runner.run(call)
        if number:
            kept.append((mine, bare))
    return Race(
        ours=statistics.median(a.mean for a, _ in kept),
        floor=statistics.median(b.mean for _, b in kept),
        ratio=statistics.median(a.wall / b.wall for a, b in kept),
        cpu=statistics.median(a.cpu / max(b.cpu, 1e-9) for a, b in kept),
        ours_p50=statistics.median(took for a, _ in kept for took in a.each),
        floor_p50=statistics.median(took for _, b in kept for took in b.each),
    )


class Watch:
    """Wall and CPU seconds of the calls of one round."""

    def __init__(self) -> None:
        self.wall, self.cpu, self.each = 0.0, 0.0, list[float]()

    def run(self, call: Call) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        call()
        took = time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        self.wall += took
        self.each.append(took * 1000)

    @property
    def mean(self) -> float:
        return self.wall / len(self.each) * 1000


def equal(name: str, ours: Any, floor: Any) -> None:
    """No time counts before the answers are the same."""
    if ours != floor:
        raise AssertionError(f"{name}: the answers differ: {str(ours)[:200]} / {str(floor)[:200]}")


def growth(points: Sequence[tuple[float, float]]) -> float:
    """The exponent of a power law through (size, time): least squares on logarithms."""
    xs, ys = ([math.log(value) for value in column] for column in zip(*points, strict=True))
    x_mean, y_mean = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - x_mean) ** 2 for x in xs)
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / spread


def memory() -> float:
    """The most this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ms(value: float) -> str:
    return f"{value:.2f} ms" if value < 100 else f"{value:,.0f} ms"


def rate(value: float) -> str:
    return f"{value:,.0f}/s"
