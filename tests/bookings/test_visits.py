from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from bookings import actions
from bookings.models import Occupancy, Payment, VisitNote
from bookings.queries import balance_of
from tests.bookings.worlds import DAY, HOUR, facts
from tests.factories import NOON, TEN, book, make_client


def test_a_visit_goes_from_booked_to_completed_and_each_step_is_a_fact(willow):
    visit, by = book(willow), willow.desk
    visit = actions.confirm(visit, by=None, at=NOON)
    visit = actions.mark_arrived(visit, by=by, at=TEN - timedelta(minutes=5))
    visit = actions.start_service(visit, by=by, at=TEN + timedelta(minutes=7))
    visit = actions.complete(visit, by=by, at=TEN + HOUR)

    assert visit.status == "completed"
    kinds = ["appointment.confirmed", "client.arrived", "service.started", "visit.completed"]
    assert [len(facts(kind)) for kind in kinds] == [1, 1, 1, 1]
    assert facts("service.started")[0].payload["waited_minutes"] == 7


def test_each_step_can_be_taken_back(willow):
    visit, by = book(willow), willow.desk
    visit = actions.mark_arrived(visit, by=by, at=TEN)
    visit = actions.start_service(visit, by=by, at=TEN)
    visit = actions.complete(visit, by=by, at=TEN)
    seen = []
    for _ in range(3):
        visit = actions.undo(visit, by=by, at=TEN)
        seen.append(visit.status)
    assert seen == ["in_service", "arrived", "booked"]
    assert (visit.arrived_at, visit.started_at, visit.completed_at) == (None, None, None)
    assert [f.payload["was"] for f in facts("appointment.step_undone")] == [
        "completed",
        "in_service",
        "arrived",
    ]
    with pytest.raises(actions.NothingToUndo):
        actions.undo(visit, by=by, at=TEN)


def test_a_small_practice_may_complete_in_one_step(willow):
    assert actions.complete(book(willow), by=willow.desk, at=TEN + HOUR).status == "completed"


def test_a_visit_of_tomorrow_cannot_begin_today(willow):
    visit = book(willow, starts_at=TEN + DAY)
    for act in (actions.mark_arrived, actions.start_service, actions.complete):
        with pytest.raises(actions.NotToday):
            act(visit, by=willow.desk, at=TEN)


def test_a_step_that_the_table_does_not_know_is_refused(willow):
    visit = actions.complete(book(willow), by=willow.desk, at=TEN + HOUR)
    for act in (actions.confirm, actions.mark_arrived, actions.mark_no_show):
        with pytest.raises(actions.NotPossible, match="Completed"):
            act(visit, by=willow.desk, at=TEN + HOUR)


def test_a_no_show_is_noted_after_a_quarter_of_an_hour_and_can_be_undone(willow):
    visit = book(willow)
    with pytest.raises(actions.TooEarlyForNoShow, match="15 minutes"):
        actions.mark_no_show(visit, by=willow.desk, at=TEN + timedelta(minutes=14))
    visit = actions.mark_no_show(visit, by=willow.desk, at=TEN + timedelta(minutes=15))
    assert visit.status == "no_show"
    assert not Occupancy.objects.filter(is_standing=True).exists()

    late_guest = make_client(willow, "Ida Stone")
    book(willow, late_guest, TEN + timedelta(minutes=15), at=TEN + timedelta(minutes=15))
    visit = actions.undo(visit, by=willow.desk, at=TEN + HOUR)
    assert visit.status == "booked"


def test_money_taken_is_never_more_than_is_due(willow):
    visit = book(willow)
    take = {"method": "card", "by": willow.desk, "at": TEN}
    for amount in (0, -5):
        with pytest.raises(actions.AmountMissing):
            actions.take_payment(visit, amount=amount, **take)
    actions.take_payment(visit, amount=5000, **take)
    with pytest.raises(actions.MoreThanDue):
        actions.take_payment(visit, amount=7001, **take)
    actions.take_payment(visit, amount=7000, **take)
    assert balance_of(visit).due == 0
    assert [f.payload["amount"] for f in facts("payment.taken")] == [5000, 7000]


def test_money_given_back_is_never_more_than_was_paid(willow):
    visit = book(willow)
    payment = actions.take_payment(visit, amount=12000, method="cash", by=willow.desk, at=TEN)
    give = {"by": willow.owner, "at": TEN + DAY}
    with pytest.raises(actions.AmountMissing):
        actions.refund(payment, amount=0, **give)
    entry = actions.refund(payment, amount=4000, reason="Shorter visit", **give)
    with pytest.raises(actions.MoreThanPaid):
        actions.refund(payment, amount=8001, **give)
    with pytest.raises(actions.MoreThanPaid):
        actions.refund(entry, amount=1, **give)
    assert (entry.refunds, entry.method) == (payment, "cash")
    balance = balance_of(visit)
    assert (balance.paid, balance.refunded, balance.due, balance.refundable) == (12000, 4000, 4000, 8000)
    assert facts("payment.refunded")[0].payload["refunds_id"] == payment.pk


def test_an_entry_in_the_money_ledger_is_never_changed(willow):
    payment = actions.take_payment(book(willow), amount=100, method="card", by=willow.desk, at=TEN)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(amount=1)


def test_a_note_is_sealed_and_each_reading_is_on_record(willow):
    visit = book(willow)
    with pytest.raises(actions.NoteEmpty):
        actions.write_note(visit, text="  ", by=willow.practitioner, at=TEN)
    assert actions.read_notes(visit, by=willow.practitioner, at=TEN) == []
    assert not facts("visit.notes_read")

    actions.write_note(visit, text="Left shoulder tight.", by=willow.practitioner, at=TEN)
    assert b"shoulder" not in bytes(VisitNote.objects.get().text_sealed)
    [note] = actions.read_notes(visit, by=willow.owner, at=TEN)
    assert note.text == "Left shoulder tight."
    [read] = facts("visit.notes_read")
    assert (read.actor, read.payload["note_ids"]) == (willow.owner, [note.pk])
    assert "shoulder" not in str([f.payload for f in facts("visit.note_written")])


def test_blocked_time_is_not_booked_until_it_is_opened(willow):
    block = actions.block_time(
        willow.petra, starts_at=TEN, ends_at=TEN + HOUR, reason="Team", by=willow.desk, at=NOON
    )
    with pytest.raises(actions.SlotTaken):
        book(willow)
    actions.unblock_time(block, by=willow.desk, at=NOON)
    visit = book(willow)
    with pytest.raises(actions.SlotTaken):
        actions.block_time(willow.petra, starts_at=TEN, ends_at=TEN + HOUR, by=willow.desk, at=NOON)
    for end in (TEN, TEN + 8 * DAY):
        with pytest.raises(actions.NoTimeSpan):
            actions.block_time(willow.petra, starts_at=TEN, ends_at=end, by=willow.desk, at=NOON)
    assert visit.status == "booked"
    assert [len(facts(kind)) for kind in ("time.blocked", "time.unblocked")] == [1, 1]
