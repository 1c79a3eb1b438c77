"""How each visit went: who came, when, who paid, what they said. Plain values.

Today is told as of a moment in working hours, also for those who look at night: the day is always under way.
"""

from datetime import datetime, timedelta
from datetime import time as wall
from random import Random

from config.demo import sayings
from config.demo.lives import Life, Story, Visit
from config.demo.plans import Person

EARLIEST, LATEST = 11 * 60 + 10, 14 * 60 + 40
METHODS = (("card", 78), ("cash", 9), ("transfer", 11), ("other", 2))
SCORES = (1, 2, 3, 4, 5)


def told_at(story: Story, place: int) -> datetime:
    """The moment the story is told at, on the clock of a place: now, moved into working hours."""
    clock = story.plan.places[place].clock
    local = story.now.astimezone(clock)
    minutes = min(max(local.hour * 60 + local.minute, EARLIEST), LATEST)
    return datetime.combine(local.date(), wall(minutes // 60, minutes % 60), clock)


def settle(story: Story) -> list[Visit]:
    """Decide everything about every visit; all of them, in order of time."""
    chance = Random(f"{story.plan.slug} outcomes")
    moments = [told_at(story, place) for place in range(len(story.plan.places))]
    for life in story.lives:
        _settle_life(story, life, moments[life.place], chance)
    visits = [visit for life in story.lives for visit in life.visits]
    for place, moment in enumerate(moments):
        _settle_today([v for v in visits if v.life.place == place], moment, chance)
    for visit in visits:
        _say(story, visit, moments[visit.life.place], chance)
    for life in story.lives:
        _speak_the_part(life, moments[life.place])
    return sorted(visits, key=lambda visit: (visit.starts_at, visit.person.name))


def _settle_life(story: Story, life: Life, moment: datetime, chance: Random) -> None:
    clock = story.plan.places[life.place].clock
    life.visits.sort(key=lambda visit: (visit.day, visit.minute))
    previous: Visit | None = None
    for visit in life.visits:
        start = datetime.combine(visit.day, wall(visit.minute // 60, visit.minute % 60), clock)
        visit.starts_at = start
        visit.ends_at = start + timedelta(minutes=visit.offer.minutes)
        _book(visit, previous, moment, chance)
        if visit.day < moment.date():
            _past(visit, life, chance, is_first=previous is None)
        elif visit.day > moment.date():
            _coming(visit, chance)
        if visit.status == "completed":
            previous = visit
    first = life.visits[0].booked_at if life.visits else None
    asked = datetime.combine(life.came_on, wall(9 + chance.randint(0, 8), chance.randint(0, 59)), clock)
    life.registered_at = first or min(asked, moment - timedelta(hours=2))


def _book(visit: Visit, previous: Visit | None, moment: datetime, chance: Random) -> None:
    """At the close of the visit before, or some days ahead, at an hour when people book."""
    earliest = previous.completed_at if previous and previous.completed_at else None
    if previous and earliest and chance.random() < previous.person.rebooks:
        visit.follows, visit.booked_at = previous, earliest + timedelta(minutes=chance.randint(2, 6))
        if visit.booked_at < min(moment, visit.starts_at):
            return
    days, hour = chance.choice((1, 2, 2, 3, 4, 5, 6, 8, 11, 15)), chance.randint(8, 21)
    booked = (visit.starts_at - timedelta(days=days)).replace(hour=hour, minute=chance.randint(0, 59))
    visit.online = chance.random() < 0.42
    latest = min(moment, visit.starts_at) - timedelta(minutes=chance.randint(40, 300))
    booked = min(booked, latest)
    if earliest and booked <= earliest:
        booked = min(earliest + timedelta(hours=chance.randint(3, 20)), latest)
    visit.follows, visit.booked_at = None, min(booked, latest)


def _past(visit: Visit, life: Life, chance: Random, *, is_first: bool) -> None:
    luck = chance.random()
    if life.kind == "drifter":
        luck *= 0.8
    if is_first or life.part:
        luck = 1
    if luck < 0.033:
        visit.status = "no_show"
    elif luck < 0.052:
        _cancel(visit, "cancelled_late", chance.uniform(1, 20), sayings.REASONS["late"], chance)
    elif luck < 0.088:
        _cancel(visit, "cancelled_by_client", chance.uniform(26, 120), sayings.REASONS["client"], chance)
    elif luck < 0.096:
        _cancel(visit, "cancelled_by_practice", chance.uniform(3, 40), sayings.REASONS["practice"], chance)
    else:
        complete(visit, chance)


def _cancel(visit: Visit, status: str, hours: float, reasons: tuple[str, ...], chance: Random) -> None:
    visit.status, visit.reason = status, chance.choice(reasons)
    visit.cancelled_at = max(visit.starts_at - timedelta(hours=hours), visit.booked_at + timedelta(minutes=9))
    if visit.starts_at - visit.cancelled_at < timedelta(hours=24) and status == "cancelled_by_client":
        visit.status = "cancelled_late"


def complete(visit: Visit, chance: Random) -> None:
    """They came; nearly all paid on the way out."""
    arrive(visit, chance)
    start(visit, chance)
    visit.status = "completed"
    visit.completed_at = visit.ends_at + timedelta(minutes=chance.randint(-4, 7))
    if visit.offer.price:
        visit.paid = visit.offer.price * 100
        visit.paid_at = visit.completed_at + timedelta(minutes=chance.randint(1, 5))
        visit.method = chance.choices([name for name, _ in METHODS], [share for _, share in METHODS])[0]


def arrive(visit: Visit, chance: Random) -> None:
    visit.status = "arrived"
    visit.arrived_at = visit.starts_at + timedelta(minutes=chance.choice((-14, -9, -6, -5, -3, -2, 0, 1, 4)))


def start(visit: Visit, chance: Random) -> None:
    visit.status = "in_service"
    visit.started_at = max(visit.arrived_at, visit.starts_at) + timedelta(
        minutes=chance.choice((0, 0, 1, 2, 3, 6))
    )


def _coming(visit: Visit, chance: Random) -> None:
    visit.status = "booked"
    if chance.random() < 0.4:
        visit.status = "confirmed"
        visit.confirmed_at = visit.booked_at + timedelta(minutes=chance.randint(6, 30))


def _settle_today(visits: list[Visit], moment: datetime, chance: Random) -> None:
    """The day under way: seen, in the room, in the waiting room, still to come, missed and called off."""
    today = [v for v in visits if v.day == moment.date() and v.starts_at and v.ends_at]
    today.sort(key=lambda visit: (visit.starts_at, visit.person.name))
    over = [v for v in today if v.ends_at and v.ends_at <= moment]
    for index, visit in enumerate(over):
        if index == 1:
            visit.status = "no_show"
        elif index == 3:
            _cancel(visit, "cancelled_late", 2.5, sayings.REASONS["late"], chance)
        else:
            complete(visit, chance)
    for visit in over[-2:]:
        # Still at the desk, purse in hand.
        if visit.status == "completed":
            visit.paid, visit.paid_at = 0, None
    later = [v for v in today if v.ends_at and v.ends_at > moment]
    for visit in later:
        if visit.starts_at and visit.starts_at <= moment:
            arrive(visit, chance)
            start(visit, chance)
    waiting = [v for v in later if v.starts_at and v.starts_at > moment]
    for index, visit in enumerate(waiting):
        _coming(visit, chance)
        visit.status, visit.confirmed_at = "booked", None
        if index % 3:
            visit.status, visit.confirmed_at = "confirmed", moment - timedelta(hours=chance.randint(3, 20))
        if index < 2:
            visit.status, visit.arrived_at = "arrived", moment - timedelta(minutes=4 + 3 * index)
    if len(waiting) > 5:
        _cancel(waiting[4], "cancelled_by_client", 30, sayings.REASONS["client"], chance)
    if len(waiting) > 7:
        _cancel(waiting[-2], "cancelled_by_practice", 5, sayings.REASONS["practice"], chance)


def _say(story: Story, visit: Visit, moment: datetime, chance: Random) -> None:
    """About two in five answer the check-in; one in two of them writes something."""
    if visit.status != "completed" or visit.completed_at is None:
        return
    if chance.random() < 0.16:
        visit.note = chance.choice(sayings.NOTES[story.plan.kind])
    answered = visit.completed_at + timedelta(hours=chance.uniform(3.2, 30))
    if not 8 <= answered.hour < 22:
        answered += timedelta(hours=10)
    if answered >= moment or chance.random() > 0.39:
        return
    visit.score, visit.scored_at = _score(visit.person, chance), answered
    if chance.random() < 0.12:
        visit.nps = chance.choices(range(11), (1, 0, 0, 1, 1, 3, 5, 11, 20, 26, 32))[0]
    if chance.random() < 0.5:
        words = sayings.COMMENTS["de" if story.plan.language == "de" else "en"][visit.score]
        visit.comment = chance.choice(words)
        if "Petra" in visit.comment:
            visit.comment = visit.comment.replace("Petra", visit.person.name.split()[0])


def _speak_the_part(life: Life, moment: datetime) -> None:
    """What the cast said, at the visits the story needs it."""
    over = [
        visit
        for visit in life.visits
        if visit.completed_at and visit.completed_at < moment - timedelta(hours=20)
    ]
    for back, score, words in life.part.said if life.part else ():
        if len(over) > back:
            visit = over[-1 - back]
            visit.score, visit.comment = score, words
            visit.scored_at = visit.ends_at + timedelta(hours=4)


def _score(person: Person, chance: Random) -> int:
    happy = (person.pleases - 3.4) / 1.6
    weights = (0.012, 0.03 * (1.5 - happy), 0.09 * (1.6 - happy), 0.22, 0.75 * happy)
    return chance.choices(SCORES, weights)[0]
