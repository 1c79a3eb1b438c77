from datetime import timedelta

import pytest

from bookings import actions
from bookings.models import Appointment, Occupancy, Service
from practices.tenancy import inside
from tests.bookings.worlds import DAY, HOUR, facts
from tests.factories import NOON, TEN, book, make_client


def move(appointment, starts_at, by, at=NOON, **how):
    return actions.reschedule(appointment, starts_at=starts_at, by=by, at=at, **how)


def test_a_move_takes_the_new_time_and_gives_the_old_one_back(willow):
    appointment = book(willow)
    moved = move(appointment, TEN + DAY, willow.desk)

    assert (moved.starts_at, moved.wall_starts) == (TEN + DAY, "2026-03-03T10:00")
    assert (moved.version, moved.moves) == (2, 0)
    assert book(willow, make_client(willow, "Ida Stone"))
    [fact] = facts("appointment.moved")
    assert fact.payload["was_starts_at"] == "2026-03-02T15:00:00Z"
    assert fact.payload["version"] == 2


def test_a_move_by_half_an_hour_does_not_clash_with_itself(willow):
    assert move(book(willow), TEN + HOUR / 2, willow.desk).starts_at == TEN + HOUR / 2


def test_a_move_onto_a_taken_time_changes_nothing(willow):
    appointment = book(willow)
    book(willow, make_client(willow, "Ida Stone"), TEN + DAY)
    with pytest.raises(actions.SlotTaken) as refused:
        move(appointment, TEN + DAY, willow.desk)
    assert len(refused.value.alternatives) == 3
    appointment.refresh_from_db()
    assert appointment.starts_at == TEN
    assert Occupancy.objects.filter(segment__appointment=appointment, starts_at=TEN).count() == 2


def test_a_move_can_change_the_practitioner_and_keeps_what_was_booked(willow):
    appointment = book(willow)
    willow.service.price, willow.service.hands_on_minutes = 1, 15
    willow.service.save()
    moved = move(appointment, TEN, willow.desk, practitioners=[willow.ana])
    assert moved.segments.get().practitioner == willow.ana
    assert (moved.price, moved.ends_at) == (appointment.price, appointment.ends_at)
    assert facts("appointment.moved")[0].payload["was_practitioner_ids"] == [willow.petra.pk]


@pytest.fixture
def double(willow):
    """The first assessment with Petra, and after it the follow-up with Ana."""
    second = Service.objects.get(name="Follow-up treatment")
    asked = [
        actions.Asked(service=willow.service, practitioner=willow.petra, starts_at=TEN),
        actions.Asked(service=second, practitioner=willow.ana, starts_at=TEN + HOUR),
    ]
    return actions.book_visit(
        make_client(willow), asked=asked, location=willow.location, by=willow.desk, at=NOON
    )


def people_of(visit):
    return [
        one.practitioner.name for one in visit.segments.select_related("practitioner").order_by("position")
    ]


def test_each_service_of_a_visit_keeps_its_person_or_gets_the_one_named_for_it(willow, double):
    move(double, TEN + DAY, willow.desk)
    assert people_of(double) == ["Petra", "Ana"]
    move(double, TEN + DAY, willow.desk, practitioners=[None, willow.petra])
    assert people_of(double) == ["Petra", "Petra"]
    assert facts("appointment.moved")[-1].payload["was_practitioner_ids"] == [willow.petra.pk, willow.ana.pk]


def test_one_name_for_a_visit_of_two_services_is_refused(willow, double):
    with pytest.raises(actions.OneForEachService, match="has 2 services"):
        move(double, TEN + DAY, willow.desk, practitioners=[willow.ana])
    assert people_of(double) == ["Petra", "Ana"]


def test_two_people_may_change_places_within_one_visit(willow, double):
    move(double, TEN + HOUR / 2, willow.desk, practitioners=[willow.ana, willow.petra])
    assert people_of(double) == ["Ana", "Petra"]


def test_a_moved_visit_asks_to_be_confirmed_again(willow):
    appointment = actions.confirm(book(willow), by=None, at=NOON)
    assert move(appointment, TEN + DAY, willow.desk).status == "booked"


def test_a_client_may_move_three_times_and_staff_for_ever(willow):
    appointment, early = book(willow, starts_at=TEN + 10 * DAY), NOON
    for day in (11, 14, 15):
        appointment = move(appointment, TEN + day * DAY, None, early)
    with pytest.raises(actions.MovedTooOften, match="3 times"):
        move(appointment, TEN + 16 * DAY, None, early)
    assert move(appointment, TEN + 16 * DAY, willow.desk, early).moves == 3


def test_inside_the_cut_off_a_client_calls_instead(willow):
    appointment = book(willow, starts_at=TEN + DAY)
    late = TEN + timedelta(minutes=1)
    with pytest.raises(actions.PastCutOff, match="24 hours"):
        move(appointment, TEN + 3 * DAY, None, late)
    assert move(appointment, TEN + 3 * DAY, willow.desk, late)


