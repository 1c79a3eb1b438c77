import base64
import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from followups.channels import Attachment, Busy, Unclear, Undeliverable
from followups.channels.addresses import AddressRefused, checked
from followups.channels.outbox import Outbox
from followups.channels.sendgrid import SendGrid
from followups.channels.sendgrid import body as mail_body
from followups.channels.twilio import Twilio, form
from tests.followups.letters import MAIL, NOON, TEXT
from tests.standins.sendgrid import KEY, SendGridStandin
from tests.standins.server import running
from tests.standins.twilio import ACCOUNT, SECRET, TwilioStandin


@pytest.fixture
def texts():
    with running(TwilioStandin()) as standin:
        yield standin


@pytest.fixture
def mails():
    with running(SendGridStandin()) as standin:
        yield standin


def twilio(standin, timeout=2):
    return Twilio(account=ACCOUNT, secret=SECRET, base_url=standin.url, timeout=timeout)


def sendgrid(standin, timeout=2):
    return SendGrid(key=KEY, base_url=standin.url, timeout=timeout)


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_a_text_goes_out_once_with_callback_and_validity(texts):
    sid = twilio(texts).send(TEXT, at=NOON)

    assert [message["sid"] for message in texts.sent] == [sid]
    sent = texts.sent[0]
    assert (sent["To"], sent["From"], sent["Body"]) == (TEXT.to, TEXT.sender, TEXT.text)
    assert (sent["StatusCallback"], sent["ValidityPeriod"]) == (TEXT.callback, "7200")


def test_a_messaging_service_is_named_as_such():
    assert form(replace(TEXT, sender="MG" + "0" * 32), at=NOON)["messaging_service_sid"].startswith("MG")


@pytest.mark.parametrize(
    ("left", "seconds"), [(timedelta(0), 30), (timedelta(hours=5), 18000), (timedelta(days=2), 36000)]
)
def test_the_validity_of_a_text_stays_within_the_providers_limits(left, seconds):
    assert form(replace(TEXT, valid_until=NOON + left), at=NOON)["validity_period"] == seconds


def test_a_mail_goes_out_once_with_our_token_where_it_comes_back(mails):
    assert sendgrid(mails).send(MAIL, at=NOON) == "standin-1"

    mail = mails.sent[0]
    assert mail["personalizations"] == [
        {"to": [{"email": MAIL.to}], "custom_args": {"message": "7f3c", "practice": "willow"}}
    ]
    assert [part["type"] for part in mail["content"]] == ["text/plain", "text/html"]
    assert mail["reply_to"]["email"] == MAIL.reply_to
    assert "headers" not in mail


