"""After a restore, what the lost database had sent is taken back before anything goes out."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from followups.models import Message
from practices.models import AccountMail
from practices.tenancy import inside
from tests.factories import NOON, book
from tests.followups.worlds import IN_A_WEEK, make_reachable, planned, the


def take_back(moment, **more):
    said = StringIO()
    call_command("take_back_messages", due_before=moment, stdout=said, **more)
    return said.getvalue()


def test_what_was_due_before_the_moment_is_taken_back_in_every_practice(willow, cedar, visit):
    with inside(cedar.practice):
        book(cedar, make_reachable(cedar), starts_at=IN_A_WEEK)
    moment = (the("confirmation").due_at + timedelta(minutes=1)).isoformat()

    assert "2 messages would be" in take_back(moment, count=True)
    assert planned() == ["confirmation", "reminder_email", "reminder_sms"]

    assert "2 messages taken back" in take_back(moment)
    assert planned() == ["reminder_email", "reminder_sms"]
    assert Message.objects.get(purpose="confirmation").withheld_because == "restored"
    assert "0 messages" in take_back(moment)


def test_a_message_whose_sending_has_begun_is_left_to_be_asked_after(willow, visit):
    Message.objects.filter(purpose="confirmation").update(status="sending", provider="twilio")

    assert "0 messages" in take_back((the("confirmation").due_at + timedelta(minutes=1)).isoformat())


@pytest.mark.parametrize("moment", ["2026-11-22T14:00", "yesterday", "2026-13-40T14:00Z"])
def test_a_moment_without_a_zone_is_refused(db, moment):
    with pytest.raises(CommandError, match="no moment with a zone"):
        take_back(moment)


def test_a_letter_that_waited_is_not_carried_again(db):
    def letter(due_at):
        return AccountMail.objects.create(
            to="ana@willow.example", subject="Your code", text="1234", written_at=due_at, due_at=due_at
        )

    old, new = letter(NOON), letter(NOON + timedelta(hours=1))

    assert "1 letters" in take_back((NOON + timedelta(minutes=1)).isoformat())

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, old.text, new.status) == ("failed", "", "waiting")
