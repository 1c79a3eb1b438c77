"""What needs a person: words from clients, unhappy answers, and messages that did not arrive."""

from django.utils import timezone

from followups.actions.listening import hear
from followups.channels import Undeliverable
from followups.models import Feedback, InboundMessage, Message
from followups.queries import outbox
from practices.models import Event
from tests.factories import book
from tests.followups.worlds import (
    DAY,
    MAIL,
    MORNING,
    NUMBER,
    Recorder,
    carried_by,
    make_reachable,
    next_monday,
    signed_in,
    the,
    work,
)

HERE = "/p/willow/messages/"
Status = Message.Status


def test_a_failed_message_is_listed_sent_again_or_ticked_off(desk, willow, zoe):
    book(willow, zoe, starts_at=next_monday(timezone.now()), at=timezone.now())
    due = the("confirmation").due_at.replace(hour=15)
    Message.objects.update(due_at=due)
    with carried_by(Recorder(Undeliverable("Mailbox full"))):
        work(willow, due)
    failed = the("confirmation")
    assert "Mailbox full" in desk.get(HERE + "attention/").content.decode()

    desk.post(f"{HERE}{failed.pk}/tick-off/")
    assert "All is well" in desk.get(HERE + "attention/").content.decode()
    assert MAIL in desk.get(f"{HERE}{failed.pk}/").content.decode()
    assert desk.post(f"{HERE}{failed.pk}/retry/").status_code == 302
    assert the("confirmation").status == Status.PLANNED


def test_what_a_client_wrote_waits_until_somebody_is_done_with_it(desk, willow, zoe):
    hear(willow.practice, sender=NUMBER, text="Running late", provider_id="SM1", at=MORNING)
    assert "Running late" in desk.get(HERE + "attention/").content.decode()

    desk.post(f"{HERE}heard/{InboundMessage.objects.get().pk}/handle/")

    assert InboundMessage.objects.get().handled_by == willow.desk
    assert "Running late" not in desk.get(HERE + "attention/").content.decode()


def test_of_very_many_the_oldest_are_shown_and_the_rest_is_counted(desk, willow, zoe, monkeypatch):
    monkeypatch.setattr(outbox, "SHOWN", 2)
    for number in range(3):
        words = f"Word {number}"
        hear(willow.practice, sender=NUMBER, text=words, provider_id=words, at=MORNING + number * DAY)

    page = desk.get(HERE + "attention/").content.decode()
    assert "Word 1" in page
    assert "Word 2" not in page
    assert "1 more, which comes into sight" in page
    desk.post(f"{HERE}heard/{InboundMessage.objects.earliest('received_at').pk}/handle/")
    assert "more, which" not in desk.get(HERE + "attention/").content.decode()


def test_an_unhappy_answer_waits_until_somebody_has_spoken_with_the_client(desk, willow, unhappy):
    assert "1 / 5" in desk.get(HERE + "attention/").content.decode()

    desk.post(f"{HERE}answers/{unhappy.pk}/close/")
    desk.post(f"{HERE}answers/{unhappy.pk}/close/")

    assert Feedback.objects.get().answered_by == willow.desk
    assert Event.objects.filter(kind="feedback.answered").count() == 1


def test_a_comment_is_for_those_who_treat_and_reading_it_is_noted(client, willow, unhappy):
    assert (
        "My knee" not in signed_in(client, willow.desk).get(f"{HERE}answers/{unhappy.pk}/").content.decode()
    )
    assert not Event.objects.filter(kind="client.sensitive_read").exists()

    assert (
        "My knee"
        in signed_in(client, willow.practitioner).get(f"{HERE}answers/{unhappy.pk}/").content.decode()
    )
    assert Event.objects.get(kind="client.sensitive_read").actor == willow.practitioner


def test_who_wrote_from_a_number_that_others_share_is_not_taken_for_granted(desk, willow, zoe):
    make_reachable(willow, "Max Baker")
    hear(willow.practice, sender=NUMBER, text="Running late", provider_id="SM1", at=MORNING)

    assert "Zoe Baker / Max Baker" in desk.get(HERE + "attention/").content.decode()
