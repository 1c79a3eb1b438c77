from datetime import timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
from django.db import transaction

from bookings import actions as bookings
from clients import actions as clients
from followups.actions import by_hand, claiming
from followups.actions.answering import give_feedback
from followups.actions.claiming import claim_due
from followups.actions.sending import begin
from followups.actions.suppressing import Scope, suppress
from followups.models import Message, Suppression
from followups.queries.words import as_seen
from practices.models import Event
from tests.factories import NOON, book
from tests.followups.worlds import (
    DAY,
    IN_A_WEEK,
    MAIL,
    MORNING,
    Recorder,
    carried_by,
    make_reachable,
    the,
    work,
)

Status = Message.Status


def test_what_is_due_goes_out_once_with_words_and_address(willow, visit):
    with carried_by(Recorder()) as channel:
        assert work(willow, MORNING) == 1
        assert work(willow, MORNING) == 0

    sent = the("confirmation")
    assert (sent.status, sent.attempts, sent.provider, sent.provider_id) == (
        "accepted",
        1,
        "recorder",
        "id-1",
    )
    assert (sent.to, sent.sent_at) == (MAIL, MORNING)
    assert [letter.token for letter in channel.letters] == [str(sent.token)]
    assert Event.objects.filter(kind="message.sent").count() == 1


def test_no_transaction_is_open_while_the_provider_is_called(willow, visit):
    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    assert channel.was_in_transaction is False


def test_sending_inside_a_transaction_is_refused(willow, visit):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        claim_due(willow.practice, at=MORNING)


def test_what_is_not_due_yet_stays_planned(willow, visit):
    assert work(willow, NOON + timedelta(minutes=2)) == 0
    assert the("confirmation").status == Status.PLANNED


def test_at_night_it_waits_for_the_morning_and_says_so(willow, visit):
    work(willow, NOON + timedelta(minutes=3))

    waiting = the("confirmation")
    assert (waiting.status, waiting.withheld_because) == (Status.PLANNED, "quiet_hours")
    assert waiting.due_at == NOON + timedelta(hours=1)


def test_a_reminder_whose_visit_has_begun_is_dropped(willow, visit):
    work(willow, IN_A_WEEK)

    assert {m.status for m in Message.objects.all()} == {Status.EXPIRED}


def test_imported_people_get_nothing_until_they_are_released(willow, zoe, visit):
    type(zoe).objects.filter(pk=zoe.pk).update(is_released=False)

    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    assert channel.letters == []
    assert (the("confirmation").status, the("confirmation").withheld_because) == ("withheld", "not_released")


def test_the_world_is_looked_at_again_at_the_claim(willow, visit):
    # Behind the back of every reaction, so that only the claim can notice.
    type(visit).objects.filter(pk=visit.pk).update(status="cancelled_by_practice")

    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    assert channel.letters == []
    assert the("confirmation").withheld_because == "no_longer_true"


def test_a_stopped_address_gets_nothing_whoever_shares_it(willow, zoe, visit):
    max_ = make_reachable(willow, "Max Baker")
    book(willow, max_, starts_at=IN_A_WEEK + DAY)
    suppress(willow.practice, "email", MAIL, reason="unsubscribed", at=NOON)

    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    assert channel.letters == []
    assert Message.objects.filter(withheld_because="suppressed").count() == 4
    assert Suppression.objects.count() == 1


def test_a_stop_that_comes_after_the_claim_still_stops_what_has_not_begun(willow, visit):
    _, claims = claim_due(willow.practice, at=MORNING)
    suppress(willow.practice, "email", MAIL, reason="unsubscribed", at=MORNING)

    assert begin(willow.practice, claims, provider="recorder", at=MORNING) == []
    assert the("confirmation").status == Status.WITHHELD


def test_a_visit_cancelled_after_the_claim_takes_back_what_has_not_begun(willow, visit):
    _, claims = claim_due(willow.practice, at=MORNING)
    bookings.cancel(visit, party="client", by=None, at=MORNING)

    assert begin(willow.practice, claims, provider="recorder", at=MORNING) == []


