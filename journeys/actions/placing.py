"""Put clients where the facts say they stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from clients.models import Client
from journeys.events import StageEntered
from journeys.models import Journey, StageEntry
from journeys.queries.reading import Reading, read
from journeys.rules import Stage
from practices import bulk
from practices.events import record
from practices.models import Member, Practice
from practices.ready import Ready

RHYTHM = ("next_visit_at", "last_visit_on", "cadence_days", "nudge_on", "at_risk_on", "lapses_on")
CHUNK = 2000
NEXT_STAY = """
UPDATE journeys_stageentry SET left_at = %(at)s
WHERE practice_id = %(practice)s AND journey_id = %(journey)s AND left_at IS NULL;
INSERT INTO journeys_stageentry (practice_id, journey_id, stage, entered_at, cause, moved_by_id, reason)
VALUES (%(practice)s, %(journey)s, %(stage)s, %(at)s, %(cause)s, %(by)s, %(reason)s)
"""
STANDING: Ready[Journey] = Ready(
    lambda client_id: Journey.objects.select_for_update(of=("self",)).filter(client_id=client_id),
    client_id=int,
)


@transaction.atomic(savepoint=False)
def place(
    client_id: int, *, practice: Practice, cause: str, by: Member | None, at: datetime
) -> Journey | None:
    """Put a client where the facts now say, and count their rhythm anew.

    All facts are read again each time, so news that comes late or twice changes nothing. A move by hand
    holds until something happens after it. Nothing for a person who was erased.

    cause   kind of the fact that brought the news, or "silence"
    Records StageEntered, when the stage changes
    """
    journey = _locked(client_id, practice=practice, cause=cause, by=by, at=at)
    if journey is None:
        return None
    reading = read([journey], at=at)[client_id]
    _write_rhythm(journey, reading)
    if _is_news(journey, reading, cause=cause, at=at):
        journey.by_hand_at = None
        if journey.stage != reading.stage:
            enter(journey, reading.stage, cause=cause, by=by, at=at)
    bulk.update(Journey, [journey], ["stage", "entered_at", "by_hand_at", *RHYTHM])
    return journey


def _is_news(journey: Journey, reading: Reading, *, cause: str, at: datetime) -> bool:
    """Whether this happened after the hand. Silence happens on the day it grew too long, not when it is noticed."""
    if journey.by_hand_at is None:
        return True
    if cause != "silence":
        return at > journey.by_hand_at
    lapses_on = reading.rhythm.lapses_on
    return lapses_on is not None and lapses_on > journey.by_hand_at.astimezone(reading.zone).date()


def enter(
    journey: Journey, stage: str, *, cause: str, by: Member | None, at: datetime, reason: str = ""
) -> None:
    """End the stay in one stage and begin the next. Late news begins no earlier than the stay it ends.

    The caller holds the journey's lock and saves it.
    Records StageEntered
    """
    was, at = journey.stage, max(at, journey.entered_at)
    journey.stage, journey.entered_at = stage, at
    here: dict[str, Any] = {
        "practice": journey.practice_id, "journey": journey.pk, "stage": str(stage), "at": at, "cause": cause,
        "by": by.pk if by and cause == StageEntry.BY_HAND else None, "reason": reason,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(NEXT_STAY, here)
    announce(journey, was=was, cause=cause, by=by, at=at)


def announce(journey: Journey, *, was: str | None, cause: str, by: Member | None, at: datetime) -> None:
    fact = StageEntered(
        client_id=journey.client_id, journey_id=journey.pk, stage=str(journey.stage), was=was, cause=cause
    )
    record(fact, practice=journey.practice, by=by, at=at)


def _locked(
    client_id: int, *, practice: Practice, cause: str, by: Member | None, at: datetime
) -> Journey | None:
    """The client's journey, begun now if this is the first we hear of them."""
    journey, is_new = STANDING.one(client_id=client_id), False
    if journey is None:
        if not Client.objects.present().filter(pk=client_id).exists():
            return None
        start = {"practice": practice, "stage": Stage.AWARENESS.value, "entered_at": at}
        locking = Journey.objects.select_for_update(of=("self",))
        journey, is_new = locking.get_or_create(client_id=client_id, defaults=start)
    if is_new:
        StageEntry.objects.create(
            practice=practice, journey=journey, stage=journey.stage, entered_at=at, cause=cause
        )
        announce(journey, was=None, cause=cause, by=by, at=at)
    journey.practice = practice
    return journey


