from datetime import timedelta

from bookings import actions as bookings
from bookings.actions import desk
from bookings.actions.length import change_length
from bookings.rules.seen import seen_of
from clients import actions as clients
from followups.actions.planning import plan_about
from followups.channels import Undeliverable
from followups.models import Message
from followups.queries.to_say import confirmation, reminders
from followups.rules.timing import UNDO
from tests.factories import NOON, book
from tests.followups.worlds import (
    DAY,
    IN_A_WEEK,
    MORNING,
    Recorder,
    carried_by,
    make_reachable,
    planned,
    the,
    work,
)

Status = Message.Status
HOUR = timedelta(hours=1)


def test_a_booking_is_confirmed_and_reminded_of_twice(willow, visit):
    assert planned() == ["confirmation", "reminder_email", "reminder_sms"]
    assert the("confirmation").due_at == NOON + UNDO
    # The clocks go forward on the Sunday in between: 10:00 the day before stays 10:00.
    assert the("reminder_email").due_at == visit.starts_at - 2 * DAY + timedelta(hours=1)
    assert the("reminder_sms").due_at == visit.starts_at - DAY
    assert {m.give_up_at for m in Message.objects.all()} == {visit.starts_at}


def test_a_visit_booked_later_than_its_reminders_is_only_confirmed(willow, zoe):
    book(willow, zoe, starts_at=NOON + timedelta(hours=3))

    assert planned() == ["confirmation"]


def test_a_client_without_a_phone_is_reminded_by_e_mail_only(willow):
    book(willow, make_reachable(willow, phone=""), starts_at=IN_A_WEEK)

    assert planned() == ["confirmation", "reminder_email"]


def test_a_client_without_an_e_mail_is_told_by_text(willow):
    book(willow, make_reachable(willow, email=""), starts_at=IN_A_WEEK)

    assert [(m.purpose, m.channel) for m in Message.objects.open().order_by("due_at")] == [
        ("confirmation", "sms"),
        ("reminder_sms", "sms"),
    ]


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
            visit, starts_at=IN_A_WEEK, practitioner=None, was_confirmed=False, seen=seen_of(moved),
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
    bookings.reschedule(visit, starts_at=IN_A_WEEK, practitioner=willow.ana, by=willow.desk, at=MORNING)
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


def test_a_client_who_has_confirmed_gets_no_text_the_day_before(willow, visit):
    bookings.confirm(visit, by=None, at=NOON)

    assert planned() == ["confirmation", "reminder_email"]
    assert the("reminder_sms").withheld_because == "visit_confirmed"


def test_a_visit_that_began_is_reminded_of_no_more_and_asked_about_after(willow, visit):
    bookings.mark_arrived(visit, by=willow.desk, at=IN_A_WEEK)
    assert planned() == []

    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    check_in = the("check_in")
    assert check_in.due_at == visit.ends_at + timedelta(hours=3)
    assert "rebook" in planned()


def test_a_completion_taken_back_takes_the_question_back(willow, visit):
    bookings.complete(visit, by=willow.desk, at=IN_A_WEEK + timedelta(hours=1))
    bookings.undo(visit, by=willow.desk, at=IN_A_WEEK + timedelta(hours=1))

    assert "check_in" not in planned()
    bookings.complete(visit, by=willow.desk, at=IN_A_WEEK + timedelta(hours=2))
    assert "check_in" in planned()


def test_nobody_is_asked_twice_in_a_fortnight(willow, zoe):
    for days in (0, 7, 14):
        visit = book(willow, zoe, starts_at=IN_A_WEEK + days * DAY, at=NOON)
        bookings.complete(visit, by=willow.desk, at=visit.ends_at)

    asked = [m.subject_id for m in Message.objects.filter(purpose="check_in")]
    assert len(asked) == 2


def test_a_client_who_did_not_come_is_not_asked_how_it_was(willow, visit):
    bookings.mark_no_show(visit, by=willow.desk, at=IN_A_WEEK + timedelta(minutes=20))

    assert planned() == []


def test_the_next_visit_is_proposed_by_the_clients_rhythm_and_not_once_it_is_booked(willow, visit, zoe):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    nudge = the("rebook")
    assert nudge.why["inputs"]["last_visit_on"] == "2026-03-09"
    assert nudge.due_at > visit.ends_at + 5 * DAY

    book(willow, zoe, starts_at=IN_A_WEEK + 30 * DAY, at=visit.ends_at + DAY)
    nudge.refresh_from_db()
    assert (nudge.status, nudge.withheld_because) == (Status.WITHDRAWN, "booked_again")


def test_a_cancelled_rebooking_brings_the_nudge_back(willow, visit, zoe):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    again = book(willow, zoe, starts_at=IN_A_WEEK + 30 * DAY, at=visit.ends_at + DAY)
    bookings.cancel(again, party="client", by=None, at=visit.ends_at + DAY)

    assert planned(purpose="rebook") == ["rebook"]


def test_a_missed_rebooking_brings_the_nudge_back_and_its_undo_takes_it_away(willow, visit, zoe):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    again = book(willow, zoe, starts_at=the("rebook").due_at + HOUR, at=visit.ends_at + DAY)
    missed_at = again.starts_at + HOUR
    bookings.mark_no_show(again, by=willow.desk, at=missed_at)

    assert planned(purpose="rebook") == ["rebook"]
    assert the("rebook").due_at == missed_at + UNDO

    bookings.undo(again, by=willow.desk, at=missed_at)
    assert planned(purpose="rebook") == []


def test_a_no_to_messages_holds_at_once(willow, visit, zoe):
    clients.withdraw_consent(
        zoe, purpose="visit_messages", channel="sms", source="desk", by=willow.desk, at=NOON
    )

    assert planned() == ["confirmation", "reminder_email"]
    assert the("reminder_sms").status == Status.WITHHELD


def test_a_yes_after_a_no_lets_go_what_the_no_held(willow, visit, zoe):
    asked = {"purpose": "visit_messages", "source": "desk", "by": willow.desk, "at": NOON}
    clients.withdraw_consent(zoe, **asked)
    assert planned() == []

    clients.give_consent(zoe, channel="sms", **asked)
    assert planned() == ["reminder_sms"]
    clients.give_consent(zoe, **asked)
    assert planned() == ["confirmation", "reminder_email", "reminder_sms"]


def test_a_release_lets_go_what_was_held_for_it(willow, visit, zoe):
    type(zoe).objects.filter(pk=zoe.pk).update(is_released=False)
    work(willow, MORNING)
    assert the("confirmation").withheld_because == "not_released"

    clients.release(zoe, by=willow.desk, at=MORNING + DAY)

    assert planned()[0] == "confirmation"


def test_a_new_address_lets_go_what_had_none(willow, visit, zoe):
    clients.change_details(zoe, changes={"email": ""}, by=willow.desk, at=NOON)
    work(willow, MORNING)
    assert the("confirmation").withheld_because == "no_address"

    clients.change_details(zoe, changes={"email": "zoe@new.example"}, by=willow.desk, at=MORNING)

    assert planned()[0] == "confirmation"


def test_planning_twice_plans_once(willow, visit):
    plan_about(visit, [confirmation(NOON), *reminders(visit, at=NOON)], at=NOON)

    assert Message.objects.count() == 3


def test_the_neighbour_has_no_messages(willow, cedar, visit):
    from practices.tenancy import inside

    with inside(cedar.practice):
        assert Message.objects.count() == 0