def test_a_client_cannot_move_to_where_they_could_not_book(willow):
    appointment = book(willow, starts_at=TEN + 3 * DAY)
    with pytest.raises(actions.TooSoon):
        move(appointment, TEN, None, TEN - HOUR)
    with pytest.raises(actions.TooFar):
        move(appointment, TEN + 98 * DAY, None)
    willow.practice.books_online = False
    willow.practice.save()
    with pytest.raises(actions.NotOnline):
        move(appointment, TEN + 4 * DAY, None)


def test_what_is_over_cannot_be_moved(willow):
    appointment = actions.complete(book(willow), by=willow.desk, at=TEN + HOUR)
    with pytest.raises(actions.NotPossible, match="Completed"):
        move(appointment, TEN + DAY, willow.desk)


def test_a_cancelled_appointment_gives_its_time_back(willow):
    cancelled = actions.cancel(book(willow), by=None, at=NOON, reason="Travelling")
    assert cancelled.cancel_reason == "Travelling"
    assert book(willow, make_client(willow, "Ida Stone"))


@pytest.mark.parametrize(
    ("party", "notice", "status", "is_late"),
    [
        ("client", timedelta(hours=24), "cancelled_by_client", False),
        ("client", timedelta(hours=23, minutes=59), "cancelled_late", True),
        ("practice", timedelta(minutes=1), "cancelled_by_practice", False),
    ],
)
def test_who_cancels_and_when_decides_what_it_is(willow, party, notice, status, is_late):
    appointment = book(willow, starts_at=TEN + 2 * DAY)
    at = TEN + 2 * DAY - notice
    cancelled = actions.cancel(appointment, party=party, by=willow.desk, at=at)
    assert (cancelled.status, cancelled.version) == (status, 2)
    assert facts("appointment.cancelled")[0].payload["is_late"] is is_late


def test_the_notice_agreed_at_booking_is_the_one_that_counts(willow):
    appointment = book(willow, starts_at=TEN + 2 * DAY)
    willow.practice.late_notice_hours = 48
    willow.practice.save()
    assert actions.cancel(appointment, by=None, at=TEN + DAY).status == "cancelled_by_client"


def test_a_visit_whose_time_has_come_is_not_cancelled_by_the_client(willow):
    with pytest.raises(actions.AlreadyBegun):
        actions.cancel(book(willow), by=None, at=TEN)


def test_cancelling_twice_is_one_cancellation(willow):
    appointment = book(willow)
    actions.cancel(appointment, by=None, at=NOON)
    with pytest.raises(actions.NotPossible):
        actions.cancel(appointment, by=None, at=NOON)
    assert len(facts("appointment.cancelled")) == 1


def test_an_undone_cancellation_claims_its_time_again(willow):
    appointment = actions.confirm(book(willow), by=None, at=NOON)
    actions.cancel(appointment, by=None, at=NOON)
    again = actions.undo(appointment, by=willow.desk, at=NOON)
    assert (again.status, again.cancelled_at, again.cancel_reason) == ("confirmed", None, "")
    with pytest.raises(actions.SlotTaken):
        book(willow, make_client(willow, "Ida Stone"))


def test_a_cancellation_cannot_be_undone_once_the_time_is_gone(willow):
    appointment = book(willow)
    actions.cancel(appointment, by=None, at=NOON)
    book(willow, make_client(willow, "Ida Stone"))
    with pytest.raises(actions.SlotTaken, match="Petra"):
        actions.undo(appointment, by=willow.desk, at=NOON)
    appointment.refresh_from_db()
    assert appointment.status == "cancelled_late"


def test_an_undone_cancellation_finds_another_room(willow):
    appointment = book(willow)
    room = Occupancy.objects.get(segment__appointment=appointment, resource__kind="room").resource
    actions.cancel(appointment, by=None, at=NOON)
    actions.block_time(room, starts_at=TEN, ends_at=TEN + HOUR, by=willow.desk, at=NOON)
    actions.undo(appointment, by=willow.desk, at=NOON)
    taken = Occupancy.objects.get(segment__appointment=appointment, resource__kind="room", is_standing=True)
    assert taken.resource != room


def test_the_neighbour_cannot_touch_an_appointment(willow, cedar):
    appointment = book(willow)
    with inside(cedar.practice):
        for act in (
            lambda: move(appointment, TEN + DAY, cedar.desk),
            lambda: actions.cancel(appointment, by=cedar.desk, at=NOON),
            lambda: actions.complete(appointment, by=cedar.desk, at=TEN),
            lambda: actions.undo(appointment, by=cedar.desk, at=TEN),
            lambda: actions.take_payment(appointment, amount=1, method="cash", by=cedar.desk, at=TEN),
        ):
            with pytest.raises(Appointment.DoesNotExist):
                act()