def test_two_workers_never_take_the_same_row(willow, visit):
    taken, claims = claim_due(willow.practice, at=MORNING)
    assert (taken, len(claims)) == (1, 1)
    assert claim_due(willow.practice, at=MORNING) == (0, [])


def test_marketing_needs_a_yes_and_carries_the_one_click_header(willow, zoe, visit):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    due = the("rebook").due_at
    work(willow, due)
    assert the("rebook").withheld_because == "consent_missing"

    clients.give_consent(zoe, purpose="marketing", source="desk", by=willow.desk, at=NOON)
    Message.objects.filter(purpose="rebook").update(status=Status.PLANNED, due_at=due)
    with carried_by(Recorder()) as channel:
        work(willow, due)
    assert channel.letters[0].unsubscribe.endswith("/stop/")


def test_the_third_counted_message_of_a_week_waits(willow, zoe, visit):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    asked = the("check_in")
    for number in (1, 2):
        Message.objects.create(
            practice=willow.practice, client=zoe, channel="email", purpose="rebook", subject="journey",
            subject_id=number, status="delivered", due_at=NOON, planned_at=NOON, claimed_at=asked.due_at - number * DAY,
        )  # fmt: skip

    work(willow, asked.due_at)

    asked.refresh_from_db()
    assert (asked.status, asked.withheld_because) == ("expired", "weekly_cap")


def test_a_pause_of_marketing_leaves_messages_about_visits(willow, zoe, visit):
    suppress(willow.practice, "email", MAIL, reason="said_unclear", scope=Scope.MARKETING, at=NOON)

    with carried_by(Recorder()) as channel:
        work(willow, MORNING)
    assert len(channel.letters) == 1


def test_while_somebody_is_unhappy_machines_keep_still(willow, zoe, visit):
    clients.give_consent(zoe, purpose="marketing", source="desk", by=willow.desk, at=NOON)
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    complaint = give_feedback(the("check_in"), score=1, comment="", at=visit.ends_at)
    nudge = the("rebook")

    with carried_by(Recorder()) as channel:
        work(willow, nudge.due_at)
    assert channel.letters == []
    assert the("rebook").status == Status.WITHDRAWN
    assert complaint.needs_answer


def test_a_message_that_cannot_be_worded_keeps_no_other_from_going_out(willow, visit, zoe):
    strange = Message.objects.get(purpose="confirmation")
    Message.objects.filter(pk=strange.pk).update(channel="sms", purpose="reminder_email", occurrence="")
    book(willow, zoe, starts_at=IN_A_WEEK + DAY)

    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    strange.refresh_from_db()
    assert (strange.status, strange.withheld_because, strange.needs_attention) == (
        "withheld",
        "no_template",
        True,
    )
    assert len(channel.letters) == 1


def test_a_message_that_cannot_be_decided_keeps_no_other_from_going_out(willow, visit, zoe, monkeypatch):
    theo = make_reachable(willow, "Theo Novak", email="theo@example.com")
    book(willow, theo, starts_at=IN_A_WEEK + DAY)
    real = claiming.decide

    def decide(purpose, world, *, at):
        if world.visit_starts_at == IN_A_WEEK:
            raise ZoneInfoNotFoundError("Mars/Base")
        return real(purpose, world, at=at)

    monkeypatch.setattr(claiming, "decide", decide)
    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    mine = the("confirmation", client=zoe)
    assert (mine.status, mine.withheld_because, mine.needs_attention) == ("withheld", "not_made", True)
    assert [letter.to for letter in channel.letters] == ["theo@example.com"]


def test_a_clock_that_does_not_exist_counts_as_none(willow, visit, zoe):
    # Of a time when any word was taken for a zone.
    type(zoe).objects.filter(pk=zoe.pk).update(time_zone="Mars/Base")

    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    assert "March 9, 11:00" in channel.letters[0].text
    assert as_seen(the("reminder_sms")).text
    by_hand.write(zoe, channel="sms", text="Your brace is here.", by=willow.desk, at=MORNING)
