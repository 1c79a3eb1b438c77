"""The board follows every visit by itself."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import actions as bookings
from bookings.models import Appointment, Payment
from journeys import actions
from journeys.models import Journey, Stage, StageEntry
from journeys.rules import Seen, stage_by_facts
from practices.errors import Refusal
from practices.models import Event
from tests.factories import NOON, TEN, book, make_client

HOUR = timedelta(hours=1)


def stage_of(client):
    return Journey.objects.get(client=client).stage


def complete(willow, visit, at, paid=True):
    bookings.complete(visit, by=willow.desk, at=at)
    if paid:
        bookings.take_payment(visit, amount=visit.price, method="card", by=willow.desk, at=at)


def test_a_first_visit_walks_through_every_stage(willow):
    client = make_client(willow)
    visit = book(willow, client)
    seen = [stage_of(client)]
    for verb, at in [
        (bookings.confirm, NOON),
        (bookings.mark_arrived, TEN),
        (bookings.start_service, TEN),
        (bookings.complete, TEN + HOUR),
    ]:
        verb(visit, by=willow.desk, at=at)
        seen.append(stage_of(client))
    bookings.take_payment(visit, amount=visit.price, method="card", by=willow.desk, at=TEN + HOUR)
    seen.append(stage_of(client))
    actions.note_answer(client.pk, practice=willow.practice, cause="feedback.given", at=TEN + 3 * HOUR)
    seen.append(stage_of(client))

    assert seen == ["booking", "booking", "arrival", "service", "payment", "aftercare", "rebooking"]


def test_a_part_of_the_price_is_not_the_price(willow):
    client = make_client(willow)
    visit = book(willow, client)
    bookings.complete(visit, by=willow.desk, at=TEN + HOUR)

    bookings.take_payment(visit, amount=visit.price - 1, method="card", by=willow.desk, at=TEN + HOUR)

    assert stage_of(client) == Stage.PAYMENT


def test_the_next_visit_booked_at_the_close_waits_for_the_bill_then_counts_as_rebooking(willow):
    client = make_client(willow)
    visit = book(willow, client)
    complete(willow, visit, TEN + HOUR, paid=False)
    book(willow, client, TEN + timedelta(days=28), at=TEN + HOUR)
    assert stage_of(client) == Stage.PAYMENT

    bookings.take_payment(visit, amount=visit.price, method="cash", by=willow.desk, at=TEN + HOUR)
    assert stage_of(client) == Stage.REBOOKING


def test_a_cancelled_first_visit_leads_back_to_awareness(willow):
    client = make_client(willow)
    visit = book(willow, client)

    bookings.cancel(visit, party="client", by=None, at=NOON)

    assert stage_of(client) == Stage.AWARENESS


def test_a_missed_visit_of_somebody_who_was_here_leads_back_to_aftercare(willow):
    client = make_client(willow)
    complete(willow, book(willow, client), TEN + HOUR)
    missed = book(willow, client, TEN + timedelta(days=7), at=TEN + HOUR)
    assert stage_of(client) == Stage.REBOOKING

    bookings.mark_no_show(missed, by=willow.desk, at=TEN + timedelta(days=7, hours=1))

    assert stage_of(client) == Stage.AFTERCARE


def test_a_step_taken_back_takes_the_client_back(willow):
    client = make_client(willow)
    visit = book(willow, client)
    bookings.mark_arrived(visit, by=willow.desk, at=TEN)

    bookings.undo(visit, by=willow.desk, at=TEN)

    assert stage_of(client) == Stage.BOOKING


def test_the_rhythm_is_counted_when_a_visit_closes_and_rests_while_one_is_booked(willow):
    client = make_client(willow)
    complete(willow, book(willow, client), TEN + HOUR)
    journey = Journey.objects.get(client=client)
    assert (journey.cadence_days, journey.last_visit_on) == (42, TEN.date())
    assert journey.nudge_on == TEN.date() + timedelta(days=37)

    book(willow, client, TEN + timedelta(days=28), at=TEN + HOUR)

    journey.refresh_from_db()
    assert (journey.nudge_on, journey.at_risk_on, journey.lapses_on) == (None, None, None)
    assert journey.next_visit_at == TEN + timedelta(days=28)


def test_silence_longer_than_the_rhythm_explains_is_a_lapse_once(willow):
    client = make_client(willow)
    complete(willow, book(willow, client), TEN + HOUR)
    lapses = TEN + timedelta(days=106)  # the first day past two and a half times six weeks

    assert actions.place_the_silent(willow.practice, at=lapses - timedelta(days=1)) == 0
    assert actions.place_the_silent(willow.practice, at=lapses) == 1
    assert actions.place_the_silent(willow.practice, at=lapses + timedelta(days=1)) == 0

    assert stage_of(client) == Stage.LAPSED
    entered = Event.objects.filter(kind="journey.stage_entered", payload__stage="lapsed")
    assert entered.get().payload["cause"] == "silence"


def test_silence_after_an_unpaid_visit_is_a_lapse_once(willow):
    client = make_client(willow)
    complete(willow, book(willow, client), TEN + HOUR, paid=False)
    lapses = TEN + timedelta(days=106)

    assert [actions.place_the_silent(willow.practice, at=lapses + HOUR * n) for n in range(2)] == [1, 0]
    assert stage_of(client) == Stage.LAPSED


def test_a_hand_after_the_lapse_is_stronger_than_the_clock(willow):
    client = make_client(willow)
    complete(willow, book(willow, client), TEN + HOUR)
    late = TEN + timedelta(days=120)
    actions.place_the_silent(willow.practice, at=late)
    actions.move(client.journey, to="rebooking", reason="Wants to come back", by=willow.desk, at=late)

    assert actions.place_the_silent(willow.practice, at=late + timedelta(days=3)) == 0
    assert stage_of(client) == Stage.REBOOKING


def test_a_hand_on_the_evening_before_holds_back_no_lapse(willow):
    """In Greenwich it is the day of the lapse already; here it is not."""
    client = make_client(willow)
    complete(willow, book(willow, client), TEN + HOUR)
    lapses = TEN + timedelta(days=106)
    evening = lapses - timedelta(hours=14)
    actions.move(client.journey, to="rebooking", reason="Thinks about it", by=willow.desk, at=evening)

    assert actions.place_the_silent(willow.practice, at=evening) == 0
    assert actions.place_the_silent(willow.practice, at=lapses) == 1
    assert stage_of(client) == Stage.LAPSED


def test_a_visit_that_nobody_closed_stops_counting_as_planned(willow):
    client = make_client(willow)
    book(willow, client)

    actions.place_the_silent(willow.practice, at=TEN + timedelta(days=2))

    assert stage_of(client) == Stage.AWARENESS


def test_many_are_placed_as_one_by_one(willow):
    clients = [make_client(willow, name=f"Client {n}") for n in range(3)]
    complete(willow, book(willow, clients[0]), TEN + HOUR)
    book(willow, clients[1], TEN + timedelta(days=1))
    columns = (
        "client_id",
        "stage",
        "next_visit_at",
        "last_visit_on",
        "cadence_days",
        "nudge_on",
        "lapses_on",
    )
    one_by_one = set(Journey.objects.values_list(*columns))
    Journey.objects.all().delete()

    actions.place_many([c.pk for c in clients], practice=willow.practice, cause="imported", at=TEN + HOUR)

    assert set(Journey.objects.values_list(*columns)) == one_by_one
    assert StageEntry.objects.filter(left_at=None).count() == 3


def test_the_usual_gap_is_the_median_over_everybody(willow):
    for name, first, gap in [("Ann", 0, 14), ("Bob", 1, 28), ("Cy", 2, 35)]:
        client = make_client(willow, name=name)
        for days in (first, first + gap):
            visit = book(willow, client, TEN + timedelta(days=days))
            complete(willow, visit, TEN + timedelta(days=days, hours=1))

    assert actions.count_usual(willow.practice, at=NOON).gap_days == 28


# --- Whatever happens, in whatever order the news comes -----------------------------------------------

VERBS = ["book", "confirm", "arrive", "start", "complete", "pay", "no_show", "cancel", "undo", "answer"]


def happen(willow, client, verb, at, days):
    """Let the verb happen to the client's newest visit, if the house allows it."""
    visit = Appointment.objects.filter(client=client).order_by("-id").first()
    if verb == "book":
        return book(willow, client, TEN + timedelta(days=days), at=at)
    if verb == "answer":
        return actions.note_answer(client.pk, practice=willow.practice, cause="feedback.given", at=at)
    if visit is None:
        return None
    if verb == "cancel":
        return bookings.cancel(visit, party="practice", by=willow.desk, at=at)
    if verb == "pay":
        return bookings.take_payment(visit, amount=visit.price, method="card", by=willow.desk, at=at)
    does = {
        "confirm": bookings.confirm,
        "arrive": bookings.mark_arrived,
        "start": bookings.start_service,
        "complete": bookings.complete,
        "no_show": bookings.mark_no_show,
        "undo": bookings.undo,
    }
    return does[verb](visit, by=willow.desk, at=visit.starts_at + HOUR)


