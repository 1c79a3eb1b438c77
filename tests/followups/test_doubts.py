"""How a sending ends: busy, refused, broken, or nobody knows; and what settles a doubt."""

from dataclasses import replace
from datetime import timedelta

from clients import actions as clients
from followups.actions import by_hand
from followups.actions.claiming import claim_due
from followups.actions.endings import settle
from followups.actions.reconciling import settle_uncertain, take_uncertain
from followups.actions.sending import begin
from followups.actions.suppressing import reopen
from followups.channels import Busy, Unclear, Undeliverable
from followups.models import Message, Suppression
from practices.models import Event
from tests.factories import NOON
from tests.followups.worlds import (
    DAY,
    MAIL,
    MORNING,
    Recorder,
    carried_by,
    look_after,
    the,
    work,
)

Status = Message.Status


def test_a_busy_provider_puts_the_message_back_for_a_little_later(willow, visit):
    with carried_by(Recorder(Busy("too many at once", retry_after=60))):
        work(willow, MORNING)
        back = the("confirmation")
        assert (back.status, back.withheld_because) == (Status.PLANNED, "busy")
        assert timedelta(seconds=60) <= back.due_at - MORNING <= timedelta(seconds=75)
        work(willow, MORNING + timedelta(minutes=2))
    assert (the("confirmation").status, the("confirmation").attempts) == ("accepted", 2)


def test_a_refused_message_fails_and_asks_for_attention(willow, visit):
    with carried_by(Recorder(Undeliverable("Invalid number", code="21211"))):
        work(willow, MORNING)

    failed = the("confirmation")
    assert (failed.status, failed.failure, failed.needs_attention) == ("failed", "21211 Invalid number", True)
    assert Event.objects.filter(kind="message.failed").count() == 1


def test_a_carrier_that_says_the_number_stopped_corrects_our_table(willow, visit):
    with carried_by(Recorder(Undeliverable("stopped", code="21610", closes_address=True))):
        work(willow, MORNING)

    assert Suppression.objects.get().reason == "carrier"
    assert reopen(willow.practice, "email", MAIL, reason="said_start", at=NOON)


def test_a_lost_answer_leaves_a_doubt_that_is_not_sent_again_at_once(willow, visit):
    with carried_by(Recorder(Unclear("timeout"))) as channel:
        work(willow, MORNING)
        work(willow, MORNING + timedelta(minutes=1))

    assert len(channel.letters) == 1
    assert the("confirmation").status == Status.UNKNOWN


def test_a_doubt_is_settled_by_asking_the_provider_after_the_grace(willow, visit):
    with carried_by(Recorder(Unclear("timeout"), known="id-found")) as channel:
        work(willow, MORNING)
        look_after(willow, MORNING + timedelta(minutes=4))
        assert channel.asked == []
        look_after(willow, MORNING + timedelta(minutes=6))

    found = the("confirmation")
    assert (found.status, found.provider_id, len(channel.letters)) == ("accepted", "id-found", 1)


def test_a_text_reminder_nobody_knows_of_is_sent_once_more_and_then_shown(willow, visit):
    due = the("reminder_sms").due_at
    with carried_by(Recorder(Unclear("reset"), Unclear("reset"))) as channel:
        Message.objects.exclude(purpose="reminder_sms").delete()
        work(willow, due)
        look_after(willow, due + timedelta(minutes=6))
        assert (the("reminder_sms").status, the("reminder_sms").withheld_because) == ("planned", "sent_again")
        work(willow, due + timedelta(minutes=7))
        look_after(willow, due + timedelta(minutes=20))
        look_after(willow, due + timedelta(minutes=40))

    doubtful = the("reminder_sms")
    assert (doubtful.status, doubtful.needs_attention, len(channel.letters)) == ("unknown", True, 2)


def test_a_text_nobody_knows_of_is_not_sent_to_another_number_by_itself(willow, visit, zoe):
    due = the("reminder_sms").due_at
    Message.objects.exclude(purpose="reminder_sms").delete()
    with carried_by(Recorder(Unclear("reset"))):
        work(willow, due)
        clients.change_details(zoe, changes={"phone": "+13035550142"}, by=willow.desk, at=due)
        look_after(willow, due + timedelta(minutes=6))

    assert (the("reminder_sms").status, the("reminder_sms").needs_attention) == ("unknown", True)


