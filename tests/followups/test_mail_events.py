"""What SendGrid says of the mails that it took."""

from datetime import timedelta

import pytest
from django.utils import timezone

from followups.models import Message, ProviderUpdate, Suppression
from practices.models import Event
from tests.followups.worlds import event, post_events, the

Status = Message.Status


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


def test_the_address_that_is_closed_is_the_one_the_provider_names(mail, client, signer):
    post_events(client, signer, event(mail, "bounce", type="bounce", email="Zoe@Old.example"))

    assert [closed.address for closed in Suppression.objects.all()] == ["zoe@old.example"]


def test_a_bounce_of_the_first_mail_does_not_fail_the_second(mail, client, signer):
    Message.objects.filter(pk=mail.pk).update(provider_id="second", attempts=2)

    post_events(client, signer, event(mail, "bounce", type="bounce", sg_message_id="first.recvd-1.0"))
    assert the("confirmation").status == Status.ACCEPTED
    post_events(client, signer, event(mail, "bounce", 2, type="bounce", sg_message_id="second.recvd-1.0"))
    assert the("confirmation").status == Status.FAILED


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


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_a_strange_sign_in_one_event_holds_up_no_other(mail, client, signer, sign):
    names = ("practice", "event", "reason", "sg_event_id", "sg_message_id", "email")
    strange = [event(mail, "bounce", number, type="blocked") for number, _ in enumerate(names, start=2)]
    for one, name in zip(strange, names, strict=True):
        one[name] = f"550 {sign} no"

    assert post_events(client, signer, *strange, event(mail, "delivered")).status_code == 204

    assert ProviderUpdate.objects.filter(status="delivered").exists()
