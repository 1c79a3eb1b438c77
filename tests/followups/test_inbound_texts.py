"""What clients text to the practice, and what is done about it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import actions as bookings
from followups.actions import by_hand, listening
from followups.models import InboundMessage, Message, Suppression
from practices.models import Event
from tests.factories import book
from tests.followups.worlds import (
    IN_A_WEEK,
    NUMBER,
    Recorder,
    carried_by,
    make_reachable,
    next_monday,
    planned,
    the,
    work,
    wrote,
)

pytestmark = pytest.mark.usefixtures("_keys")
Status = Message.Status


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


def test_a_yes_that_comes_a_moment_after_another_is_heard_all_the_same(reminded, client, monkeypatch):
    def confirmed_meanwhile(visit, **how):
        bookings.confirm(visit, **how)
        return bookings.confirm(visit, **how)

    monkeypatch.setattr(listening, "confirm", confirmed_meanwhile)
    assert wrote(client, "Yes").status_code == 200

    assert InboundMessage.objects.get().text == "Yes"


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


def test_a_picture_without_words_is_told_as_such(willow, zoe, client):
    wrote(client, "", NumMedia="1", MediaUrl0="https://api.twilio.com/picture")
    client.force_login(willow.desk.user, backend="django.contrib.auth.backends.ModelBackend")

    assert InboundMessage.objects.get().handled_at is None
    assert "perhaps a picture" in client.get("/p/willow/messages/attention/").content.decode()
    assert "perhaps a picture" in client.get(f"/p/willow/clients/{zoe.pk}/").content.decode()
