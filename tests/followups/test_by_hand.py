"""What members do with messages: they write, send again, and take back."""

import pytest
from django.db import transaction

from bookings import actions as bookings
from clients import actions as clients
from followups.actions import by_hand
from followups.actions.claiming import claim_due
from followups.actions.suppressing import suppress
from followups.channels import Busy, Unclear, Undeliverable
from followups.models import Message, Suppression
from tests.factories import NOON
from tests.followups.worlds import (
    DAY,
    HOUR,
    IN_A_WEEK,
    MORNING,
    NUMBER,
    Recorder,
    carried_by,
    event,
    make_reachable,
    post_events,
    the,
    work,
)

Status = Message.Status
FULL = Undeliverable("Mailbox full")


def test_a_member_may_send_again_what_failed_and_take_back_what_is_planned(willow, visit):
    with carried_by(Recorder(Undeliverable("Mailbox full"))) as channel:
        work(willow, MORNING)
        by_hand.retry(the("confirmation"), by=willow.desk, at=MORNING)
        work(willow, MORNING)
        assert len(channel.letters) == 2
    by_hand.take_back(the("reminder_sms"), by=willow.desk, at=MORNING)
    assert the("reminder_sms").withheld_because == "by_member"
    with pytest.raises(by_hand.AlreadyGone):
        by_hand.take_back(the("confirmation"), by=willow.desk, at=MORNING)
    with pytest.raises(by_hand.NothingToRetry):
        by_hand.retry(the("confirmation"), by=willow.desk, at=MORNING)


def test_a_stop_binds_people_as_it_binds_machines(willow, zoe, visit):
    suppress(willow.practice, "sms", NUMBER, reason="said_stop", at=NOON)

    with pytest.raises(by_hand.MayNotBeSent, match="asked us to stop"):
        by_hand.write(zoe, channel="sms", text="Your brace is here.", by=willow.desk, at=MORNING)
    with pytest.raises(by_hand.MayNotBeSent):
        by_hand.retry(the("reminder_sms"), by=willow.desk, at=MORNING)
    with transaction.atomic():
        clients.give_consent(
            zoe, purpose="visit_messages", channel="sms", source="desk", by=willow.desk, at=MORNING
        )
    by_hand.write(zoe, channel="sms", text="Your brace is here.", by=willow.desk, at=MORNING)
    with carried_by(Recorder()) as channel:
        work(willow, MORNING)
    assert "Your brace is here." in [letter.text for letter in channel.letters]


def test_words_of_ones_own_need_words_and_an_address(willow, zoe):
    with pytest.raises(by_hand.WordsMissing):
        by_hand.write(zoe, channel="sms", text="  ", by=willow.desk, at=MORNING)
    silent = make_reachable(willow, "Sam Quiet", phone="", email="")
    with pytest.raises(by_hand.MayNotBeSent):
        by_hand.write(silent, channel="sms", text="Hello", by=willow.desk, at=MORNING)


@pytest.mark.parametrize(("hours", "asked_at"), [(-1, MORNING), (24, IN_A_WEEK + HOUR)])
def test_what_is_sent_again_is_of_use_until_the_visit_as_it_stands(willow, visit, hours, asked_at):
    with carried_by(Recorder(FULL)):
        work(willow, MORNING)
    starts_at = IN_A_WEEK + hours * HOUR
    bookings.reschedule(visit, starts_at=starts_at, by=willow.desk, at=MORNING)

    by_hand.retry(the("confirmation", occurrence=""), by=willow.desk, at=asked_at)

    again = the("confirmation", occurrence="")
    assert (again.status, again.due_at, again.give_up_at) == (Status.PLANNED, asked_at, starts_at)


def test_words_of_ones_own_may_be_sent_again_days_later(willow, zoe):
    with carried_by(Recorder(FULL)):
        by_hand.write(zoe, channel="sms", text="Your brace is here.", by=willow.desk, at=MORNING)
        work(willow, MORNING)

    by_hand.retry(the("by_hand"), by=willow.desk, at=MORNING + 3 * DAY)

    assert the("by_hand").give_up_at == MORNING + 3 * DAY + by_hand.LAPSES_AFTER


def test_a_visit_that_has_begun_is_not_confirmed_once_more(willow, visit):
    with carried_by(Recorder(FULL)):
        work(willow, MORNING)

    with pytest.raises(by_hand.MayNotBeSent, match="too late"):
        by_hand.retry(the("confirmation"), by=willow.desk, at=IN_A_WEEK)


def test_what_surely_failed_is_sent_again_under_another_name(willow, mail, client, signer):
    post_events(client, signer, event(mail, "dropped"))
    clients.change_details(mail.client, changes={"email": "zoe@new.example"}, by=willow.desk, at=MORNING)
    by_hand.retry(the("confirmation"), by=willow.desk, at=MORNING)
    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    post_events(client, signer, event(mail, "bounce", 2), event(mail, "delivered", 3))

    again = the("confirmation")
    assert channel.letters[0].token == str(again.token) != str(mail.token)
    assert (again.status, again.to) == (Status.ACCEPTED, "zoe@new.example")
    assert not Suppression.objects.exists()


def test_what_may_have_arrived_is_sent_again_under_its_name(willow, visit, client, signer):
    with carried_by(Recorder(Unclear("timeout"))):
        work(willow, MORNING)
    doubtful = the("confirmation")
    by_hand.retry(doubtful, by=willow.desk, at=MORNING)

    post_events(client, signer, event(doubtful, "delivered"))

    assert the("confirmation").status == Status.DELIVERED
    assert work(willow, MORNING) == 0


@pytest.mark.parametrize("changed", ["address", "time"])
def test_what_may_have_arrived_elsewhere_or_told_another_time_is_another_letter(willow, visit, changed):
    with carried_by(Recorder(Unclear("timeout"))):
        work(willow, MORNING)
    doubtful = the("confirmation")
    if changed == "address":
        clients.change_details(visit.client, changes={"email": "z@new.example"}, by=willow.desk, at=MORNING)
    else:
        bookings.reschedule(visit, starts_at=IN_A_WEEK + HOUR, by=willow.desk, at=MORNING)

    by_hand.retry(doubtful, by=willow.desk, at=MORNING)

    assert Message.objects.get(pk=doubtful.pk).token != doubtful.token


def test_what_is_on_its_way_again_is_not_ticked_off(willow, visit):
    with carried_by(Recorder(FULL)):
        work(willow, MORNING)
    failed = the("confirmation")
    by_hand.retry(failed, by=willow.desk, at=MORNING)
    claim_due(willow.practice, at=MORNING)

    by_hand.tick_off(failed, by=willow.desk, at=MORNING)

    on_its_way = the("confirmation")
    assert (on_its_way.status, on_its_way.settled_at) == (Status.SENDING, None)
    assert on_its_way.lease_until


def test_ones_own_words_are_signed_once_however_often_they_are_tried(willow, zoe):
    with carried_by(Recorder(Busy("too many at once", retry_after=1), FULL)) as channel:
        by_hand.write(zoe, channel="email", text="Your brace is here.", by=willow.desk, at=MORNING)
        work(willow, MORNING)
        work(willow, MORNING + HOUR)
        by_hand.retry(the("by_hand"), by=willow.desk, at=MORNING + HOUR)
        work(willow, MORNING + HOUR)

    assert [letter.text.count("\n--\n") for letter in channel.letters] == [1, 1, 1]
    assert channel.letters[0].text == channel.letters[1].text
    assert channel.letters[0].html == channel.letters[1].html
