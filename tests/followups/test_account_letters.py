"""Account letters: a code or an invitation goes out once, and its words are gone afterwards."""

from datetime import timedelta

import pytest

from followups import letters
from followups.channels.sendgrid import SendGrid
from practices.models import AccountMail
from tests.factories import NOON
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
