"""Account letters: a code or an invitation goes out once, and its words are gone afterwards."""

from datetime import timedelta

import pytest

from followups import letters
from followups.channels import Busy
from followups.channels.sendgrid import SendGrid
from practices.models import AccountMail
from tests.factories import NOON
from tests.followups.worlds import Recorder
from tests.standins.sendgrid import KEY, SendGridStandin
from tests.standins.server import running


@pytest.fixture
def standin():
    with running(SendGridStandin()) as standin:
        yield standin


def write(to="bea@example.com"):
    return AccountMail.objects.create(
        to=to, subject="Your code", text="Your code is 123", written_at=NOON, due_at=NOON
    )


def carry(standin, at=NOON):
    return letters.carry(SendGrid(key=KEY, base_url=standin.url, timeout=2), clock=lambda: at)


def test_a_letter_goes_out_once_and_its_words_are_gone(db, standin):
    mail = write()

    assert carry(standin) == 1
    assert carry(standin) == 0

    mail.refresh_from_db()
    assert (mail.status, mail.text) == (AccountMail.Status.SENT, "")
    assert standin.sent[0]["personalizations"][0]["to"] == [{"email": "bea@example.com"}]
    assert standin.sent[0]["content"][0]["value"] == "Your code is 123"


def test_a_busy_provider_is_asked_again_later(db, standin):
    mail = write()
    standin.faults.then("busy")

    assert carry(standin) == 0
    assert carry(standin, at=NOON + timedelta(seconds=8)) == 1

    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == (AccountMail.Status.SENT, 2)


def test_a_letter_whose_answer_was_lost_is_not_sent_again(db, standin):
    mail = write()
    standin.faults.then("lost")

    carry(standin)
    carry(standin, at=NOON + timedelta(hours=1))

    mail.refresh_from_db()
    assert mail.status == AccountMail.Status.FAILED
    assert len(standin.sent) == 1


def test_a_letter_whose_worker_died_is_not_sent_again(db, standin):
    mail = write()
    letters.claim(at=NOON)

    assert carry(standin, at=NOON + letters.LEASE + timedelta(seconds=1)) == 0

    mail.refresh_from_db()
    assert (mail.status, mail.text) == (AccountMail.Status.FAILED, "")


class Slow:
    """Takes fifty seconds for each letter, while another worker looks for lost ones; the third is one too many."""

    def __init__(self):
        self.now, self.letters = NOON, []

    def send(self, letter, *, at):
        self.now += timedelta(seconds=50)
        letters.claim(at=self.now)
        self.letters.append(letter.text)
        if len(self.letters) == 3:
            raise Busy("too many at once", retry_after=60)


def test_a_slow_provider_loses_no_words_of_the_letters_that_wait(db):
    mails = [write() for _ in range(3)]
    channel = Slow()

    assert letters.carry(channel, clock=lambda: channel.now) == 2

    mails[2].refresh_from_db()
    assert (mails[2].status, mails[2].text) == (AccountMail.Status.WAITING, "Your code is 123")
    assert channel.letters == ["Your code is 123"] * 3


def test_a_letter_that_no_channel_can_carry_takes_no_other_with_it(db):
    mails = [write(to=f"{name}@example.com") for name in ("strange", "bea")]
    channel = Recorder(UnicodeEncodeError("ascii", "ä", 0, 1, "not ASCII"))

    assert letters.carry(channel, clock=lambda: NOON) == 1

    for mail in mails:
        mail.refresh_from_db()
    assert [(mail.status, mail.text) for mail in mails] == [
        (AccountMail.Status.FAILED, ""),
        (AccountMail.Status.SENT, ""),
    ]