def test_marketing_mail_carries_the_one_click_headers():
    headers = mail_body(replace(MAIL, unsubscribe="https://x.example/m/7f3c/stop"))["headers"]

    assert headers == {
        "List-Unsubscribe": "<https://x.example/m/7f3c/stop>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_a_calendar_file_is_attached_in_ascii_and_refused_otherwise():
    visit = Attachment(name="visit.ics", kind="text/calendar", content=b"BEGIN:VCALENDAR")
    attached = mail_body(replace(MAIL, attachments=(visit,)))["attachments"][0]

    assert base64.b64decode(attached["content"]) == visit.content
    with pytest.raises(UnicodeDecodeError):
        mail_body(replace(MAIL, attachments=(replace(visit, content="Élan".encode()),)))


@pytest.mark.parametrize("fault", ["lost", "late_500", "error_500", "reset"])
def test_a_lost_answer_or_a_500_leaves_a_doubt_and_is_never_tried_again(texts, mails, fault):
    for standin, channel, letter in ((texts, twilio(texts), TEXT), (mails, sendgrid(mails), MAIL)):
        standin.faults.then(fault)
        with pytest.raises(Unclear):
            channel.send(letter, at=NOON)
        assert len(standin.calls) == 1
        assert len(standin.sent) == (fault in standin.faults.TAKEN)


def test_a_silent_provider_is_given_up_after_the_timeout(texts, mails):
    for standin, channel, letter in ((texts, twilio(texts, 0.2), TEXT), (mails, sendgrid(mails, 0.2), MAIL)):
        standin.faults.then("slow")
        with pytest.raises(Unclear):
            channel.send(letter, at=NOON)
        assert len(standin.sent) == 1


def test_a_busy_provider_has_surely_not_taken_it(texts, mails):
    texts.faults.then("busy")
    mails.faults.then("busy")

    with pytest.raises(Busy):
        twilio(texts).send(TEXT, at=NOON)
    with pytest.raises(Busy) as busy:
        sendgrid(mails).send(MAIL, at=NOON)
    assert busy.value.retry_after == 7
    assert texts.sent == mails.sent == []


def test_a_provider_that_cannot_be_reached_has_surely_not_taken_it():
    nowhere = closed_port()

    with pytest.raises(Busy, match="reached"):
        Twilio(account=ACCOUNT, secret=SECRET, base_url=nowhere).send(TEXT, at=NOON)
    with pytest.raises(Busy, match="reached"):
        SendGrid(key=KEY, base_url=nowhere).send(MAIL, at=NOON)


def test_a_wrong_key_keeps_the_letter_for_later(mails):
    with pytest.raises(Busy, match="key") as busy:
        SendGrid(key="wrong", base_url=mails.url).send(MAIL, at=NOON)
    assert busy.value.retry_after == 900


def test_a_wrong_number_is_refused_for_good(texts):
    with pytest.raises(Undeliverable, match="Invalid 'To'") as refused:
        twilio(texts).send(replace(TEXT, to="12345"), at=NOON)
    assert (refused.value.code, refused.value.closes_address) == ("21211", False)


def test_a_number_that_said_stop_closes_the_address(texts):
    texts.stopped.add(TEXT.to)

    with pytest.raises(Undeliverable) as refused:
        twilio(texts).send(TEXT, at=NOON)
    assert refused.value.closes_address


def test_a_text_whose_answer_was_lost_is_found_by_its_words(texts):
    texts.faults.then("lost")
    with pytest.raises(Unclear):
        twilio(texts).send(TEXT, at=NOON)

    assert twilio(texts).find(TEXT, since=NOON) == texts.sent[0]["sid"]
    assert twilio(texts).find(replace(TEXT, text="another"), since=NOON) is None
    assert len(texts.sent) == 1


def test_asking_a_provider_that_is_away_gives_no_answer_rather_than_a_no():
    with pytest.raises(Busy):
        Twilio(account=ACCOUNT, secret=SECRET, base_url=closed_port()).find(TEXT, since=NOON)


def test_without_keys_the_message_stays_in_the_outbox():
    assert Outbox().send(TEXT, at=NOON) == "outbox-7f3c"
    assert Outbox().find(TEXT, since=NOON) is None


@pytest.mark.parametrize(
    ("base", "provider"),
    [
        ("http://api.twilio.com", "twilio"),
        ("https://evil.example", "twilio"),
        ("https://api.twilio.com.evil.example", "twilio"),
        ("https://eviltwilio.com", "twilio"),
        ("https://api.twilio.com", "sendgrid"),
        ("http://127.0.0.1:4610", "sendgrid"),
        ("ftp://api.twilio.com", "twilio"),
        ("api.twilio.com", "twilio"),
    ],
)
def test_production_calls_only_the_providers_own_hosts_over_https(base, provider):
    with pytest.raises(AddressRefused):
        checked(base, provider=provider, is_production=True)


def test_elsewhere_a_local_stand_in_may_be_called():
    assert (
        checked("http://127.0.0.1:4610/", provider="twilio", is_production=False) == "http://127.0.0.1:4610"
    )
    assert (
        checked("https://api.twilio.com", provider="twilio", is_production=True) == "https://api.twilio.com"
    )
    assert checked("https://api.dublin.ie1.twilio.com", provider="twilio", is_production=True)
