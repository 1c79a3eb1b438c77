"""START undoes a stop, whichever way it was said; a no to one kind of message it does not touch."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients import actions as clients
from clients.models import Consent
from clients.queries.consents import agrees
from followups.actions.planning import plan
from followups.actions.preferences import stop_messages
from followups.models import InboundMessage, Message, Suppression
from followups.rules.purposes import REBOOK
from tests.factories import NOON, book
from tests.followups.worlds import IN_A_WEEK, make_reachable, next_monday, planned, the, wrote

pytestmark = pytest.mark.usefixtures("_keys")
Status = Message.Status


@pytest.fixture
def reminder(willow, zoe):
    """A text planned about a visit that is still to come by the clock on the wall."""
    now = timezone.now()
    visit = book(willow, zoe, starts_at=next_monday(now), at=now)
    return the("reminder_sms", subject_id=visit.pk)


def offer(client):
    """An offer by text."""
    now = timezone.now()
    about, until = ("client", client.pk), now + timedelta(days=7)
    return plan(REBOOK, client=client, about=about, channel="sms", due_at=now, give_up_at=until, at=now)


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


def test_start_gives_back_what_no_more_texts_at_all_took_away(zoe, reminder, client):
    stop_messages(reminder, wish="stop_all", at=timezone.now())
    assert "reminder_sms" not in planned()

    wrote(client, "START")

    assert planned() == ["started", "confirmation", "reminder_email", "reminder_sms"]
    yes = Consent.objects.latest("id")
    assert (yes.purpose, yes.channel, yes.is_given, yes.source) == ("visit_messages", "sms", True, "sms")
    assert yes.evidence == {"inbound": InboundMessage.objects.get().pk}


@pytest.mark.parametrize("was", [True, None])
def test_start_makes_no_yes_to_offers_where_there_was_none(willow, zoe, client, was):
    if was:
        asked = {"source": "desk", "wording": "2025-01", "by": willow.desk, "at": NOON}
        clients.give_consent(zoe, purpose="marketing", **asked)
    stop_messages(offer(zoe), wish="stop_all", at=timezone.now())

    wrote(client, "START")

    assert agrees(zoe, "marketing", "sms") is bool(was)
    assert Consent.objects.latest("id").wording == ("2025-01" if was else "2026-11")


def test_a_no_to_one_kind_outlives_a_start_and_goes_to_a_person(zoe, reminder, client):
    stop_messages(reminder, wish="stop_kind", at=timezone.now())

    wrote(client, "START")

    assert agrees(zoe, "visit_messages", "sms") is False
    assert planned(channel="sms") == []
    assert InboundMessage.objects.get().handled_at is None


def test_a_no_said_at_the_desk_after_a_stop_outlives_a_start(willow, zoe, reminder, client):
    stop_messages(reminder, wish="stop_all", at=timezone.now())
    asked = {"source": "desk", "by": willow.desk, "at": timezone.now()}
    clients.withdraw_consent(zoe, purpose="visit_messages", **asked)

    wrote(client, "START")

    assert agrees(zoe, "visit_messages", "sms") is False
    assert not Message.objects.filter(purpose="started").exists()


def test_a_start_is_answered_when_anybody_with_the_number_gets_texts_again(willow, zoe, reminder, client):
    make_reachable(willow, "Max Baker")
    stop_messages(reminder, wish="stop_kind", at=timezone.now())
    wrote(client, "STOP")

    wrote(client, "START")

    assert agrees(zoe, "visit_messages", "sms") is False
    assert Message.objects.filter(purpose="started").exists()
