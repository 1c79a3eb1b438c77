"""A count is compared only with days the record speaks of: before the first appointment it is silent, not zero."""

from datetime import timedelta

import pytest

from metrics import actions
from metrics.queries.numbers import headlines, numbers_of
from metrics.queries.scope import scope_of
from metrics.rules.change import Direction
from tests.metrics.history import History

DAY = timedelta(days=1)
COUNTS = ("visits", "new_clients", "revenue")


@pytest.fixture
def history(willow):
    """Somebody new each day of the last twenty, at the first place; at the second for the last ten only."""
    story = History(willow.practice)
    for back in range(20, -1, -1):
        story.now -= back * DAY
        for place in (0, 1) if back <= 10 else (0,):
            visit = story.book(story.register(), story.now, place=place)
            story.complete(visit)
            story.pay(visit)
        story.now += back * DAY
    actions.refresh(story.practice)
    return story


def numbers(history, **more):
    return numbers_of(scope_of(history.practice, history.places, at=history.now, **more)).by_id


def test_a_period_that_began_before_the_first_appointment_is_nothing_to_compare_with(history):
    found = numbers(history, days=30)
    for metric in COUNTS:
        assert found[metric].amount, metric
        assert (found[metric].before, found[metric].change) == (None, Direction.UNKNOWN), metric


@pytest.mark.parametrize(("days", "is_told"), [(10, True), (11, False)])
def test_the_record_must_reach_back_over_the_whole_period_before(history, days, is_told):
    found = numbers(history, days=days)
    assert [found[metric].before is not None for metric in COUNTS] == [is_told] * 3
    assert is_told is (found["visits"].change is not Direction.UNKNOWN)


def test_a_place_is_compared_from_its_own_first_appointment_on(history):
    there = {"location": history.places[1], "days": 7}
    assert numbers(history, days=7)["visits"].before is not None
    assert numbers(history, **there)["visits"].before is None
    assert numbers(history, **there)["visits"].amount == 7


def test_who_is_active_is_compared_when_all_90_days_of_then_are_told(history):
    assert numbers(history, days=7)["active_90"].before is None
    history.complete(history.book(history.register(), history.now - 96 * DAY))
    actions.refresh(history.practice)
    assert numbers(history, days=7)["active_90"].before is not None


def test_the_first_page_compares_as_the_dashboard_does(history):
    visits, revenue, *_shares = headlines(scope_of(history.practice, history.places, at=history.now))
    assert (visits.before, revenue.before) == (None, None)


def test_the_page_says_why_there_is_nothing_to_compare_with(history, willow, client):
    client.force_login(willow.owner.user)
    page = client.get("/p/willow/metrics/", {"range": "days", "start": "2026-02-20", "end": "2026-03-02"})
    assert "The record begins on" in page.content.decode()

    page = client.get("/p/willow/metrics/", {"range": "days", "start": "2026-02-25", "end": "2026-03-02"})
    assert "The record begins on" not in page.content.decode()


def test_where_people_stood_before_there_was_a_record_is_not_told(history, willow, client):
    client.force_login(willow.owner.user)
    page = client.get("/p/willow/metrics/", {"range": "days", "start": "2026-02-10", "end": "2026-03-02"})
    assert "0 before" not in page.content.decode()

    page = client.get("/p/willow/metrics/", {"range": "days", "start": "2026-02-11", "end": "2026-03-02"})
    assert "0 before" in page.content.decode()