def test_an_e_mail_nobody_knows_of_is_shown_and_not_sent_again(willow, visit):
    with carried_by(Recorder(Unclear("reset"))) as channel:
        work(willow, MORNING)
        look_after(willow, MORNING + timedelta(minutes=6))

    assert (the("confirmation").status, the("confirmation").needs_attention) == ("unknown", True)
    assert len(channel.letters) == 1


def test_the_same_words_sent_before_are_not_taken_for_the_lost_ones(willow, zoe):
    with carried_by(Recorder(None, Unclear("timeout"), known="id-1")):
        for at in (MORNING, MORNING + DAY):
            by_hand.write(zoe, channel="sms", text="Running late", by=willow.desk, at=at)
            work(willow, at)
        look_after(willow, MORNING + DAY + timedelta(minutes=6))

    first, lost = Message.objects.order_by("id")
    assert (first.status, first.provider_id) == ("accepted", "id-1")
    assert (lost.status, lost.needs_attention) == ("unknown", True)


def test_what_was_asked_about_before_it_was_sent_again_settles_nothing(willow, visit):
    with carried_by(Recorder(Unclear("reset"), Unclear("reset"))):
        work(willow, MORNING)
        (asked,) = take_uncertain(at=MORNING + timedelta(minutes=6))
        by_hand.retry(the("confirmation"), by=willow.desk, at=MORNING + timedelta(minutes=6))
        work(willow, MORNING + timedelta(minutes=6))
        settle_uncertain(asked, None, at=MORNING + timedelta(minutes=7))

    assert not the("confirmation").needs_attention


def test_a_doubt_somebody_has_seen_to_does_not_come_back(willow, visit):
    with carried_by(Recorder(Unclear("reset"))):
        work(willow, MORNING)
        look_after(willow, MORNING + timedelta(minutes=6))
        by_hand.tick_off(the("confirmation"), by=willow.desk, at=MORNING + timedelta(minutes=7))
        look_after(willow, MORNING + timedelta(minutes=30))

    assert not the("confirmation").needs_attention


def test_a_provider_that_cannot_be_asked_is_asked_again_later(willow, visit):
    with carried_by(Recorder(Unclear("reset"), known=Busy("away"))) as channel:
        work(willow, MORNING)
        look_after(willow, MORNING + timedelta(minutes=6))
        assert not the("confirmation").needs_attention
        channel.known = "id-late"
        look_after(willow, MORNING + timedelta(minutes=8))
    assert the("confirmation").provider_id == "id-late"


def test_a_worker_lost_before_the_call_leaves_no_doubt(willow, visit):
    claim_due(willow.practice, at=MORNING)
    look_after(willow, MORNING + timedelta(minutes=1))

    assert the("confirmation").status == Status.PLANNED
    with carried_by(Recorder()) as channel:
        work(willow, MORNING + timedelta(minutes=1))
    assert len(channel.letters) == 1


def test_a_worker_lost_during_the_call_leaves_a_doubt(willow, visit):
    _, claims = claim_due(willow.practice, at=MORNING)
    assert begin(willow.practice, claims, provider="recorder", at=MORNING) == claims
    look_after(willow, MORNING + timedelta(minutes=1))

    lost = the("confirmation")
    assert (lost.status, lost.withheld_because) == (Status.UNKNOWN, "lease_over")


def test_a_worker_that_comes_back_late_does_not_begin_what_another_has_in_hand(willow, visit):
    _, late = claim_due(willow.practice, at=MORNING)
    look_after(willow, MORNING + timedelta(minutes=1))
    _, fresh = claim_due(willow.practice, at=MORNING + timedelta(minutes=1))

    def begun(claims):
        return begin(willow.practice, claims, provider="recorder", at=MORNING + timedelta(minutes=1))

    assert begun(late) == []
    assert begun(fresh) == fresh
    assert begun([replace(fresh[0])]) == []


def test_an_ending_written_late_never_overrules_what_the_provider_said(willow, visit):
    _, claims = claim_due(willow.practice, at=MORNING)
    begin(willow.practice, claims, provider="recorder", at=MORNING)
    Message.objects.filter(purpose="confirmation").update(status=Status.DELIVERED)

    for ending in (Unclear("timeout"), "id-1"):
        settle(willow.practice, [(claims[0].message_id, ending)], at=MORNING)

    assert the("confirmation").status == Status.DELIVERED


def test_a_channel_that_breaks_leaves_a_doubt(willow, visit):
    with carried_by(Recorder(UnicodeDecodeError("ascii", b"x", 0, 1, "not ASCII"))):
        work(willow, MORNING)

    assert the("confirmation").status == Status.UNKNOWN
