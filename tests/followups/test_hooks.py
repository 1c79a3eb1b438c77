import json
import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from twilio.request_validator import RequestValidator

from bookings import actions as bookings
from followups import links
from followups.actions import by_hand
from followups.models import InboundMessage, Message, ProviderUpdate, Suppression
from practices.models import Event
from tests.factories import book
from tests.followups.test_sending import Recorder
from tests.followups.worlds import (
    IN_A_WEEK,
    MAIL,
    MORNING,
    NUMBER,
    carried_by,
    make_reachable,
    next_monday,
    planned,
    the,
    work,
)
from tests.operations.test_bodies import Unread
from tests.standins.sendgrid import EventSigner

Status = Message.Status
SECRET = "a secret of ours"
BASE = "https://rapport.example"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.TWILIO_AUTH_TOKEN, settings.BASE_URL = SECRET, BASE


@pytest.fixture
def signer(settings):
    signer = EventSigner()
    settings.SENDGRID_WEBHOOK_KEY = signer.public_key
    return signer


@pytest.fixture
def text(willow, zoe):
    """A text reminder that a provider took."""
    book(willow, zoe, starts_at=IN_A_WEEK)
    Message.objects.exclude(purpose="reminder_sms").delete()
    with carried_by(Recorder()):
        work(willow, the("reminder_sms").due_at)
    return the("reminder_sms")


@pytest.fixture
def mail(willow, zoe):
    book(willow, zoe, starts_at=IN_A_WEEK)
    with carried_by(Recorder()):
        work(willow, MORNING)
    return the("confirmation")


def call(client, url, fields, secret=SECRET):
    """What Twilio posts, signed as Twilio signs it."""
    signature = RequestValidator(secret).compute_signature(url, fields)
    return client.post(
        url.removeprefix(BASE), urlencode(fields), content_type=FORM, HTTP_X_TWILIO_SIGNATURE=signature
    )


def status_url(message, slug="willow"):
    return links.public("followups:twilio_status", slug, message.token)


def report(client, message, word, sid="SM1", **more):
    return call(client, status_url(message), {"MessageSid": sid, "MessageStatus": word, **more})


def wrote(client, words, sender=NUMBER, sid=None, **more):
    fields = {
        "MessageSid": sid or f"SM{uuid.uuid4().hex}",
        "From": sender,
        "To": "+13035550199",
        "Body": words,
    }
    return call(client, links.public("followups:twilio_inbound", "willow"), {**fields, **more})


def post_events(client, signer, *events):
    body, headers = signer.signed(list(events))
    return client.post("/hooks/sendgrid/", body, content_type="application/json", **headers)


def event(message, word, number=1, **more):
    args = {"message": str(message.token), "practice": "willow"}
    return {"event": word, "sg_event_id": f"event-{number}", "email": MAIL, **args, **more}


def test_a_delivered_text_is_noted_once(text, client):
    for _ in range(3):
        assert report(client, text, "delivered").status_code == 204

    assert the("reminder_sms").status == Status.DELIVERED
    assert ProviderUpdate.objects.count() == 1
    assert Event.objects.filter(kind="message.delivered").count() == 1


def test_words_out_of_order_only_move_a_message_forward(text, client):
    for word in ("delivered", "sent", "queued"):
        report(client, text, word)

    assert the("reminder_sms").status == Status.DELIVERED


def test_a_callback_settles_a_doubt_though_the_worker_died(text, client):
    Message.objects.filter(pk=text.pk).update(status=Status.UNKNOWN, provider_id="", needs_attention=True)

    report(client, text, "sent", sid="SM9")

    settled = the("reminder_sms")
    assert (settled.status, settled.provider_id, settled.needs_attention) == ("accepted", "SM9", False)


def test_a_callback_stops_a_second_sending_that_was_already_planned(text, client):
    Message.objects.filter(pk=text.pk).update(status=Status.PLANNED)

    report(client, text, "sent")

    assert the("reminder_sms").status == Status.ACCEPTED


def test_a_text_that_could_not_be_delivered_asks_for_attention(text, client):
    report(client, text, "undelivered", ErrorCode="30005")

    failed = the("reminder_sms")
    assert (failed.status, failed.failure, failed.needs_attention) == ("failed", "30005", True)


@pytest.mark.parametrize(("code", "reasons"), [("21610", ["carrier"]), ("30005", [])])
def test_a_number_that_asked_the_carrier_to_stop_is_closed_though_we_hear_late(text, client, code, reasons):
    for _ in range(2):
        report(client, text, "undelivered", ErrorCode=code)

    assert [closed.reason for closed in Suppression.objects.all()] == reasons


