import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import links as visit_links
from clients import actions as clients
from followups import links
from followups.actions.listening import hear
from followups.links import CodeConverter
from followups.models import Message
from tests.factories import book, make_member, make_user
from tests.followups.worlds import (
    IN_A_WEEK,
    MORNING,
    NUMBER,
    signed_in,
    the,
    work,
)

HERE = "/p/willow/messages/"
Status = Message.Status


@pytest.fixture
def sent(willow, visit):
    work(willow, MORNING)
    return the("confirmation")


def test_the_outbox_shows_what_went_out_and_what_is_planned(desk, sent):
    page = desk.get(HERE).content.decode()
    assert "Your visit on Monday, March 9" in page
    planned = desk.get(HERE + "?show=waiting").content.decode()
    assert planned.count("Reminder, ") > 2
    assert "Two days before a visit we remind by e-mail." in planned


def test_the_outbox_says_what_held_a_message_back(desk, willow, zoe, visit):
    clients.withdraw_consent(zoe, purpose="visit_messages", source="desk", by=willow.desk, at=MORNING)

    assert "The client said no to messages of this kind." in desk.get(HERE + "?show=held").content.decode()


def test_an_empty_outbox_says_what_will_be_here(desk):
    assert "appear here as visits are booked" in desk.get(HERE).content.decode()
    assert "No message fits" in desk.get(HERE + "?purpose=rebook").content.decode()


@pytest.mark.parametrize(
    "query", ["?show=waiting", "?channel=sms&show=waiting", "?purpose=reminder_sms&show=waiting"]
)
def test_the_outbox_asks_few_questions_however_many_messages(desk, willow, zoe, query):
    for day in range(4):
        book(willow, zoe, starts_at=IN_A_WEEK.replace(day=9 + day))
    desk.get(HERE)
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(HERE + query).content.decode().count("<tr>") >= 5

    questions = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    entered = next(place for place, sql in enumerate(questions) if 'FROM "practices_member"' in sql)
    assert len(questions[entered + 1 :]) <= 6


def test_filters_nobody_offered_are_left_out(desk, sent):
    for query in (
        "?show=x",
        "?purpose=x",
        "?client=x",
        "?client=²",
        "?client=99999999999999999999",
        "?page=x",
    ):
        assert desk.get(HERE + query).status_code == 200


def test_a_message_is_shown_as_the_client_sees_it_with_why(desk, sent):
    page = desk.get(f"{HERE}{sent.pk}/")
    said = page.content.decode()
    assert "every booking is confirmed" in said
    assert "Rule “confirmation”, version 1" in said
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]

    mail = desk.get(f"{HERE}{sent.pk}/seen/")
    assert "Your visit is booked." in mail.content.decode()
    policy = mail.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_planned_text_is_shown_as_it_would_be_now_with_its_size(desk, visit):
    said = desk.get(f"{HERE}{the('reminder_sms').pk}/").content.decode()

    assert "As the client would see it now" in said
    assert "GSM-7" in said
    assert "parts" in said
    assert desk.get(f"{HERE}{the('reminder_sms').pk}/seen/").status_code == 404


def pages_of(client, message):
    """Everywhere a member reads its words."""
    tails = ("", f"{message.pk}/") + ((f"{message.pk}/seen/",) if message.channel == "email" else ())
    listed = "?show=waiting" if message.status == Status.PLANNED else ""
    return [client.get(f"{HERE}{tail}{'' if tail else listed}").content.decode() for tail in tails]


def code_of(message):
    return CodeConverter().to_url(message.token)


def link_of(message):
    return links.public("followups:message", "willow", message.token)


def test_who_only_reads_messages_is_not_shown_the_links_with_which_a_client_acts(client, willow, sent):
    reader = make_member(willow.practice, make_user("Ruth", "willow"), "read_only")
    signed_in(client, reader)
    Message.objects.filter(purpose="reminder_email").update(channel="sms", text=f"Move it: {link_of(sent)}")

    for message in (sent, the("reminder_sms"), the("reminder_email")):
        assert not any(
            code_of(sent) in page or code_of(message) in page for page in pages_of(client, message)
        )
    assert "links are blanked" in client.get(f"{HERE}{sent.pk}/").content.decode()


