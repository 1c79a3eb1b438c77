"""What Twilio says of a text that it took."""

import uuid

import pytest
from twilio.request_validator import RequestValidator

from followups.models import Message, ProviderUpdate, Suppression
from practices.models import Event
from tests.followups.worlds import BASE, SECRET, call, report, status_url, the
from tests.operations.bodies import Unread

pytestmark = pytest.mark.usefixtures("_keys")
Status = Message.Status


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


def test_a_failure_of_the_first_try_does_not_fail_the_second(text, client):
    Message.objects.filter(pk=text.pk).update(status=Status.PLANNED, provider_id="")
    report(client, text, "undelivered", sid="SM1")
    assert the("reminder_sms").status == Status.PLANNED
    Message.objects.filter(pk=text.pk).update(status=Status.ACCEPTED, provider_id="SM2", attempts=2)

    report(client, text, "failed", sid="SM1")
    assert the("reminder_sms").status == Status.ACCEPTED
    report(client, text, "failed", sid="SM2")
    assert the("reminder_sms").status == Status.FAILED


def test_the_number_that_is_closed_is_the_one_the_provider_names(text, client):
    report(client, text, "undelivered", ErrorCode="21610", To="+13035550142")

    assert [closed.address for closed in Suppression.objects.all()] == ["+13035550142"]


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
