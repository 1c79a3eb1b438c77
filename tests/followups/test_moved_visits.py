"""What clients hear when a visit gets another time."""

from datetime import timedelta

from bookings import actions as bookings
from bookings.actions import desk
from bookings.actions.length import change_length
from bookings.rules.seen import seen_of
from followups.channels import Undeliverable
from followups.models import Message
from followups.rules.timing import UNDO
from tests.factories import NOON
from tests.followups.worlds import (
    DAY,
    HOUR,
    IN_A_WEEK,
    MORNING,
    Recorder,
    carried_by,
    planned,
    the,
    work,
)

Status = Message.Status


def test_a_moved_visit_is_announced_and_its_reminders_move_with_it(willow, visit):
    work(willow, MORNING)
    later = IN_A_WEEK + timedelta(hours=1)
    bookings.reschedule(visit, starts_at=later, by=willow.desk, at=NOON + DAY)

    assert planned() == ["moved", "reminder_email", "reminder_sms"]
    assert the("reminder_sms", status=Status.PLANNED).due_at == later - DAY
    assert Message.objects.filter(withheld_because="visit_moved").count() == 2


def test_a_visit_moved_before_its_confirmation_went_out_is_confirmed_once(willow, visit):
    bookings.reschedule(visit, starts_at=IN_A_WEEK + timedelta(hours=1), by=willow.desk, at=NOON)

    assert planned() == ["confirmation", "reminder_email", "reminder_sms"]
    assert Message.objects.filter(purpose="confirmation").count() == 1


def test_a_visit_moved_back_gets_its_old_reminders_back(willow, visit):
    bookings.reschedule(visit, starts_at=IN_A_WEEK + timedelta(hours=1), by=willow.desk, at=NOON)
    bookings.reschedule(visit, starts_at=IN_A_WEEK, by=willow.desk, at=NOON)

    assert planned() == ["confirmation", "reminder_email", "reminder_sms"]
    assert the("reminder_sms", status=Status.PLANNED).due_at == IN_A_WEEK - DAY


def test_the_last_word_a_client_has_is_the_true_time_however_often_it_moves(willow, visit):
    told = []
    with carried_by(Recorder()) as channel:
        work(willow, MORNING)
        for step, hours in enumerate((1, 0, 1, 0), start=1):
            moved_at = MORNING + step * HOUR
            starts_at = IN_A_WEEK + hours * HOUR
            bookings.reschedule(visit, starts_at=starts_at, by=willow.desk, at=moved_at)
            work(willow, moved_at + UNDO)
            told.append("12:00" if "12:00" in channel.letters[-1].text else "11:00")

    assert len(channel.letters) == 5
    assert told == ["12:00", "11:00", "12:00", "11:00"]


def test_a_move_taken_back_is_told_where_the_move_was(willow, visit):
    work(willow, MORNING)
    for moved_at, is_told in ((MORNING + HOUR, False), (MORNING + 2 * HOUR, True)):
        moved = bookings.reschedule(visit, starts_at=IN_A_WEEK + HOUR, by=willow.desk, at=moved_at)
        if is_told:
            work(willow, moved_at + UNDO)
        desk.move_back(
            visit, starts_at=IN_A_WEEK, practitioners=(), was_confirmed=False, seen=seen_of(moved),
            by=willow.desk, at=moved_at + 2 * UNDO,
        )  # fmt: skip
        assert ("moved" in planned()) is is_told


def test_a_visit_that_could_not_be_confirmed_in_time_is_confirmed_once_it_is_moved(willow, visit):
    Message.objects.filter(purpose="confirmation").update(status=Status.EXPIRED)
    bookings.reschedule(visit, starts_at=IN_A_WEEK + HOUR, by=willow.desk, at=MORNING)

    assert planned() == ["confirmation", "reminder_email", "reminder_sms"]
    assert the("confirmation").give_up_at == IN_A_WEEK + HOUR


def test_a_visit_that_keeps_its_start_has_no_new_time_to_tell(willow, visit):
    work(willow, MORNING)
    change_length(visit, minutes=90, by=willow.desk, at=MORNING)
    assert planned() == ["reminder_email", "reminder_sms"]

    bookings.confirm(visit, by=None, at=MORNING)
    bookings.reschedule(visit, starts_at=IN_A_WEEK, practitioners=[willow.ana], by=willow.desk, at=MORNING)
    assert planned() == ["reminder_email", "reminder_sms"]


def test_a_new_time_still_to_be_told_is_told_though_the_length_changes(willow, visit):
    work(willow, MORNING)
    bookings.reschedule(visit, starts_at=IN_A_WEEK + HOUR, by=willow.desk, at=MORNING)
    change_length(visit, minutes=45, by=willow.desk, at=MORNING)

    assert planned() == ["moved", "reminder_email", "reminder_sms"]


def test_a_quiet_move_is_not_told(willow, visit):
    work(willow, MORNING)
    bookings.reschedule(visit, starts_at=IN_A_WEEK + HOUR, quietly=True, by=willow.desk, at=MORNING)

    assert planned() == ["reminder_email", "reminder_sms"]


def test_a_new_time_still_to_be_told_survives_a_cancellation_taken_back(willow, visit):
    work(willow, MORNING)
    bookings.reschedule(visit, starts_at=IN_A_WEEK + HOUR, by=willow.desk, at=MORNING)
    bookings.cancel(visit, party="practice", by=willow.desk, at=MORNING)
    bookings.undo(visit, by=willow.desk, at=MORNING)

    assert planned() == ["moved", "reminder_email", "reminder_sms"]


def test_a_client_whose_confirmation_failed_hears_of_the_new_time(willow, visit):
    with carried_by(Recorder(Undeliverable("Mailbox full"))):
        work(willow, MORNING)
    bookings.reschedule(visit, starts_at=IN_A_WEEK + HOUR, by=willow.desk, at=MORNING)

    assert planned() == ["confirmation", "reminder_email", "reminder_sms"]