def test_a_form_with_files_is_not_even_read(text, client):
    url, fields = status_url(text), {"MessageSid": "SM1", "MessageStatus": "delivered"}
    signature = RequestValidator(SECRET).compute_signature(url, fields)
    files = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": "1000",
        "wsgi.input": Unread(),
    }

    answer = client.post(url.removeprefix(BASE), HTTP_X_TWILIO_SIGNATURE=signature, **files)

    assert (answer.status_code, answer.content) == (403, b"")


def test_a_wrong_signature_gets_403_and_not_a_word(text, client):
    answer = call(
        client, status_url(text), {"MessageSid": "SM1", "MessageStatus": "delivered"}, secret="wrong"
    )

    assert (answer.status_code, answer.content) == (403, b"")
    assert the("reminder_sms").status == Status.ACCEPTED


def test_a_word_for_another_practice_or_an_unknown_message_changes_nothing(text, cedar, client):
    for url in (
        status_url(text, "cedar"),
        status_url(text, "nobody"),
        status_url(Message(token=uuid.uuid4())),
    ):
        assert call(client, url, {"MessageSid": "SM1", "MessageStatus": "failed"}).status_code == 204

    assert the("reminder_sms").status == Status.ACCEPTED
    assert ProviderUpdate.objects.count() == 0


def test_hooks_are_for_posts_only(text, client):
    assert client.get(status_url(text).removeprefix(BASE)).status_code == 405


def test_without_a_secret_every_call_is_refused(text, client, settings):
    settings.TWILIO_AUTH_TOKEN = ""

    assert report(client, text, "delivered").status_code == 403


def test_stop_is_in_force_before_the_next_claim_and_confirmed_once(willow, zoe, client):
    book(willow, zoe, starts_at=IN_A_WEEK)

    assert wrote(client, "Stop please").content.endswith(b"<Response/>")
    wrote(client, "STOP")

    assert the("reminder_sms").status == Status.WITHHELD
    assert Message.objects.filter(purpose="stopped").count() == 1
    assert Suppression.objects.get().reason == "said_stop"
    with carried_by(Recorder()) as channel:
        work(willow, timezone.now())
    answers = [letter for letter in channel.letters if letter.to == NUMBER]
    assert [letter.text for letter in answers] == [
        "Willow: you will get no more texts from us. Reply START to change your mind."
    ]


def test_the_same_text_heard_twice_is_heard_once(willow, zoe, client):
    wrote(client, "HELP", sid="SM1")
    wrote(client, "HELP", sid="SM1")

    assert InboundMessage.objects.count() == 1
    assert Message.objects.filter(purpose="help").count() == 1


def test_a_stop_the_provider_has_answered_itself_gets_no_second_answer(willow, zoe, client):
    wrote(client, "STOP", OptOutType="STOP")

    assert not Message.objects.filter(purpose="stopped").exists()
    assert Suppression.objects.count() == 1


def test_start_opens_the_address_again(willow, zoe, client):
    wrote(client, "ALTO")
    wrote(client, "START")

    assert Suppression.objects.filter(lifted_at=None).count() == 0
    assert [m.purpose for m in Message.objects.order_by("id")] == ["stopped", "started"]


def test_what_a_stop_held_back_goes_out_after_a_start(willow, zoe, client):
    visit = book(willow, zoe, starts_at=next_monday(timezone.now()), at=timezone.now())
    book(willow, zoe, starts_at=IN_A_WEEK)
    wrote(client, "STOP")
    assert "reminder_sms" not in planned()

    wrote(client, "START")

    assert planned(purpose="reminder_sms", subject_id=visit.pk) == ["reminder_sms"]
    assert Message.objects.filter(withheld_because="suppressed").count() == 1  # the one whose visit is over


def test_an_unclear_stop_pauses_marketing_and_goes_to_a_person(willow, zoe, client):
    wrote(client, "Can I stop by at 3?")

    assert Suppression.objects.get().scope == "marketing"
    heard = InboundMessage.objects.get()
    assert (heard.intent, heard.handled_at) == ("unclear_stop", None)


@pytest.fixture
def reminded(willow, zoe):
    """A visit tomorrow, about which a text went out just now."""
    now = timezone.now()
    visit = book(willow, zoe, starts_at=next_monday(now), at=now - timedelta(days=2))
    Message.objects.filter(purpose="reminder_sms").update(
        status=Status.ACCEPTED, attempts=1, claimed_at=now, sent_at=now
    )
    return visit


