"""Where people stood is kept from count to count, and is always what a fresh look at the record says."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.models import Appointment
from clients.events import ImportUndone
from clients.models import Client
from metrics import actions, reactions
from metrics.models import Counted, Visit
from metrics.queries import people
from metrics.queries.numbers import numbers_of
from metrics.queries.scope import scope_of
from practices.models import Event
from tests.metrics.history import History
from tests.metrics.steps import SEARCH, STEPS, take

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NO_WONDER = [HealthCheck.function_scoped_fixture]
steps = st.lists(
    st.tuples(
        st.sampled_from([*STEPS, "old booking", "hour"]), st.integers(0, 10_000), st.integers(0, 10_000)
    ),
    min_size=5,
    max_size=40,
)


@pytest.fixture
def history(willow):
    """Somebody who came ten weeks ago."""
    story = History(willow.practice)
    story.complete(story.book(story.register(), story.now - 70 * DAY))
    actions.refresh(story.practice)
    return story


def scope_at(history, days=7):
    return scope_of(history.practice, history.places, at=history.now, days=days)


def standings(history):
    """How many were scheduled at the end of the page's days, and at the end of those before."""
    found = numbers_of(scope_at(history))
    return found.standings["scheduled"], found.standings_before["scheduled"]


def old_booking(history, client, starts_at, booked_at):
    """A visit of another system, with the days it was booked and held on there."""
    visit = history.book(client, starts_at, source="import", booked_at=booked_at)
    actions.mark_everything(history.practice)
    return visit


def step(history, name, a, b):
    if name == "old booking":
        starts_at = history.now + timedelta(hours=b % 1000 - 500)
        client = history.clients[a % len(history.clients)]
        old_booking(history, client, starts_at, starts_at - timedelta(days=a % 40))
    elif name == "hour":
        history.now += timedelta(minutes=b % 300)
    else:
        take(history, name, a, b)


@pytest.mark.slow
@given(steps)
@settings(max_examples=40, deadline=None, phases=SEARCH, suppress_health_check=NO_WONDER)
def test_where_people_stood_is_after_each_count_what_a_fresh_look_says(willow, told):
    with transaction.atomic():
        history = History(willow.practice)
        history.register()
        for name, a, b in told:
            step(history, name, a, b)
            if name in ("refresh", "hour", "wait"):
                actions.refresh(history.practice)
                assert_kept_is_plain(history)
        actions.refresh(history.practice)
        assert_kept_is_plain(history)
        transaction.set_rollback(True)


def assert_kept_is_plain(history):
    scope = scope_at(history)
    found = numbers_of(scope)
    for kept, end in ((found.standings, scope.period.end), (found.standings_before, scope.period.start)):
        assert kept == plain(history, scope, end - DAY)


def plain(history, scope, on):
    """The same from the rows, one person after the other, without a word of SQL."""
    at, usual = scope.end_of(on), people.usual_gap()
    ahead = booked_then(at)
    found = dict.fromkeys(("scheduled", "active", "at_risk", "lapsed"), 0)
    for visit in Visit.objects.filter(is_person=True, day__lte=on):
        if visit.next_day is None or visit.next_day > on:
            rhythm = visit.own_gap if visit.own_gap is not None else people.USUAL if usual is None else usual
            ratio = (on - visit.day).days / min(max(rhythm, people.SHORTEST), people.LONGEST)
            by_rhythm = (
                "active" if ratio <= people.ACTIVE else "at_risk" if ratio <= people.AT_RISK else "lapsed"
            )
            found["scheduled" if visit.client_id in ahead else by_rhythm] += 1
    return found


def booked_then(at):
    into = dict(Client.objects.values_list("pk", "merged_into"))
    found = set()
    for visit in Appointment.objects.all():
        stood = visit.cancelled_at is None or visit.cancelled_at > at
        if visit.booked_at <= at < visit.starts_at and stood:
            who = visit.client_id
            while who is not None:
                found.add(who)
                who = into[who]
    return found


def test_old_bookings_brought_in_are_seen_after_the_next_count_and_gone_after_their_undoing(history):
    assert standings(history) == (0, 0)
    visit = old_booking(history, history.clients[0], history.now - 2 * DAY, history.now - 20 * DAY)
    actions.refresh(history.practice)
    assert standings(history) == (0, 1)

    visit.segments.all().delete()
    visit.delete()
    fact = ImportUndone(batch_id=1, import_kind="visits", removed=1, kept=0)
    reactions.count_everything_again(fact, Event(practice=history.practice, occurred_at=history.now))
    actions.refresh(history.practice)
    assert standings(history) == (0, 0)


def test_a_visit_moved_over_the_end_of_a_day_is_seen_after_the_next_count(history):
    history.now -= 20 * DAY
    visit = history.book(history.clients[0], history.now + 5 * DAY)
    history.now += 20 * DAY
    actions.refresh(history.practice)
    assert standings(history) == (0, 0)

    history.move(visit, history.now + 3 * DAY)
    actions.refresh(history.practice)
    assert standings(history) == (1, 1)


def test_a_cancelled_visit_leaves_the_present_and_stays_in_the_past(history):
    history.now -= 20 * DAY
    visit = history.book(history.clients[0], history.now + 30 * DAY)
    history.now += 20 * DAY
    actions.refresh(history.practice)
    assert standings(history) == (1, 1)

    history.cancel(visit)
    actions.refresh(history.practice)
    assert standings(history) == (0, 1)


def test_who_is_booked_stops_being_so_when_the_visit_begins_although_nobody_counts(history):
    history.book(history.clients[0], history.now + HOUR)
    actions.refresh(history.practice)
    assert standings(history)[0] == 1
    history.now += 59 * HOUR / 60
    assert standings(history)[0] == 1
    history.now += HOUR / 60
    assert standings(history)[0] == 0


def test_a_count_that_met_marks_gives_a_new_version_though_nothing_came_out_different(history):
    def version():
        return Counted.objects.get().version

    before = version()
    assert actions.refresh(history.practice) == 0
    assert version() == before
    actions.mark(history.practice, clients=[history.clients[0].pk])
    assert actions.refresh(history.practice) == 1
    assert version() != before

    before = version()
    actions.rebuild(history.practice)
    assert version() != before


def test_where_people_stood_is_not_asked_for_again_until_somebody_counts(history):
    history.book(history.clients[0], history.now + 30 * DAY)
    actions.refresh(history.practice)
    standings(history)
    with CaptureQueriesContext(connection) as queries:
        standings(history)

    assert not [query for query in queries.captured_queries if "booked_at" in query["sql"]]
