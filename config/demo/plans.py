"""What a demo practice is made of, before anything has happened in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

PASSWORD = "rapport-demo-2026"  # noqa: S105  shown on the demo's sign-in page; the demo has nothing to protect


@dataclass(frozen=True, kw_only=True)
class Place:
    """A location. opens, closes: minutes of the day, on its own clock."""

    name: str
    zone: str
    street: str
    postcode: str
    city: str
    country: str
    phone: str
    opens: int = 8 * 60
    closes: int = 19 * 60

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A service. parts: before, hands-on, processing, finishing, after. price: whole units of money."""

    name: str
    category: str
    parts: tuple[int, int, int, int, int]
    price: int
    rhythm: int
    hue: str
    text: str = ""
    named: bool = False
    online: bool = True
    weight: int = 1

    @property
    def minutes(self) -> int:
        return sum(self.parts[1:4])


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who works there.

    mail        before the @; empty for nobody who signs in
    offers      names of what they do; empty for who does not treat
    place       number of the location
    off         days off, counted in weekdays from today: never 0, so that today is a full day
    hours       working minutes of the day
    rebooks     share of visits at whose close the next is booked
    pleases     mean of the scores they get
    """

    name: str
    title: str
    role: str
    mail: str = ""
    offers: Sequence[str] = ()
    place: int = 0
    off: tuple[int, ...] = (2, 5)
    hours: tuple[tuple[int, int], ...] = ((540, 780), (825, 1080))
    hue: str = "teal"
    rebooks: float = 0.5
    pleases: float = 4.6


@dataclass(frozen=True, kw_only=True)
class Part:
    """Somebody with a part in the story: always there, under the same name.

    sent_by     who told them about the practice
    facts       kind, severity, words, days after the first visit
    said        visit counted from the last one that is over, score, words
    hour        wished minute of the day; is_here: has a visit today
    """

    name: str
    kind: str
    person: str
    days_ago: int
    rhythm: int = 14
    hour: int = 660
    is_here: bool = False
    sent_by: str = ""
    preferred: str = ""
    tags: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str, int], ...] = ()
    said: tuple[tuple[int, int, str], ...] = ()
    wrote: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole practice. people: how many clients; market: whose names and numbers they have, by place."""

    slug: str
    name: str
    kind: str
    word: str
    currency: str
    language: str
    country: str
    hue: str
    phone: str
    email: str
    places: Sequence[Place]
    offers: Sequence[Offer]
    team: Sequence[Person]
    people: int
    markets: Sequence[str]
    room: str = ""
    sources: Sequence[str] = field(default_factory=list)
    tags: Sequence[str] = field(default_factory=list)
    cast: Sequence[Part] = field(default_factory=list)

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"

    @property
    def treating(self) -> list[Person]:
        return [person for person in self.team if person.offers]

    def offer(self, name: str) -> Offer:
        return next(offer for offer in self.offers if offer.name == name)
