"""What the clock does, it does for each practice apart."""

from bookings import actions as bookings
from bookings.models import Appointment
from journeys import tasks as journeys
from journeys.models import Journey
from metrics import tasks
from metrics.models import Outcome
from practices.tenancy import inside
from tests.factories import book

NOWHERE = "Mars/Phobos"


def test_a_practice_that_cannot_be_counted_keeps_no_other_waiting(willow, cedar):
    book(willow)
    Appointment.objects.update(time_zone=NOWHERE)
    with inside(cedar.practice):
        book(cedar)

    tasks.refresh_numbers()

    assert not Outcome.objects.exists()
    with inside(cedar.practice):
        assert Outcome.objects.exists()


def paid_once(world):
    visit = book(world)
    bookings.complete(visit, by=world.desk, at=visit.ends_at)
    bookings.take_payment(visit, amount=visit.price, method="cash", by=world.desk, at=visit.ends_at)


def test_a_practice_whose_silent_cannot_be_read_keeps_no_other_waiting(willow, cedar):
    paid_once(willow)
    Appointment.objects.update(time_zone=NOWHERE)
    with inside(cedar.practice):
        paid_once(cedar)

    assert journeys.lapse_clients() == 1

    assert Journey.objects.get().stage == "aftercare"
    with inside(cedar.practice):
        assert Journey.objects.get().stage == "lapsed"