def by_the_facts(client, at, answered_at):
    """The stage again, written a second time and without the code under test."""
    visits = list(Appointment.objects.filter(client=client).order_by("starts_at", "id"))
    done = [visit for visit in visits if visit.status == "completed"]
    last = done[-1] if done else None
    paid = sum(p.amount for p in Payment.objects.filter(appointment=last)) if last else 0
    seen = Seen(
        is_arrived=any(visit.status == "arrived" for visit in visits),
        is_in_service=any(visit.status == "in_service" for visit in visits),
        has_next=any(v.status in {"booked", "confirmed"} and v.starts_at >= at - 24 * HOUR for v in visits),
        last_visit_on=last.starts_local.date() if last else None,
        owes=bool(last) and paid < last.price,
        has_answered=bool(last and answered_at and answered_at >= last.starts_at),
    )
    return stage_by_facts(seen, lapses_on=None, today=at.date())


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 4)), max_size=9), st.integers())
def test_the_stage_after_any_history_is_what_the_facts_say_in_any_order(willow, history, seed):
    with transaction.atomic():  # each history begins in an empty calendar
        follow(willow, history, random.Random(seed))
        transaction.set_rollback(True)


def follow(willow, history, chance):
    client = make_client(willow)
    at, answered_at = NOON, None
    for verb, weeks in history:
        at += timedelta(minutes=1)
        try:
            happen(willow, client, verb, at, weeks * 7)
        except Refusal:
            continue
        if verb == "answer":
            answered_at = at
    at += timedelta(days=1)
    news = list(Event.objects.filter(client_id=client.pk).exclude(kind="journey.stage_entered"))
    chance.shuffle(news)
    for event in [*news, *news[:2]]:
        actions.place(client.pk, practice=willow.practice, cause=event.kind, by=None, at=at)

    assert stage_of(client) == by_the_facts(client, at, answered_at)
    stays = StageEntry.objects.filter(journey__client=client)
    assert stays.filter(left_at=None).count() == 1
    assert not any(stay.left_at and stay.left_at < stay.entered_at for stay in stays)
