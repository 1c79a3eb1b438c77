"""When a change is more than noise."""

import random

import pytest

from metrics.rules.change import Direction, change_of_counts, change_of_sums, direction
from metrics.rules.shares import Interval


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Interval(0.1, 2), Direction.UP),
        (Interval(-2, -0.1), Direction.DOWN),
        (Interval(-1, 1), Direction.LEVEL),
        (Interval(0, 1), Direction.LEVEL),
        (None, Direction.UNKNOWN),
    ],
)
def test_an_arrow_is_drawn_only_when_the_interval_excludes_zero(change, expected):
    assert direction(change) == expected


def test_a_hundred_against_ninety_is_noise_and_against_sixty_is_not():
    assert direction(change_of_counts(100, 90)) == Direction.LEVEL
    assert direction(change_of_counts(100, 60)) == Direction.UP
    assert direction(change_of_counts(0, 0)) == Direction.UNKNOWN


def test_a_week_is_the_least_that_shows_how_days_differ():
    assert change_of_sums([1] * 6, [1] * 30) is None
    assert change_of_sums([1] * 7, [1] * 7) == Interval(0, 0)


@pytest.mark.parametrize("of", ["counts", "sums"])
def test_two_like_periods_are_called_different_about_one_time_in_twenty(of):
    chance, called = random.Random(7), 0
    for _ in range(800):
        now, before = ([chance.gauss(100, 30) for _ in range(30)] for _ in range(2))
        if of == "sums":
            change = change_of_sums(now, before)
        else:
            now, before = (sum(chance.random() < 0.05 for _ in range(3000)) for _ in range(2))
            change = change_of_counts(now, before)
        called += direction(change) in (Direction.UP, Direction.DOWN)
    assert 0.03 < called / 800 < 0.075
