"""Rates with their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.rules.shares import Share, difference, wilson

shares = st.integers(1, 2000).flatmap(lambda n: st.integers(0, n).map(lambda k: Share(k, n)))


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (15, 148, 0.0624, 0.1605),  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_rate_has_the_published_wilson_interval(numerator, denominator, low, high):
    interval = wilson(numerator, denominator)
    # The paper rounds to four digits; 81 of 263 is printed as .2553 to .3662.
    assert (interval.low, interval.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),  # Newcombe 1998 (differences), table II a, method 10
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),  # b
        (Share(5, 56), Share(0, 29), -0.0381, 0.1926),  # d
        (Share(0, 10), Share(0, 20), -0.1611, 0.2775),  # e
    ],
)
def test_a_difference_of_rates_has_the_published_interval(now, before, low, high):
    change = difference(now, before)
    assert (change.low, change.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


@given(shares)
def test_the_interval_holds_the_rate_and_stays_between_none_and_all(share):
    interval = share.interval
    assert 0 <= interval.low <= share.rate <= interval.high <= 1


@given(shares, shares)
def test_a_difference_turned_round_is_its_mirror_image(a, b):
    there, back = difference(a, b), difference(b, a)
    assert there.low == pytest.approx(-back.high)
    assert there.high == pytest.approx(-back.low)


def test_nothing_of_nothing_has_neither_rate_nor_interval():
    empty = Share(0, 0)
    assert (empty.rate, empty.interval, difference(empty, Share(1, 2))) == (None, None, None)


def test_more_than_all_is_not_a_share():
    with pytest.raises(ValueError, match="not a share: 3 of 2"):
        wilson(3, 2)


def test_below_twenty_the_counts_are_shown_instead_of_a_percentage():
    assert Share(5, 19).is_small
    assert not Share(5, 20).is_small
