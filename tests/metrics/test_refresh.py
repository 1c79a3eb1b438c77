"""Whatever happened, and whenever it was counted: the kept numbers are those of a count from scratch."""

from datetime import timedelta
from importlib import import_module

import psycopg2
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.models import Appointment
from metrics import actions
from metrics.actions.rebuild import LOCK
from metrics.models import Daily, Dirty, Person, Takings, Visit
from metrics.recipes import RECIPES
from tests.metrics.history import History
from tests.metrics.meanwhile import before_the_first
from tests.metrics.steps import SEARCH, STEPS, take

steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 10_000), st.integers(0, 10_000)), min_size=5, max_size=40
)


@pytest.mark.slow
@given(steps)
@settings(
    max_examples=40, deadline=None, phases=SEARCH, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_counting_by_parts_gives_what_counting_at_once_gives(willow, told):
    with transaction.atomic():
        history = History(willow.practice)
        history.register()
        actions.refresh(history.practice)
        for step, a, b in told:
            take(history, step, a, b)
        actions.refresh(history.practice)

        assert actions.differences(history.practice) == {}
        assert_a_second_count_writes_nothing(history)
        transaction.set_rollback(True)


def assert_a_second_count_writes_nothing(history: History) -> None:
    """Neither again, nor a year later: no number depends on the day it is counted."""
    before = rows(history)
    assert actions.refresh(history.practice) == 0
    history.now += timedelta(days=365)
    actions.mark(history.practice, clients=[client.pk for client in history.clients])
    actions.refresh(history.practice)
    assert rows(history) == before


def rows(history: History) -> dict[str, set[tuple]]:
    """Every derived row with its version in the table: xmin and ctid tell if it was written again."""
    kept = {}
    with connection.cursor() as cursor:
        for recipe in RECIPES:
            cursor.execute(f"SELECT t.ctid::text, t.* FROM {recipe.table} t")  # noqa: S608  our own table
            kept[recipe.table] = set(cursor.fetchall())
    return kept


@pytest.fixture
def history(willow):
    story = History(willow.practice)
    story.register()
    actions.refresh(story.practice)
    return story


def counted(history):
    actions.refresh(history.practice)
    assert actions.differences(history.practice) == {}


def test_two_services_on_one_day_are_one_visit(history):
    first, second = (history.book(history.clients[0], history.now + timedelta(hours=h)) for h in (0, 2))
    history.complete(first)
    history.complete(second)
    counted(history)

    visit = Visit.objects.get()
    assert (visit.appointments, visit.minutes) == (2, 120)
    assert Daily.objects.get().visits == 1


def test_a_merged_client_counts_once_and_again_twice_when_unmerged(history):
    one, other = history.clients[0], history.register()
    for client in (one, other):
        history.complete(history.book(client, history.now))
    counted(history)
    assert Person.objects.count() == 2

    history.merge(one, other)
    counted(history)
    assert Person.objects.get().client_id == other.pk
    assert Visit.objects.get().appointments == 2

    history.merge(one, None)
    counted(history)
    assert Person.objects.count() == 2


def test_an_erased_client_keeps_visits_and_money_and_loses_the_story(history):
    visit = history.book(history.clients[0], history.now)
    history.complete(visit)
    history.pay(visit, 8000)
    counted(history)
    assert Person.objects.get().net == 8000

    history.erase(history.clients[0])
    counted(history)

    assert not Person.objects.exists()
    day = Daily.objects.get()
    assert (day.visits, day.newcomers) == (1, 0)
    assert Takings.objects.get().paid == 8000


def test_a_refund_counts_on_its_own_day_and_leaves_the_past_alone(history):
    visit = history.book(history.clients[0], history.now)
    history.complete(visit)
    payment = history.pay(visit, 8000)
    counted(history)
    history.now += timedelta(days=40)
    history.pay(visit, 3000, refunds=payment)
    counted(history)

    assert list(Takings.objects.order_by("day").values_list("paid", "refunded")) == [(8000, 0), (0, 3000)]
    assert Person.objects.get().net == 5000


def test_money_paid_before_goes_with_the_visit_into_other_hands(history):
    visit = history.book(history.clients[0], history.now + timedelta(days=20), hand=0)
    history.pay(visit, 8000)
    counted(history)
    history.move(visit, visit.starts_at + timedelta(days=1), hand=1)
    counted(history)

    assert Takings.objects.get().practitioner_id == history.hands[1].pk


def test_an_evening_belongs_to_the_day_on_the_wall_of_its_place(history):
    at = history.now.replace(hour=3, minute=30)  # 22:30 the day before in New York
    history.complete(history.book(history.clients[0], at, place=0))
    counted(history)
    assert Visit.objects.get().day == at.date() - timedelta(days=1)

    history.change_zone(0, "Europe/Berlin")
    counted(history)
    assert Visit.objects.get().day == at.date()


def test_who_finds_another_counting_leaves_it_to_that_one(willow):
    history = History(willow.practice)
    history.book(history.register(), history.now)
    with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, history.practice.pk])
        assert actions.refresh(history.practice) == 0
        assert Dirty.objects.exists()
    counted(history)


@pytest.mark.parametrize(
    "moment",
    [
        "SELECT client_id, day, location_id",
        "INSERT INTO metrics_visit",
        "INSERT INTO metrics_daily",
        "FROM metrics_outcome",
    ],
)
def test_what_changes_while_others_are_counted_is_counted_the_next_time(history, moment):
    """Its mark comes after the marks were taken, so it stays, whatever part of the change was read already."""
    client, other = history.clients[0], history.register()
    late = history.book(other, history.now)
    counted(history)
    history.complete(history.book(client, history.now))
    with before_the_first(moment, lambda: history.complete(late)):
        actions.refresh(history.practice)

    assert Dirty.objects.filter(client_id=other.pk).exists()
    counted(history)
    assert Visit.objects.count() == 2
    assert not Dirty.objects.exists()


def test_so_many_marks_that_counting_everything_is_shorter(history, monkeypatch):
    monkeypatch.setattr(import_module("metrics.actions.refresh"), "TOO_MANY", 1)
    for client in (history.clients[0], history.register()):
        history.complete(history.book(client, history.now))
    counted(history)
    assert Visit.objects.count() == 2


def test_a_count_from_scratch_joins_whole_tables_and_leaves_the_planner_as_it_was(history):
    with CaptureQueriesContext(connection) as queries:
        actions.rebuild(history.practice)
    said = [query["sql"] for query in queries.captured_queries]
    off, on = (
        said.index("SET LOCAL enable_nestloop = off"),
        said.index("SET LOCAL enable_nestloop TO DEFAULT"),
    )
    assert (
        off < min(place for place, sql in enumerate(said) if sql.startswith("INSERT INTO metrics_visit")) < on
    )

    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)


def test_marks_are_left_with_the_change_and_vanish_with_it(history):
    with transaction.atomic():
        history.book(history.clients[0], history.now)
        assert Dirty.objects.count() == 2
        transaction.set_rollback(True)
    assert not Dirty.objects.exists()


def test_the_neighbour_is_not_counted(history, cedar):
    history.complete(history.book(history.clients[0], history.now))
    counted(history)

    from practices.tenancy import inside

    with inside(cedar.practice):
        actions.refresh(cedar.practice)
        assert not Visit.objects.exists()
        assert not Appointment.objects.exists()
