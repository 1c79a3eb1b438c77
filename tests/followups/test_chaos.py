"""Nobody hears the same thing twice, and nothing is lost, though workers die and answers get lost."""

import pytest

from tests.factories import make_practice
from tests.followups.chaos import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def shop():
    return make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")


def told(outcome, seed):
    print(f"seed {seed}: {outcome}")  # noqa: T201  the figures are the point
    return outcome


def test_killed_workers_and_lost_answers_never_say_it_twice(shop):
    outcome = told(run(shop, messages=40, seed=7), 7)

    assert outcome.kills >= 3
    assert (outcome.twice, outcome.lost, outcome.open) == (set(), set(), set())
    assert len(outcome.settled) + len(outcome.flagged) == 40


def test_sending_and_then_marking_says_it_twice(shop):
    """The control: without it, the test above might prove nothing."""
    outcome = told(run(shop, kind="naive", messages=40, seed=7), 7)

    assert outcome.twice


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(1, 11))
def test_ten_runs_of_five_hundred_messages_say_everything_once(shop, seed):
    outcome = told(run(shop, messages=500, seed=seed, between_kills=(5, 30), patience=600), seed)

    assert outcome.kills >= 10
    assert (outcome.twice, outcome.lost, outcome.open) == (set(), set(), set())
    assert len(outcome.settled) + len(outcome.flagged) == 500


@pytest.mark.chaos
def test_five_hundred_sent_and_then_marked_say_many_things_twice(shop):
    assert len(told(run(shop, kind="naive", messages=500, seed=1, patience=600), 1).twice) >= 5
