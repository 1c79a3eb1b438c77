"""The net promoter score and the share of content answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.rules.satisfaction import DETRACTOR, PROMOTER, Nps

answers = st.lists(st.integers(0, 10), min_size=10, max_size=300)


def nps(given):
    """Nines and tens promote, sevens and eights wait, the rest detract."""
    given = list(given)
    promoters, detractors = sum(a >= PROMOTER for a in given), sum(a <= DETRACTOR for a in given)
    return Nps(promoters, len(given) - promoters - detractors, detractors)


def test_of_the_eleven_answers_two_promote_and_seven_detract():
    assert nps(range(11)) == Nps(promoters=2, passives=2, detractors=7)


def test_the_score_is_promoters_minus_detractors_in_percent():
    assert nps([10] * 6 + [8] * 2 + [3] * 2).score == 40


def test_the_interval_is_the_adjusted_wald_one():
    # By hand: n 18, p 11.75/18, d 2.75/18; score 50.0, se sqrt(p + d - (p - d)^2) / sqrt(18) = 17.57.
    interval = Nps(promoters=11, passives=2, detractors=2).interval
    assert interval.low == pytest.approx(15.57, abs=0.01)
    assert interval.high == pytest.approx(84.43, abs=0.01)


def test_under_ten_answers_there_is_no_score_and_no_change():
    few = nps([10] * 9)
    assert (few.score, few.interval, few.difference(nps([10] * 50))) == (None, None, None)


def test_a_clear_change_of_score_excludes_zero_and_a_faint_one_does_not():
    cool, warm, hot = nps([6, 8, 10] * 40), nps([6, 8, 10] * 39 + [10] * 3), nps([10, 9, 8] * 40)
    assert hot.difference(cool).low > 0
    assert not warm.difference(cool).excludes_zero


@given(answers)
def test_score_and_interval_stay_within_a_hundred(given_answers):
    result = nps(given_answers)
    assert -100 <= result.score <= 100
    assert -100 <= result.interval.low <= result.interval.high <= 100
    assert result.answers == len(given_answers)
