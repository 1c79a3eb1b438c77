"""Frozen visit facts: as at that time, whatever happens later."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from metrics import actions
from metrics.models import Daily, Visit, VisitFact
from tests.metrics.history import History

DAY = timedelta(days=1)


@pytest.fixture
def history(willow):
    return History(willow.practice)


def closed(history, client=None, **more):
    client = client or history.register()
    visit = history.book(client, history.now, **more)
    history.complete(visit)
    return visit


def a_day_later(history):
    history.now += timedelta(hours=26)
    actions.ripen(history.practice, at=history.now)
    actions.refresh(history.practice)


def test_a_visit_is_frozen_when_it_closes(history):
    visit = closed(history)

    fact = VisitFact.objects.get()
    assert (fact.appointment_id, fact.day.isoformat(), fact.is_first) == (visit.pk, "2026-03-02", True)
    assert (fact.rebooked_at_close, fact.rebooked_24h, fact.same_practitioner) == (False, None, None)


def test_what_was_paid_and_how_late_the_client_came_is_frozen_too(history):
    visit = history.book(history.register(), history.now)
    visit.arrived_at = visit.starts_at + timedelta(minutes=7)
    visit.save()
    history.pay(visit, 5000)
    history.complete(visit)
    history.now += DAY
    history.pay(visit, 3000)

    fact = VisitFact.objects.get()
    assert (fact.price, fact.paid_at_close, fact.late_minutes) == (8000, 5000, 7)


def test_the_second_visit_knows_whether_the_practitioner_was_the_same(history):
    client = history.register()
    for hand in (0, 0, 1):
        closed(history, client, hand=hand)
        history.now += 10 * DAY

    facts = VisitFact.objects.order_by("day").values_list("is_first", "same_practitioner")
    assert list(facts) == [(True, None), (False, True), (False, False)]


@pytest.mark.parametrize(
    ("booked_after", "expected"),
    [
        (timedelta(0), True),
        (timedelta(hours=25), True),  # the visit lasts an hour: exactly 24 hours after its end
        (timedelta(hours=25, seconds=1), False),
    ],
)
def test_a_visit_is_rebooked_when_one_stands_24_hours_after_its_end(history, booked_after, expected):
    visit = closed(history)
    history.book(visit.client, history.now + 30 * DAY, booked_at=history.now + booked_after)
    history.now += 3 * DAY
    actions.ripen(history.practice, at=history.now)

    assert VisitFact.objects.get(appointment=visit).rebooked_24h is expected


def test_a_second_visit_on_the_same_day_is_not_a_rebooking(history):
    visit = closed(history)
    history.book(visit.client, history.now + timedelta(hours=3))
    a_day_later(history)

    assert VisitFact.objects.get(appointment=visit).rebooked_24h is False


def test_a_booking_cancelled_within_the_day_is_not_a_rebooking(history):
    visit = closed(history)
    later = history.book(visit.client, history.now + 30 * DAY)
    history.now += timedelta(hours=5)
    history.cancel(later)
    a_day_later(history)

    assert VisitFact.objects.get(appointment=visit).rebooked_24h is False


def test_before_its_24_hours_are_over_nothing_is_decided(history):
    closed(history)
    assert actions.ripen(history.practice, at=history.now + timedelta(hours=24, minutes=59)) == 0
    assert actions.ripen(history.practice, at=history.now + timedelta(hours=25)) == 1
    assert actions.ripen(history.practice, at=history.now + timedelta(hours=25)) == 0


def test_twenty_later_cancellations_leave_march_as_it_was_and_lower_what_still_stands_by_twenty(history):
    later = []
    for number in range(30):
        visit = closed(history)
        if number < 25:
            later.append(history.book(visit.client, history.now + 40 * DAY))
    a_day_later(history)
    march = Daily.objects.get(visits__gt=0)
    assert (march.closed, march.rebooked, march.still_standing) == (30, 25, 25)

    history.now += 20 * DAY
    for booking in later[:20]:
        history.cancel(booking)
    actions.refresh(history.practice)

    march.refresh_from_db()
    assert (march.closed, march.rebooked, march.still_standing) == (30, 25, 5)
    assert actions.differences(history.practice) == {}


def test_no_later_event_changes_a_frozen_fact(history):
    visit = closed(history)
    later = history.book(visit.client, history.now + 30 * DAY)
    a_day_later(history)
    before = VisitFact.objects.values().get(appointment=visit)

    payment = history.pay(visit)
    history.pay(visit, 100, refunds=payment)
    history.cancel(later)
    history.merge(visit.client, history.register())
    history.erase(visit.client)
    history.change_zone(0, "Asia/Tokyo")
    actions.freeze_closed_visits(history.practice, at=history.now + 90 * DAY)

    assert VisitFact.objects.values().get(appointment=visit) == before


@pytest.mark.parametrize("change", [{"rebooked_24h": True}, {"price": 1}, {"day": "2020-01-01"}])
def test_the_database_itself_refuses_to_change_a_decided_fact(history, change):
    closed(history)
    a_day_later(history)

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        VisitFact.objects.update(**change)


def test_the_database_itself_refuses_to_delete_a_fact(history):
    closed(history)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        VisitFact.objects.all().delete()


def test_a_visit_closed_by_mistake_is_voided_and_may_be_closed_again(history):
    visit = closed(history)
    history.undo(visit)
    actions.refresh(history.practice)
    assert not Visit.objects.exists()

    history.complete(visit)
    assert VisitFact.objects.count() == 2
    assert VisitFact.objects.standing().count() == 1


def test_imported_visits_say_nothing_of_rebooking(history):
    history.import_visit(history.register(), history.now, status="completed")
    assert actions.freeze_closed_visits(history.practice, at=history.now + 9 * DAY) == 0
    actions.refresh(history.practice)

    assert Daily.objects.get().closed == 0


def test_a_history_written_at_once_is_frozen_as_if_it_had_been_lived_through(history):
    client = history.register()
    history.book(client, history.now + 30 * DAY)
    lived = closed(history, client)
    a_day_later(history)
    told = VisitFact.objects.values().get()

    actions.void_visit(lived, at=history.now)
    assert actions.freeze_closed_visits(history.practice, at=history.now) == 1

    again = VisitFact.objects.standing().values().get()
    assert {key for key in told if told[key] != again[key]} == {"id"}
