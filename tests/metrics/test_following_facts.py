"""Through the desk's own verbs: every fact that changes a number leaves its mark, and is counted."""

from datetime import timedelta

import pytest

from bookings import actions as bookings
from clients import actions as clients
from metrics import actions
from metrics.models import Daily, Dirty, Outcome, Person, Takings, Visit, VisitFact
from practices.events import LocationChanged, record
from tests.factories import NOON, TEN, book, make_client

HOUR = timedelta(hours=1)
LATER = TEN + timedelta(days=28)


@pytest.fixture
def counted(willow):
    def count():
        actions.refresh(willow.practice)
        assert actions.differences(willow.practice) == {}

    count()
    return count


def closed(willow, client=None, starts_at=TEN):
    visit = book(willow, client or make_client(willow), starts_at)
    return bookings.complete(visit, by=willow.petra.member, at=starts_at + HOUR)


def paid(willow, visit):
    return bookings.take_payment(visit, amount=visit.price, method="card", by=willow.desk, at=TEN + HOUR)


def outcome():
    row = Outcome.objects.get()
    names = ("attended", "no_show", "late_cancel", "early_cancel", "practice_cancel", "unresolved")
    return {name: getattr(row, name) for name in names if getattr(row, name)}


def test_a_booking_is_unresolved_until_it_is_closed(willow, counted):
    visit = book(willow)
    counted()
    assert outcome() == {"unresolved": 1}

    bookings.complete(visit, by=willow.desk, at=TEN + HOUR)
    counted()
    assert outcome() == {"attended": 1}
    assert Visit.objects.get().practitioner_id == willow.petra.pk


def test_a_closed_visit_is_frozen_in_the_transaction_of_its_closing(willow):
    visit = closed(willow)
    fact = VisitFact.objects.get()
    assert (fact.appointment_id, fact.closed_at) == (visit.pk, TEN + HOUR)


def test_taking_the_closing_back_voids_the_fact_and_the_visit(willow, counted):
    visit = closed(willow)
    bookings.undo(visit, by=willow.desk, at=TEN + HOUR)
    counted()

    assert VisitFact.objects.get().voided_at == TEN + HOUR
    assert not Visit.objects.exists()
    assert outcome() == {"unresolved": 1}


@pytest.mark.parametrize(
    ("party", "hours_before", "expected"),
    [("client", 25, "early_cancel"), ("client", 3, "late_cancel"), ("practice", 3, "practice_cancel")],
)
def test_a_cancellation_counts_as_what_it_is(willow, counted, party, hours_before, expected):
    visit = book(willow, starts_at=LATER)
    by = None if party == "client" else willow.desk
    bookings.cancel(visit, party=party, by=by, at=LATER - hours_before * HOUR)
    counted()
    assert outcome() == {expected: 1}


def test_a_no_show_counts_on_its_day(willow, counted):
    bookings.mark_no_show(book(willow), by=willow.desk, at=TEN + HOUR)
    counted()
    assert outcome() == {"no_show": 1}


def test_a_moved_visit_leaves_its_old_day(willow, counted):
    visit = book(willow)
    counted()
    bookings.reschedule(visit, starts_at=LATER, by=willow.desk, at=NOON)
    counted()
    assert Outcome.objects.get().day == LATER.date()


def test_money_taken_and_given_back_is_counted(willow, counted):
    visit = closed(willow)
    payment = paid(willow, visit)
    bookings.refund(payment, amount=1000, by=willow.owner, at=TEN + timedelta(days=3))
    counted()

    assert list(Takings.objects.order_by("day").values_list("paid", "refunded")) == [
        (visit.price, 0),
        (0, 1000),
    ]
    assert Person.objects.get().net == visit.price - 1000


def test_the_visit_booked_at_the_close_makes_the_first_one_rebooked(willow, counted):
    client = make_client(willow)
    visit = closed(willow, client)
    details = bookings.Details(follows=visit)
    book(willow, client, LATER, details=details, at=TEN + HOUR)
    assert actions.ripen(willow.practice, at=visit.ends_at + 23 * HOUR) == 0
    assert actions.ripen(willow.practice, at=visit.ends_at + 24 * HOUR) == 1
    counted()

    fact = VisitFact.objects.get()
    assert (fact.rebooked_24h, fact.rebooked_by) == (True, willow.desk)
    day = Daily.objects.get()
    assert (day.closed, day.rebooked, day.still_standing) == (1, 1, 1)


def test_an_erased_client_leaves_the_numbers_of_people(willow, counted):
    visit = closed(willow)
    paid(willow, visit)
    counted()
    clients.erase(visit.client, reason="asked", by=willow.owner, at=TEN + timedelta(days=90))
    counted()

    assert not Person.objects.exists()
    assert Daily.objects.get().visits == 1
    assert Takings.objects.get().paid == visit.price


def test_another_time_zone_counts_everything_again(willow):
    actions.refresh(willow.practice)
    record(
        LocationChanged(location_id=willow.location.pk, changes={"time_zone": ["a", "b"]}),
        practice=willow.practice,
        by=willow.owner,
        at=NOON,
    )
    assert Dirty.objects.get().is_everything


def test_who_was_known_before_is_nobodys_new_client(willow, counted):
    closed(willow, make_client(willow, was_known_before=True))
    counted()
    assert Daily.objects.get().newcomers == 0


def test_money_paid_before_follows_the_visit_to_another_practitioner(willow, counted):
    visit = book(willow, starts_at=LATER)
    bookings.take_payment(visit, amount=visit.price, method="card", by=willow.desk, at=NOON)
    counted()
    bookings.reschedule(visit, starts_at=LATER, practitioners=[willow.ana], by=willow.desk, at=NOON)
    counted()

    assert Takings.objects.get().practitioner_id == willow.ana.pk