def test_without_a_provider_whoever_sends_messages_finds_the_clients_link_in_the_outbox(desk, willow, sent):
    for message in (sent, the("reminder_sms")):
        page = desk.get(f"{HERE}{message.pk}/").content.decode()
        assert link_of(message) in page
        assert "links are blanked" not in page
    assert link_of(sent) in desk.get(f"{HERE}{sent.pk}/seen/").content.decode()


def test_what_a_provider_carries_is_for_the_client_alone(desk, settings, sent):
    settings.TWILIO_ACCOUNT_SID, settings.SENDGRID_API_KEY = "AC1", "SG.1"
    planned = the("reminder_sms")
    size = re.compile(r"GSM-7 · \d+ signs · \d parts")
    measured = size.findall(desk.get(f"{HERE}{planned.pk}/").content.decode())

    assert not any(
        code_of(message) in page for message in (sent, planned) for page in pages_of(desk, message)
    )
    settings.TWILIO_ACCOUNT_SID = settings.SENDGRID_API_KEY = ""
    assert measured == size.findall(desk.get(f"{HERE}{planned.pk}/").content.decode()) != []
    Message.objects.filter(pk=sent.pk).update(provider="sendgrid")
    assert code_of(sent) not in desk.get(f"{HERE}{sent.pk}/").content.decode()


def test_a_link_to_manage_a_visit_is_blanked_wherever_somebody_wrote_it(visit):
    url = visit_links.manage_url(visit)

    assert links.blanked(f"Move it: {url}").startswith("Move it: http://127.0.0.1:8000/book/willow/visit/***")
    assert len(links.blanked(url)) == len(url)
    assert links.blanked("http://x.example/book/willow/?q=1") == "http://x.example/book/willow/?q=1"


def test_a_planned_message_can_be_taken_back_and_a_sent_one_cannot(desk, sent):
    planned = the("reminder_sms")
    assert desk.post(f"{HERE}{planned.pk}/take-back/").status_code == 302
    assert the("reminder_sms").status == Status.WITHDRAWN
    assert desk.post(f"{HERE}{sent.pk}/take-back/").status_code == 409
    assert desk.post(f"{HERE}{sent.pk}/retry/").status_code == 409


def test_a_member_writes_to_a_client(desk, willow, zoe):
    page = desk.post(f"{HERE}write/{zoe.pk}/", {"channel": "sms", "text": "Your brace is here."})

    assert page.status_code == 302
    written = the("by_hand")
    assert (written.text, written.written_by, written.channel) == ("Your brace is here.", willow.desk, "sms")
    assert "Frank wrote this by hand." in desk.get(page.url).content.decode()


def test_a_stop_is_told_to_the_member_who_writes(desk, willow, zoe):
    hear(willow.practice, sender=NUMBER, text="STOP", provider_id="SM1", at=MORNING)

    page = desk.post(f"{HERE}write/{zoe.pk}/", {"channel": "sms", "text": "Your brace is here."})

    assert page.status_code == 422
    assert "This address asked us to stop." in page.content.decode()
    assert "Your brace is here." in page.content.decode()
    assert not Message.objects.filter(purpose="by_hand").exists()


def test_the_timeline_tells_what_was_said_and_answered(desk, willow, zoe, sent, unhappy):
    hear(willow.practice, sender=NUMBER, text="See you then", provider_id="SM1", at=MORNING)

    page = desk.get(f"/p/willow/clients/{zoe.pk}/?show=messages").content.decode()

    assert f"/p/willow/messages/{sent.pk}/" in page
    assert "Rated the visit 1 of 5" in page
    assert "“See you then”" in page
    assert "My knee" not in page
