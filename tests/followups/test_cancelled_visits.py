"""What clients hear when a visit is called off, and when that is taken back."""

from datetime import timedelta

from bookings import actions as bookings
from followups.models import Message
from followups.rules.timing import UNDO
from tests.factories import NOON
from tests.followups.worlds import DAY, HOUR, MORNING, Recorder, carried_by, planned, work

Status = Message.Status


def test_a_booking_taken_back_within_three_minutes_says_nothing(willow, visit):
    bookings.cancel(visit, party="practice", by=willow.desk, at=NOON + timedelta(minutes=2))

    assert planned() == []
    assert {m.withheld_because for m in Message.objects.filter(status=Status.WITHDRAWN)} == {
        "visit_cancelled"
    }


def test_a_client_who_was_told_hears_that_the_visit_is_cancelled(willow, visit):
    work(willow, MORNING)
    bookings.cancel(visit, party="client", by=None, at=NOON + DAY)

    assert planned() == ["cancelled"]


def test_a_cancellation_taken_back_before_it_was_told_says_nothing(willow, visit):
    work(willow, MORNING)
    bookings.cancel(visit, party="practice", by=willow.desk, at=NOON + DAY)
    bookings.undo(visit, by=willow.desk, at=NOON + DAY)

    assert planned() == ["reminder_email", "reminder_sms"]


def test_a_client_who_was_told_of_a_cancellation_hears_that_it_was_taken_back_each_time(willow, visit):
    work(willow, MORNING)
    for day in (1, 2):
        bookings.cancel(visit, party="practice", by=willow.desk, at=MORNING + day * DAY)
        work(willow, MORNING + day * DAY + UNDO)
        bookings.undo(visit, by=willow.desk, at=MORNING + day * DAY + HOUR)

        assert planned()[0] == "confirmation"
        with carried_by(Recorder()) as channel:
            work(willow, MORNING + day * DAY + 2 * HOUR)
        assert [letter.heading for letter in channel.letters] == ["Your visit on Monday, March 9"]


def test_a_visit_cancelled_again_before_its_return_was_told_is_not_called_off_twice(willow, visit):
    work(willow, MORNING)
    bookings.cancel(visit, party="practice", by=willow.desk, at=MORNING)
    work(willow, MORNING + UNDO)
    bookings.undo(visit, by=willow.desk, at=MORNING + HOUR)
    bookings.cancel(visit, party="practice", by=willow.desk, at=MORNING + HOUR)

    assert planned() == []


def test_a_quiet_cancellation_says_nothing(willow, visit):
    work(willow, MORNING)
    bookings.cancel(visit, party="practice", quietly=True, by=willow.desk, at=NOON + DAY)

    assert planned() == []