def test_a_yes_confirms_the_visit_a_text_asked_about(zoe, reminded, client):
    wrote(client, "Yes!")

    reminded.refresh_from_db()
    assert reminded.status == "confirmed"
    assert InboundMessage.objects.get().handled_at


def test_a_yes_that_no_text_asked_for_goes_to_a_person(willow, zoe, client):
    visit = book(willow, zoe, starts_at=next_monday(timezone.now()), at=timezone.now())

    wrote(client, "Yes")

    visit.refresh_from_db()
    assert visit.status == "booked"
    assert InboundMessage.objects.get().handled_at is None


def test_a_yes_to_what_a_person_wrote_goes_to_a_person(willow, zoe, reminded, client):
    by_hand.write(zoe, channel="sms", text="May we call you?", by=willow.desk, at=timezone.now())
    Message.objects.filter(purpose="by_hand").update(
        status=Status.DELIVERED, attempts=1, claimed_at=timezone.now()
    )

    wrote(client, "Yes")

    reminded.refresh_from_db()
    assert reminded.status == "booked"
    assert InboundMessage.objects.get().handled_at is None


def test_a_yes_to_an_old_time_confirms_no_new_one(willow, reminded, client):
    later = reminded.starts_at + timedelta(hours=1)
    bookings.reschedule(reminded, starts_at=later, by=willow.desk, at=timezone.now())

    wrote(client, "Yes")

    reminded.refresh_from_db()
    assert reminded.status == "booked"


def test_a_yes_from_a_number_two_people_share_goes_to_a_person(willow, zoe, reminded, client):
    make_reachable(willow, "Max Baker")

    wrote(client, "Yes")

    reminded.refresh_from_db()
    assert reminded.status == "booked"
    assert InboundMessage.objects.get().handled_at is None


def test_any_other_word_waits_for_a_person_and_is_on_the_timeline(willow, zoe, client):
    wrote(client, "Running 10 minutes late")

    assert InboundMessage.objects.get().handled_at is None
    fact = Event.objects.get(kind="client.wrote")
    assert (fact.client_id, fact.payload["intent"], fact.source) == (zoe.pk, "other", "provider")
    assert "late" not in json.dumps(fact.payload)


def test_a_stranger_who_says_stop_is_left_in_peace(willow, client):
    wrote(client, "STOP", sender="+13035550177")

    assert Suppression.objects.count() == 1
    assert planned() == []


def test_a_delivered_mail_is_noted_once_however_often_it_is_told(mail, client, signer):
    for _ in range(2):
        assert (
            post_events(client, signer, event(mail, "delivered"), event(mail, "processed", 2)).status_code
            == 204
        )

    assert the("confirmation").status == Status.DELIVERED
    assert Event.objects.filter(kind="message.delivered").count() == 1


@pytest.mark.parametrize(
    ("word", "more", "scope"),
    [
        ("bounce", {"type": "bounce", "reason": "550 no such user"}, "all"),
        ("bounce", {"type": "blocked"}, None),
        ("spamreport", {}, "all"),
        ("unsubscribe", {}, "marketing"),
        ("deferred", {}, None),
        ("open", {}, None),
    ],
)
def test_bounces_and_complaints_close_the_address(mail, client, signer, word, more, scope):
    post_events(client, signer, event(mail, word, **more))

    assert [suppression.scope for suppression in Suppression.objects.all()] == ([scope] if scope else [])


def test_a_mail_event_without_signature_too_old_or_damaged_is_refused(mail, client, signer):
    body, headers = signer.signed([event(mail, "delivered")])
    old_body, old = signer.signed([event(mail, "delivered")], at=timezone.now() - timedelta(minutes=10))
    for sent, said in ((body, {}), (body + b" ", headers), (old_body, old)):
        answer = client.post("/hooks/sendgrid/", sent, content_type="application/json", **said)
        assert (answer.status_code, answer.content) == (403, b"")
    assert the("confirmation").status == Status.ACCEPTED


def test_nonsense_with_a_good_signature_is_taken_and_forgotten(mail, cedar, client, signer):
    strange = [
        event(mail, "delivered", practice="cedar"),
        {"event": "delivered"},
        {**event(mail, "delivered"), "message": "x"},
        "delivered",
        event(mail, "processed", sg_event_id=None),
    ]
    assert post_events(client, signer, *strange).status_code == 204
    assert the("confirmation").status == Status.ACCEPTED
