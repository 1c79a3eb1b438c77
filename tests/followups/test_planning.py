from datetime import timedelta

from bookings import actions as bookings
from clients import actions as clients
from followups.actions import by_hand
from followups.actions.planning import plan_about
from followups.actions.suppressing import reopen, suppress
from followups.channels import Busy
from followups.models import Message
from followups.queries.to_say import confirmation, reminders
from followups.rules.timing import UNDO
from tests.factories import NOON, book
from tests.followups.worlds import (
    DAY,
    IN_A_WEEK,
    MAIL,
    MORNING,
    NUMBER,
    Recorder,
    carried_by,
    make_reachable,
    planned,
    the,
    work,
)

Status = Message.Status


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


def test_a_client_who_has_confirmed_gets_no_text_the_day_before(willow, visit):
    bookings.confirm(visit, by=None, at=NOON)

    assert planned() == ["confirmation", "reminder_email"]
    assert the("reminder_sms").withheld_because == "visit_confirmed"


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


def test_a_start_lets_go_what_a_busy_provider_had_put_off_before_the_stop(willow, visit):
    with carried_by(Recorder(Busy("too many at once"))):
        work(willow, MORNING)
    suppress(willow.practice, "email", MAIL, reason="unsubscribed", at=MORNING)
    assert planned() == ["reminder_sms"]

    reopen(willow.practice, "email", MAIL, reason="consent", at=MORNING)

    assert planned() == ["confirmation", "reminder_email", "reminder_sms"]


def test_a_release_lets_go_what_was_held_for_it(willow, visit, zoe):
    type(zoe).objects.filter(pk=zoe.pk).update(is_released=False)
    work(willow, MORNING)
    assert the("confirmation").withheld_because == "not_released"

    clients.release(zoe, by=willow.desk, at=MORNING + DAY)

    assert planned()[0] == "confirmation"


def test_a_new_address_lets_go_what_had_none(willow):
    zoe = make_reachable(willow, phone="")
    book(willow, zoe, starts_at=IN_A_WEEK)
    clients.change_details(zoe, changes={"email": ""}, by=willow.desk, at=NOON)
    work(willow, MORNING)
    assert the("confirmation").withheld_because == "no_address"

    clients.change_details(zoe, changes={"email": "zoe@new.example"}, by=willow.desk, at=MORNING)

    assert planned()[0] == "confirmation"


def test_a_number_given_after_the_booking_is_reminded_by(willow):
    zoe = make_reachable(willow, phone="")
    book(willow, zoe, starts_at=IN_A_WEEK)
    by_hand.take_back(the("reminder_email"), by=willow.desk, at=NOON)

    clients.change_details(zoe, changes={"phone": NUMBER}, by=willow.desk, at=NOON)

    assert planned() == ["confirmation", "reminder_sms"]
    assert the("reminder_sms").due_at == IN_A_WEEK - DAY


def test_a_number_given_when_it_is_too_late_to_remind_is_not_reminded_by(willow):
    zoe = make_reachable(willow, phone="")
    book(willow, zoe, starts_at=IN_A_WEEK)

    clients.change_details(zoe, changes={"phone": NUMBER}, by=willow.desk, at=IN_A_WEEK - DAY)

    assert "reminder_sms" not in planned()


def test_what_had_no_address_takes_the_channel_that_has_one(willow):
    zoe = make_reachable(willow, phone="", email="")
    book(willow, zoe, starts_at=IN_A_WEEK)
    work(willow, MORNING)
    assert the("confirmation").withheld_because == "no_address"

    clients.change_details(zoe, changes={"phone": NUMBER}, by=willow.desk, at=MORNING)

    assert (the("confirmation").channel, planned()) == ("sms", ["confirmation", "reminder_sms"])


def test_planning_twice_plans_once(willow, visit):
    plan_about(visit, [confirmation(NOON), *reminders(visit, at=NOON)], at=NOON)

    assert Message.objects.count() == 3


def test_the_neighbour_has_no_messages(willow, cedar, visit):
    from practices.tenancy import inside

    with inside(cedar.practice):
        assert Message.objects.count() == 0
