"""The lives of clients: when they come, how often, and how it ends. Plain values; the database is far away.

A life is one of six kinds: regulars with a rhythm, people in a course of care, the occasional, the curious who
come once, drifters whose gaps grow until they stop, and those who have asked and not yet booked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from config.demo import names
from config.demo.diary import Diary
from config.demo.plans import Offer, Part, Person, Plan

DAYS = 730
KINDS = ("regular", "course", "occasional", "once", "drifter", "asked")
SHARES = {
    "clinic": (34, 22, 14, 12, 13, 5),
    "coach": (36, 26, 8, 12, 12, 6),
    "spa": (33, 0, 32, 18, 14, 3),
}


@dataclass(slots=True, eq=False)
class Visit:
    """One visit, on the wall clock of its place. status is decided later, by config.demo.outcomes."""

    life: "Life"
    offer: Offer
    person: Person
    day: date
    minute: int
    starts_at: datetime = field(init=False)
    ends_at: datetime = field(init=False)
    booked_at: datetime = field(init=False)
    status: str = ""
    confirmed_at: datetime | None = None
    arrived_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: str = ""
    paid: int = 0
    paid_at: datetime | None = None
    method: str = "card"
    score: int = 0
    nps: int | None = None
    comment: str = ""
    scored_at: datetime | None = None
    note: str = ""
    request: str = ""
    follows: "Visit | None" = None
    online: bool = False
    pk: int = 0


@dataclass(slots=True, eq=False)
class Life:
    """One client."""

    name: str
    market: str
    kind: str
    place: int
    person: Person
    rhythm: int
    hour: int
    came_on: date
    registered_at: datetime = field(init=False)
    phone: str = ""
    mail: str = ""
    language: str = ""
    source: str = ""
    referrer: "Life | None" = None
    preferred: str = ""
    tags: list[str] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    part: Part | None = None
    pk: int = 0


class Story:
    """All lives of one practice, lived one after the other into one diary."""

    def __init__(self, plan: Plan, *, now: datetime, scale: float = 1.0) -> None:
        self.plan, self.now, self.scale = plan, now, scale
        self.chance = Random(plan.slug)
        self.today = [now.astimezone(place.clock).date() for place in plan.places]
        self.diary = Diary(plan, self.today)
        self.lives: list[Life] = []

    def live(self) -> "Story":
        count = max(12, round(self.plan.people * self.scale))
        crowds = [names.people_of(market, self.chance) for market in self.plan.markets]
        phones = [names.phones_of(market, self.chance) for market in self.plan.markets]
        known = {part.name for part in self.plan.cast}
        for part in self.plan.cast:
            self._play(part, phones)
        for index in range(count):
            place = index % len(self.plan.places)
            name = next(name for name in crowds[place] if name not in known)
            life = self._born(name, place, next(phones[place]))
            self.lives.append(life)
            self._let_live(life)
        self._fill_today()
        return self

    def _play(self, part: Part, phones: list[Iterator[str]]) -> None:
        """One of the cast lives first, so that their times are free."""
        person = next(person for person in self.plan.team if person.name == part.person)
        place = person.place
        life = Life(
            name=part.name, market=self.plan.markets[place], kind=part.kind, place=place, person=person,
            rhythm=part.rhythm, hour=part.hour, came_on=self.today[place] - timedelta(days=part.days_ago),
            phone=next(phones[place]), mail=names.mail_of(part.name, self.chance), part=part,
            preferred=part.preferred, tags=list(part.tags), source=self.plan.sources[0],
        )  # fmt: skip
        life.referrer = next((other for other in self.lives if other.name == part.sent_by), None)
        self.lives.append(life)
        self._let_live(life)
        if part.is_here and all(visit.day != self.today[place] for visit in life.visits):
            life.visits = [visit for visit in life.visits if visit.day < self.today[place]]
            self._visit_today(life, self.today[place])

    def _born(self, name: str, place: int, phone: str) -> Life:
        chance, plan = self.chance, self.plan
        kind = chance.choices(KINDS, SHARES[plan.kind])[0]
        person = chance.choice([p for p in plan.treating if p.place == place])
        # The practice has grown: more people began lately than long ago.
        days_ago = int(DAYS * chance.random() ** 1.35)
        if kind == "asked":
            days_ago = chance.randint(1, 30)
        if kind == "drifter":
            days_ago = chance.randint(200, DAYS)
        first = plan.offer(person.offers[-1] if len(person.offers) == 1 else chance.choice(person.offers))
        rhythm = max(7, round(first.rhythm * chance.choice((0.75, 1, 1, 1, 1.25, 1.6))))
        life = Life(
            name=name, market=plan.markets[place], kind=kind, place=place, person=person, rhythm=rhythm,
            hour=chance.choice((540, 600, 660, 720, 840, 900, 960, 1020, 1080)),
            came_on=self.today[place] - timedelta(days=days_ago),
            phone=phone if chance.random() < 0.94 else "", mail=names.mail_of(name, chance),
        )  # fmt: skip
        life.source = chance.choice(plan.sources)
        known = [other for other in self.lives if other.visits and other.came_on < life.came_on]
        if life.source == plan.sources[0] and known:
            life.referrer = chance.choice(known)
        if plan.tags and chance.random() < 0.35:
            life.tags = [chance.choice(plan.tags)]
        if chance.random() < 0.06 and plan.language == "en":
            life.language = chance.choice(("es", "es", "fr"))
        return life

    def _let_live(self, life: Life) -> None:
        if life.kind == "asked":
            if self.chance.random() < 0.35:
                self._visit(life, self.today[life.place] + timedelta(days=self.chance.randint(1, 9)))
            return
        day, today = life.came_on, self.today[life.place]
        course = self.chance.randint(6, 10)
        drift = 1.0
        while day <= today + timedelta(days=42) and len(life.visits) < 90:
            if day > today and not self._has_booked_ahead(life, day - today):
                return
            visit = self._visit(life, self._pulled(day, today))
            if visit is None:
                return
            rhythm: float = life.rhythm
            if life.kind == "once":
                return
            if life.kind == "course":
                rhythm = 7 if len(life.visits) < course else 42
                if len(life.visits) > course and self.chance.random() < 0.3:
                    return
            if life.kind == "occasional":
                rhythm = life.rhythm * 2.6
            if life.kind == "drifter":
                drift *= 1.18
                rhythm = life.rhythm * drift
                if drift > 2.6 or self.chance.random() < 0.07:
                    return
            if life.kind == "regular" and self.chance.random() < 0.012:
                return
            day = visit.day + timedelta(days=max(3, round(rhythm * self.chance.lognormvariate(0, 0.16))))

    def _has_booked_ahead(self, life: Life, ahead: timedelta) -> bool:
        return self.chance.random() < life.person.rebooks * (1.15 if ahead.days < 15 else 0.75)

    def _pulled(self, day: date, today: date) -> date:
        """A visit that would be near today is today more often than chance alone would have it: a full day."""
        near = -2 <= (day - today).days <= 5
        return today if near and self.chance.random() < 0.25 else day

    def _visit(self, life: Life, day: date, at_least: date | None = None) -> Visit | None:
        """A free time near the wished day and hour, with the person of choice or, one time in eight, another."""
        plan, chance = self.plan, self.chance
        person = life.person
        if chance.random() < 0.12:
            others = [p for p in plan.treating if p.place == life.place and p.offers[-1] == person.offers[-1]]
            person = chance.choice(others)
        offer = self._offer(life, person)
        for step in (0, 1, -1, 2, 3, 4, 5, 6):
            on = day + timedelta(days=step)
            if life.visits and on <= life.visits[-1].day:
                continue
            minute = self.diary.take(person, on, offer, life.hour)
            if minute is not None:
                visit = Visit(life, offer, person, on, minute)
                life.visits.append(visit)
                return visit
        return None

    def _offer(self, life: Life, person: Person) -> Offer:
        offers = [self.plan.offer(name) for name in person.offers]
        if not life.visits and offers[0].weight == 0:
            return offers[0]
        usual = [offer for offer in offers if offer.weight]
        return self.chance.choices(usual, [offer.weight for offer in usual])[0]

    def _fill_today(self) -> None:
        """Whoever still has room today sees people who are due about now."""
        for person in self.plan.treating:
            today = self.today[person.place]
            due = [
                life
                for life in self.lives
                if life.person is person
                and life.visits
                and life.visits[-1].day < today - timedelta(days=min(life.rhythm, 21) // 2)
                and life.kind in {"regular", "occasional", "course"}
                and not life.part
            ]
            self.chance.shuffle(due)
            for life in due:
                if self.diary.free_share(person, today) < 0.16:
                    break
                self._visit_today(life, today)

    def _visit_today(self, life: Life, today: date) -> None:
        offer = self._offer(life, life.person)
        wished = life.hour if life.part else self.chance.choice((540, 660, 840, 960))
        minute = self.diary.take(life.person, today, offer, wished)
        if minute is not None:
            life.visits.append(Visit(life, offer, life.person, today, minute))
