"""Where every client stands, and the way that led there: the facts of their visits, told one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from config.demo.lives import Life, Story, Visit
from config.demo.opening import House
from config.demo.rows import Row, take_ids
from journeys import actions
from journeys.models import Journey, StageEntry
from journeys.rules import Rhythm, Seen, Stage, rhythm_of, stage_by_facts
from practices import bulk

REMEMBERED = timedelta(days=220)
"""Older stays are left out, but for the first: the board and its medians live from the last months."""


@dataclass
class Teller:
    """What was known of one client so far."""

    life: Life
    usual: float | None
    open: list[Visit] = field(default_factory=list)
    arrived: set[int] = field(default_factory=set)
    in_service: set[int] = field(default_factory=set)
    days: list[date] = field(default_factory=list)
    last: Visit | None = None
    is_paid: bool = True
    has_answered: bool = False
    rhythms: dict[tuple[int, bool], Rhythm] = field(default_factory=dict)

    def hear(self, verb: str, visit: Visit) -> None:
        if visit in self.open and verb != "booked":
            self.open.remove(visit)
        if verb == "booked":
            self.open.append(visit)
        elif verb == "arrived":
            self.arrived.add(visit.pk)
        elif verb == "started":
            self.arrived.discard(visit.pk)
            self.in_service.add(visit.pk)
        elif verb == "completed":
            self.in_service.discard(visit.pk)
            self.last, self.has_answered, self.is_paid = visit, False, not visit.offer.price
            self.days.append(visit.day)
        elif verb == "paid" and visit is self.last:
            self.is_paid = True
        elif verb == "scored" and visit is self.last:
            self.has_answered = True

    def rhythm(self) -> Rhythm:
        """Asked at every fact, and moved only by a visit that is over or by the first and last booking."""
        known = (len(self.days), bool(self.open))
        if known not in self.rhythms:
            days = sorted(set(self.days))
            self.rhythms[known] = rhythm_of(days, usual=self.usual, has_future_booking=bool(self.open))
        return self.rhythms[known]

    def stage(self, today: date) -> Stage:
        seen = Seen(
            is_arrived=bool(self.arrived),
            is_in_service=bool(self.in_service),
            has_next=bool(self.open),
            last_visit_on=self.days[-1] if self.days else None,
            owes=not self.is_paid,
            has_answered=self.has_answered,
        )
        return stage_by_facts(seen, lapses_on=self.rhythm().lapses_on, today=today)


def facts_of(life: Life) -> list[tuple[datetime, str, str, Visit]]:
    """(when, what happened, kind of the fact, visit), in order of time."""
    told = []
    for visit in life.visits:
        missed_at = (
            visit.starts_at + timedelta(minutes=20) if visit.status == "no_show" and visit.starts_at else None
        )
        for verb, kind, at in (
            ("booked", "appointment.booked", visit.booked_at),
            ("arrived", "client.arrived", visit.arrived_at),
            ("started", "service.started", visit.started_at),
            ("completed", "visit.completed", visit.completed_at if visit.status == "completed" else None),
            ("paid", "payment.taken", visit.paid_at),
            ("cancelled", "appointment.cancelled", visit.cancelled_at),
            ("missed", "client.missed", missed_at),
            ("scored", "feedback.given", visit.scored_at),
        ):
            if at is not None:
                told.append((at, verb, kind, visit))
    return sorted(told, key=lambda fact: (fact[0], fact[3].pk))


def stays_of(life: Life, *, usual: float | None, now: datetime) -> Iterator[tuple[Stage, datetime, str]]:
    """Each stage the client entered, when, and by which fact."""
    teller, stage = Teller(life, usual), Stage.AWARENESS
    yield stage, life.registered_at, "client.registered"
    clock = now.tzinfo
    facts = facts_of(life)
    for (at, verb, kind, visit), following in zip(facts, [*facts, None][1:], strict=True):
        teller.hear(verb, visit)
        if (new := teller.stage(at.date())) != stage:
            stage = new
            yield stage, at, kind
        until = following[0] if following else now
        lapses_on = teller.rhythm().lapses_on
        if stage in {Stage.AFTERCARE, Stage.REBOOKING} and lapses_on and lapses_on <= until.date():
            lapsed_at = datetime.combine(lapses_on, time(9, 7), clock)
            if at < lapsed_at < until:
                stage = Stage.LAPSED
                yield stage, lapsed_at, "silence"


def _known(life: Life, *, usual: float | None, now: datetime) -> dict[str, Any]:
    """The rhythm as it stands today."""
    done = sorted({visit.day for visit in life.visits if visit.status == "completed"})
    coming = [
        visit.starts_at
        for visit in life.visits
        if visit.status in {"booked", "confirmed"} and visit.starts_at >= now - timedelta(days=1)
    ]
    rhythm = rhythm_of(done, usual=usual, has_future_booking=bool(coming))
    return {
        "last_visit_on": done[-1] if done else None,
        "next_visit_at": min(coming, default=None),
        "cadence_days": rhythm.cadence_days,
        "nudge_on": rhythm.nudge_on,
        "at_risk_on": rhythm.at_risk_on,
        "lapses_on": rhythm.lapses_on,
    }


def write_journeys(house: House, story: Story) -> None:
    """A journey per client with the stays of the last months; then the house itself counts every rhythm."""
    practice, now = house.practice, story.now
    usual = actions.count_usual(practice, at=now).gap_days
    journeys: list[Row] = []
    entries: list[Row] = []
    for life, pk in zip(story.lives, take_ids(Journey, len(story.lives)), strict=True):
        stays = list(stays_of(life, usual=usual, now=now.astimezone(story.plan.places[life.place].clock)))
        stage, entered_at, _cause = stays[-1]
        known = _known(life, usual=usual, now=now)
        answered = [visit.scored_at for visit in life.visits if visit.scored_at]
        journeys.append({
            "id": pk, "practice_id": practice.pk, "client_id": life.pk, "stage": stage.value,
            "entered_at": entered_at, "answered_at": max(answered, default=None), **known,
        })  # fmt: skip
        ends = [at for _, at, _ in stays[1:]] + [None]
        for (name, at, cause), left_at in zip(stays, ends, strict=True):
            if left_at is None or left_at > now - REMEMBERED:
                entries.append({
                    "practice_id": practice.pk, "journey_id": pk, "stage": name.value, "entered_at": at,
                    "left_at": left_at, "cause": cause,
                })  # fmt: skip
    bulk.insert(Journey, journeys)
    bulk.insert(StageEntry, entries)
    actions.count_usual(practice, at=now)
    everybody = [life.pk for life in story.lives]
    actions.place_many(everybody, practice=practice, cause="silence", at=now)
