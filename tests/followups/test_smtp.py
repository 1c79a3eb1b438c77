"""E-mail through any mail server; what it says decides what becomes of the message."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from config.embedded import free_port
from followups.channels import Attachment, Busy, Letter, Unclear, Undeliverable
from followups.channels.smtp import BadServer, Smtp, server_at
from practices.models import AccountMail
from tests.standins.smtp import mail_server

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MAIL = Letter(
    token="7f3c",
    practice="willow",
    to="ana@example.com",
    sender="hello@willow.example",
    sender_name="Willow, Brooklyn",
    heading="Your visit — très bientôt",
    text="See you on Tuesday.\n.\nA line that is a dot.",
    html="<p>See you on Tuesday.</p>",
    reply_to="desk@willow.example",
    unsubscribe="https://rapport.example/m/willow/7f3c/stop/",
    attachments=(
        Attachment(name="visit.ics", kind="text/calendar; method=REQUEST", content=b"BEGIN:VCALENDAR"),
    ),
)


@pytest.fixture
def server():
    with mail_server() as standin:
        yield standin


def smtp(server, timeout=2.0):
    return Smtp(server_at(f"smtp://127.0.0.1:{server.port}?tls=no"), timeout=timeout)


def test_a_mail_arrives_whole(server):
    taken = smtp(server).send(MAIL, at=NOON)

    (mail,) = server.mails
    assert mail["Message-ID"] == taken == "<7f3c@willow.example>"
    assert (mail["To"], mail["Subject"]) == ("ana@example.com", "Your visit — très bientôt")
    assert mail["From"] == '"Willow, Brooklyn" <hello@willow.example>'
    assert mail["Reply-To"] == '"Willow, Brooklyn" <desk@willow.example>'
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_body(("plain",)).get_content().splitlines() == MAIL.text.splitlines()
    assert "<p>See you" in mail.get_body(("html",)).get_content()
    (invite,) = mail.iter_attachments()
    assert (invite.get_filename(), invite.get_content_type()) == ("visit.ics", "text/calendar")


@pytest.mark.parametrize(
    ("says", "ending"),
    [
        ({"MAIL": "451 later"}, Busy),
        ({"RCPT": "450 mailbox busy"}, Busy),
        ({"RCPT": "550 no such person"}, Undeliverable),
        ({"MAIL": ""}, Busy),
        ({"DATA": "554 no"}, Undeliverable),
        ({"DATA": "421 closing"}, Busy),
        ({"END": "554 spam"}, Undeliverable),
        ({"END": "452 full"}, Busy),
        ({"END": ""}, Unclear),
    ],
)
def test_what_the_server_says_decides(server, says, ending):
    server.says = says
    with pytest.raises(ending):
        smtp(server).send(MAIL, at=NOON)
    assert server.mails == []


def test_a_server_that_is_not_there_has_surely_not_taken_it():
    with pytest.raises(Busy, match="cannot be reached"):
        Smtp(server_at(f"smtp://127.0.0.1:{free_port()}?tls=no")).send(MAIL, at=NOON)


def test_without_tls_nothing_is_said_unless_that_was_asked_for(server):
    with pytest.raises(Busy):
        Smtp(server_at(f"smtp://127.0.0.1:{server.port}")).send(MAIL, at=NOON)
    assert server.mails == []


def test_a_host_of_another_alphabet_is_written_to_by_its_other_spelling(server):
    smtp(server).send(replace(MAIL, to="ana@bücher.example"), at=NOON)
    with pytest.raises(Undeliverable, match="alphabet"):
        smtp(server).send(replace(MAIL, to="änne@example.com"), at=NOON)

    assert [mail["To"] for mail in server.mails] == ["ana@xn--bcher-kva.example"]


def test_a_line_break_in_a_heading_is_no_second_header(server):
    with pytest.raises(ValueError, match="(?i)linefeed|newline"):
        smtp(server).send(replace(MAIL, heading="Hi\nBcc: eve@example.com"), at=NOON)


@pytest.mark.parametrize("url", ["https://mail.example", "smtp://", "smtp://ana:secret@mail.example?tls=no"])
def test_an_address_that_would_be_wrong_or_unsafe_is_refused(url):
    with pytest.raises(BadServer):
        server_at(url)


def test_an_address_may_hold_odd_characters():
    read = server_at("smtps://ana%40x.example:p%2Fw@mail.example")
    assert (read.host, read.port, read.user, read.password) == ("mail.example", 465, "ana@x.example", "p/w")
    assert read.is_sealed


def test_sign_in_codes_go_out_through_it_too(db, server, settings):
    from followups.tasks import carry_account_letters

    settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}?tls=no"
    AccountMail.objects.create(
        to="ana@example.com",
        subject="Your code",
        text="123456",
        written_at=timezone.now(),
        due_at=timezone.now(),
    )
    assert carry_account_letters() == 1
    assert server.mails[0].get_content().strip() == "123456"
