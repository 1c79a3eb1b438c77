"""What was said to whom: the messages of the last days as they went out, and those still to come.

The rules that plan messages say when each is due; the wordings are those that a worker would send.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from clients.models import Client
from config.demo.lives import Story, Visit
from config.demo.opening import House
from config.demo.rows import Row, event, take_ids, write_events
from followups.composing import compose
from followups.models import Message
from followups.queries.reach import best_channel
from followups.queries.world import Batch, Situation
from followups.rules import timing
from followups.rules.purposes import (
    CANCELLED,
    CHECK_IN,
    CONFIRMATION,
    REBOOK,
    REMINDER_EMAIL,
    REMINDER_SMS,
    WIN_BACK,
    Purpose,
)
from followups.rules.why import because
from journeys.models import Journey

SAID = timedelta(days=12)
"""How far back the demo remembers what it said."""
INVITED = timedelta(days=4)  # each searches the calendar for times to propose
NEVER = datetime.max.replace(tzinfo=ZoneInfo("UTC"))
BATCH = 500
UNLUCKY = 0.006  # share of messages that a carrier could not deliver
Status = Message.Status


def write_messages(house: House, story: Story, visits: Iterable[Visit]) -> None:
    chance = Random(f"{story.plan.slug} messages")
    people = {client.pk: client for client in Client.objects.all()}
    planned = [
        *(m for visit in visits for m in _about_visit(house, story, visit, people[visit.life.pk])),
        *_check_ins(house, story, visits, people),
        *_invitations(house, story, people),
    ]
    for message, pk in zip(planned, take_ids(Message, len(planned)), strict=True):
        message.pk = pk
    cast = {life.pk for life in story.lives if life.part}
    batch = Batch(planned, practice=house.practice, at=story.now)
    for message in planned:
        if message.status == Status.PLANNED and message.due_at <= story.now:
            is_lucky = message.client_id in cast or chance.random() > UNLUCKY
            _settle(batch.situation(message), chance, is_lucky=is_lucky, now=story.now)
    Message.objects.bulk_create(planned, batch_size=BATCH)
    write_events(_event(house, message) for message in planned if message.sent_at)


def _plan(
    house: House, purpose: Purpose, client: Client, about: tuple[str, int], *, due_at: datetime,
    give_up_at: datetime, planned_at: datetime, occurrence: str = "", **inputs: Any,
) -> Message:  # fmt: skip
    subject, subject_id = about
    return Message(
        practice=house.practice, client=client, purpose=purpose.name, channel=best_channel(purpose, client),
        subject=subject, subject_id=subject_id, occurrence=occurrence, due_at=due_at, give_up_at=give_up_at,
        planned_at=planned_at, why=because(purpose.name, **inputs),
    )  # fmt: skip


def _about_visit(house: House, story: Story, visit: Visit, client: Client) -> Iterator[Message]:
    """Confirmation, reminders, and word of a cancellation."""
    since, about = story.now - SAID, ("appointment", visit.pk)
    zone = house.locations[visit.person.place].time_zone
    dues: list[tuple[Purpose, datetime | None, str]] = [
        (CONFIRMATION, visit.booked_at + timing.UNDO, ""),
        (REMINDER_EMAIL, _reminder(visit, zone, timing.EMAIL_REMINDER_DAYS), visit.starts_at.isoformat()),
        (REMINDER_SMS, _reminder(visit, zone, timing.SMS_REMINDER_DAYS), visit.starts_at.isoformat()),
    ]
    for purpose, due_at, occurrence in dues:
        lacks_address = (purpose is REMINDER_SMS and not client.phone) or (
            purpose is REMINDER_EMAIL and not client.email
        )
        if due_at is None or due_at < since or lacks_address or due_at >= visit.starts_at:
            continue
        message = _plan(
            house, purpose, client, about, due_at=due_at, give_up_at=visit.starts_at,
            planned_at=visit.booked_at, occurrence=occurrence,
        )  # fmt: skip
        _take_back(message, visit)
        yield message
    if visit.cancelled_at and visit.cancelled_at > since and visit.cancelled_at < story.now:
        yield _plan(
            house, CANCELLED, client, about, due_at=visit.cancelled_at + timing.UNDO,
            give_up_at=max(visit.starts_at, visit.cancelled_at + timedelta(hours=1)),
            planned_at=visit.cancelled_at, occurrence=visit.cancelled_at.isoformat(),
        )  # fmt: skip


def _reminder(visit: Visit, zone: str, days: int) -> datetime | None:
    return timing.reminder_due(visit.starts_at, zone=zone, days=days, known_at=visit.booked_at)


def _take_back(message: Message, visit: Visit) -> None:
    """What had become untrue by the time it was due never went out."""
    ends = [(visit.cancelled_at or NEVER, "visit_cancelled")]
    if message.purpose == REMINDER_SMS.name:
        ends.append((visit.confirmed_at or NEVER, "visit_confirmed"))
    at, reason = min(ends)
    if at < message.due_at:
        message.status, message.withheld_because, message.settled_at = Status.WITHDRAWN, reason, at


def _check_ins(
    house: House, story: Story, visits: Iterable[Visit], people: dict[int, Client]
) -> Iterator[Message]:
    """After a visit we ask how it was, at most once in a fortnight."""
    asked: dict[int, datetime] = {}
    done = [visit for visit in visits if visit.status == "completed" and visit.completed_at]
    for visit in sorted(done, key=lambda visit: visit.ends_at):
        due_at, give_up_at = timing.check_in_due(visit.ends_at)
        before = asked.get(visit.life.pk)
        if before and due_at - before < timing.CHECK_IN_REST:
            continue
        asked[visit.life.pk] = due_at
        if due_at > story.now - SAID:
            yield _plan(
                house, CHECK_IN, people[visit.life.pk], ("appointment", visit.pk), due_at=due_at,
                give_up_at=give_up_at, planned_at=visit.completed_at or visit.ends_at,
            )  # fmt: skip


def _invitations(house: House, story: Story, people: dict[int, Client]) -> Iterator[Message]:
    """Nudges before the rhythm says it is time, and one word to those who have lapsed lately."""
    zone, since = house.locations[0].time_zone, story.now - INVITED
    for journey in Journey.objects.exclude(last_visit_on=None).exclude(nudge_on=None).order_by("pk"):
        client, about = people[journey.client_id], ("journey", journey.pk)
        last_on = journey.last_visit_on.isoformat()
        due_at = timing.morning_of(journey.nudge_on, zone=zone)
        if due_at > since and due_at < story.now + timedelta(days=45):
            yield _plan(
                house, REBOOK, client, about, due_at=due_at, give_up_at=due_at + timing.NUDGE_LAPSES_AFTER,
                planned_at=journey.entered_at, occurrence=last_on, rhythm_days=journey.cadence_days,
                last_visit_on=last_on, nudge_on=journey.nudge_on.isoformat(),
            )  # fmt: skip
        if journey.stage == "lapsed":
            due_at, give_up_at = timing.win_back_due(lapsed_on=journey.lapses_on, zone=zone)
            if due_at > since:
                yield _plan(
                    house, WIN_BACK, client, about, due_at=due_at, give_up_at=give_up_at,
                    planned_at=journey.entered_at, occurrence=last_on, last_visit_on=last_on,
                )  # fmt: skip


def _settle(situation: Situation, chance: Random, *, is_lucky: bool, now: datetime) -> None:
    """How it ended: held back for a reason, or sent in its words."""
    message, world = situation.message, situation.world
    purpose = situation.purpose
    if not world.has_address:
        reason = "no_address"
    elif world.is_suppressed:
        reason = "suppressed"
    elif world.consent is False:
        reason = "consent_withdrawn"
    elif world.consent is None and purpose.needs_opt_in:
        reason = "consent_missing"
    else:
        return _send(situation, chance, is_lucky=is_lucky, now=now)
    message.status, message.withheld_because, message.settled_at = Status.WITHHELD, reason, message.due_at
    return None


def _send(situation: Situation, chance: Random, *, is_lucky: bool, now: datetime) -> None:
    message = situation.message
    sent_at = _awake(message.due_at, ZoneInfo(situation.zone)) + timedelta(seconds=chance.randint(2, 25))
    if sent_at > now:
        message.due_at, message.withheld_because = sent_at.replace(second=0), "quiet_hours"
        return
    words = compose(situation, at=now)
    message.to, message.language, message.attempts = situation.address, words.language, 1
    message.heading, message.text, message.html = words.heading, words.text, words.html
    message.provider, message.provider_id = "outbox", f"outbox-{message.token}"
    message.claimed_at = message.sent_at = sent_at
    message.status = Status.DELIVERED
    message.delivered_at = message.settled_at = sent_at + timedelta(seconds=chance.randint(3, 40))
    if not is_lucky:
        message.status, message.delivered_at = Status.FAILED, None
        message.failure, message.withheld_because = "30003 Unreachable destination handset", "not_delivered"
        message.needs_attention = message.channel == Message.Channel.SMS
    elif chance.random() < 0.04:
        message.status, message.delivered_at, message.settled_at = Status.ACCEPTED, None, None


def _awake(due_at: datetime, clock: ZoneInfo) -> datetime:
    """Nobody is written to at night: what is due then waits for the morning."""
    local = due_at.astimezone(clock)
    if local.hour < 8:
        return local.replace(hour=8, minute=0)
    if local.hour >= 20:
        return (local + timedelta(days=1)).replace(hour=8, minute=0)
    return local


def _event(house: House, message: Message) -> Row:
    kind = "message.failed" if message.status == Status.FAILED else "message.sent"
    said = {"message_id": message.pk, "purpose": message.purpose, "channel": message.channel}
    return event(
        house.practice, kind, message.client_id, message.sent_at or message.due_at, said, source="worker"
    )