def _write_rhythm(journey: Journey, reading: Reading) -> bool:
    """Copy the reading's days to the row; whether any of them changed."""
    fresh: dict[str, Any] = {
        "next_visit_at": reading.next_visit_at,
        "last_visit_on": reading.seen.last_visit_on,
        "cadence_days": reading.rhythm.cadence_days,
        "nudge_on": reading.rhythm.nudge_on,
        "at_risk_on": reading.rhythm.at_risk_on,
        "lapses_on": reading.rhythm.lapses_on,
    }
    changed = any(getattr(journey, name) != value for name, value in fresh.items())
    for name, value in fresh.items():
        setattr(journey, name, value)
    return changed


@transaction.atomic
def note_answer(client_id: int, *, practice: Practice, cause: str, at: datetime) -> Journey | None:
    """Remember that the client answered a check-in, and put them where that leads."""
    journey = _locked(client_id, practice=practice, cause=cause, by=None, at=at)
    if journey is None:
        return None
    if journey.answered_at is None or journey.answered_at < at:
        journey.answered_at = at
        journey.save(update_fields=["answered_at"])
    return place(client_id, practice=practice, cause=cause, by=None, at=at)


@transaction.atomic
def place_many(client_ids: Sequence[int], *, practice: Practice, cause: str, at: datetime) -> int:
    """Place a crowd at once, as after an import. No fact per person: the fact of the crowd stands for all.

    Returns how many stages changed. Moves by hand hold. Nothing for people who were erased.
    """
    changed = 0
    ordered = sorted(set(client_ids))
    for start in range(0, len(ordered), CHUNK):
        changed += _place_chunk(ordered[start : start + CHUNK], practice=practice, cause=cause, at=at)
    return changed


def _place_chunk(client_ids: Sequence[int], *, practice: Practice, cause: str, at: datetime) -> int:
    known = set(Journey.objects.filter(client_id__in=client_ids).values_list("client_id", flat=True))
    unknown = [client_id for client_id in client_ids if client_id not in known]
    present = Client.objects.present().filter(pk__in=unknown).order_by("pk")
    begun = Journey.objects.bulk_create(
        Journey(practice=practice, client_id=client_id, stage=Stage.AWARENESS.value, entered_at=at)
        for client_id in present.values_list("pk", flat=True)
    )
    journeys = list(Journey.objects.select_for_update().filter(client_id__in=client_ids).order_by("id"))
    readings = read(journeys, at=at)
    new = {journey.pk for journey in begun}
    moved, touched = [], []
    for journey in journeys:
        reading = readings[journey.client_id]
        has_new_days = _write_rhythm(journey, reading)
        has_moved = journey.by_hand_at is None and journey.stage != reading.stage
        if has_moved:
            journey.stage, journey.entered_at = str(reading.stage), max(at, journey.entered_at)
        if has_moved or journey.pk in new:
            moved.append(journey)
        if has_moved or has_new_days:
            touched.append(journey)
    _write_stays(moved, practice=practice, cause=cause, at=at)
    bulk.update(Journey, touched, ["stage", "entered_at", *RHYTHM])
    return len(moved)


def _write_stays(moved: list[Journey], *, practice: Practice, cause: str, at: datetime) -> None:
    open_stays = StageEntry.objects.filter(journey__in=moved, left_at=None)
    open_stays.update(left_at=Greatest("entered_at", Value(at)))
    StageEntry.objects.bulk_create(
        (
            StageEntry(
                practice=practice,
                journey=journey,
                stage=journey.stage,
                entered_at=journey.entered_at,
                cause=cause,
            )
            for journey in moved
        ),
        batch_size=1000,
    )


@transaction.atomic
def close_journey(client_id: int) -> None:
    """Take an erased person off the board. Their visits stay counted, the way they came does not."""
    Journey.objects.filter(client_id=client_id).delete()
