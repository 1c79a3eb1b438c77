"""Real threads on the real database: what two people do at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection

from bookings import actions
from bookings.actions import locks
from bookings.actions.changing import fresh
from bookings.models import Appointment, Occupancy, Requirement, Resource
from practices.errors import Refusal
from practices.tenancy import visit
from tests.bookings.worlds import DAY
from tests.factories import NOON, TEN, book, make_client, make_practice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    return make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")


def together(world, calls):
    """Start all calls at one moment, each in its own transaction; their answers or Refusals, in order."""
    ready = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            ready.wait(timeout=60)
            return actions.patiently(lambda: inside_a_transaction(world, call))
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def inside_a_transaction(world, call):
    with visit(world.practice):
        return call()


def test_fifty_people_want_one_time_and_one_gets_it(shop):
    with visit(shop.practice):
        people = [make_client(shop, f"Guest {n}") for n in range(50)]

    answers = together(shop, [lambda p=p: book(shop, p) for p in people])

    assert Counter(getattr(a, "code", "booked") for a in answers) == {"booked": 1, "slot_taken": 49}
    assert all(len(a.alternatives) == 3 for a in answers if isinstance(a, Refusal))
    with visit(shop.practice):
        assert Appointment.objects.count() == 1
        assert Occupancy.objects.count() == 2


def test_people_who_share_rooms_but_not_practitioners_do_not_run_into_each_other(shop):
    """Two practitioners, one room: each round one wins, and nobody waits for ever."""
    with visit(shop.practice):
        Resource.objects.filter(kind="room").exclude(name__endswith="1").update(retired_at=NOON)
        people = [make_client(shop, f"Guest {n}") for n in range(8)]
    for day in range(3):
        calls = [
            lambda p=p, n=n, day=day: book(
                shop, p, TEN + day * DAY, practitioner=(shop.petra, shop.ana)[n % 2]
            )
            for n, p in enumerate(people)
        ]
        answers = together(shop, calls)
        assert Counter(getattr(a, "code", "booked") for a in answers) == {"booked": 1, "slot_taken": 7}


def test_a_move_and_a_booking_meet_and_nobody_keeps_half(shop):
    with visit(shop.practice):
        moving = book(shop)
        ida = make_client(shop, "Ida Stone")

    answers = together(
        shop,
        [
            lambda: actions.reschedule(moving, starts_at=TEN + DAY, by=shop.desk, at=NOON),
            lambda: book(shop, ida, TEN + DAY),
        ],
    )

    lost = [a for a in answers if isinstance(a, Refusal)]
    with visit(shop.practice):
        moving.refresh_from_db()
        assert len(lost) == 1
        assert lost[0].code == "slot_taken"
        assert Appointment.objects.filter(starts_at=TEN + DAY).count() == 1
        assert (moving.starts_at == TEN) == (lost[0] is answers[0])


def test_one_client_is_not_booked_twice_at_one_moment(shop):
    with visit(shop.practice):
        zoe = make_client(shop)
    answers = together(
        shop, [lambda who=who: book(shop, zoe, practitioner=who) for who in (shop.petra, shop.ana)]
    )
    assert Counter(getattr(a, "code", "booked") for a in answers) == {"booked": 1, "client_busy": 1}


def test_the_same_key_sent_twice_at_once_is_one_booking(shop):
    with visit(shop.practice):
        zoe = make_client(shop)
    details = actions.Details(idempotency_key="double click")
    answers = together(shop, [lambda: book(shop, zoe, details=details)] * 4)
    assert len({a.pk for a in answers if isinstance(a, Appointment)}) == 1
    with visit(shop.practice):
        assert Appointment.objects.count() == 1


def test_who_waits_too_long_is_asked_to_try_again(shop, monkeypatch):
    monkeypatch.setattr(locks, "PATIENCE", "100ms")
    with visit(shop.practice):
        zoe, ida = make_client(shop), make_client(shop, "Ida Stone")
    booked, done = Event(), Event()

    def slow():
        appointment = book(shop, zoe)
        booked.set()
        done.wait(timeout=60)
        return appointment

    def quick():
        booked.wait(timeout=60)
        try:
            return book(shop, ida)
        finally:
            done.set()

    first, second = together(shop, [slow, quick])
    assert isinstance(first, Appointment)
    assert isinstance(second, actions.ManyAtOnce)


def test_one_key_books_once_even_where_nothing_else_is_shared(shop):
    """Other clients, other practitioners, no room: only the key itself stands between them."""
    with visit(shop.practice):
        Requirement.objects.all().delete()
        zoe, ida = make_client(shop), make_client(shop, "Ida Stone")
    how = {"details": actions.Details(idempotency_key="one key")}
    calls = [
        lambda: book(shop, zoe, practitioner=shop.petra, **how),
        lambda: book(shop, ida, practitioner=shop.ana, **how),
    ]
    answers = together(shop, calls)
    assert answers[0].pk == answers[1].pk
    with visit(shop.practice):
        assert Occupancy.objects.count() == 1


def test_the_next_visit_is_booked_while_somebody_holds_the_last_one(shop):
    """Who moves a visit waits for the day; who books the one after it has the day, and must not wait for the visit."""
    with visit(shop.practice):
        last = book(shop)
    held, booked = Event(), Event()

    def move():
        fresh(last)
        held.set()
        return booked.wait(timeout=5)

    def follow():
        held.wait(timeout=60)
        try:
            return book(shop, last.client, TEN + DAY, details=actions.Details(follows=last))
        finally:
            booked.set()

    was_booked_meanwhile, following = together(shop, [move, follow])
    assert was_booked_meanwhile
    assert following.follows_id == last.pk
