"""Who is free when: a diary page per person and day, in minutes of the day."""

from datetime import date, timedelta

from config.demo.plans import Offer, Person, Plan

GRID = 15
SMALL = 30  # minutes


class Diary:
    """Pages of everybody who treats. A page is a list of taken stretches [from, to)."""

    def __init__(self, plan: Plan, today: list[date]) -> None:
        self.plan, self.today = plan, today
        self.pages: dict[tuple[str, date], list[tuple[int, int]]] = {}
        self.closed: set[tuple[int, date]] = set()

    def works(self, person: Person, day: date) -> bool:
        """Days off are counted from today's weekday, so that today is a working day for everybody."""
        distance = (day.weekday() - self.today[person.place].weekday()) % 7
        return distance not in person.off and (person.place, day) not in self.closed

    def take(self, person: Person, day: date, offer: Offer, wished: int) -> int | None:
        """Take the free time nearest to the wished minute; None when the day is full or off."""
        if not self.works(person, day):
            return None
        page = self.pages.setdefault((person.name, day), [])
        before, taken, minutes = offer.parts[0], offer.minutes + offer.parts[4], offer.minutes
        fits = [
            start
            for begins, ends in person.hours
            for start in range(begins, ends - minutes + 1, GRID)
            if not any(begin < start + taken and start - before < end for begin, end in page)
        ]
        if not fits:
            return None
        start = min(fits, key=lambda minute: (_is_lonely(page, minute), abs(minute - wished), minute))
        page.append((start, start + taken))
        return start

    def free_share(self, person: Person, day: date) -> float:
        hours = sum(ends - begins for begins, ends in person.hours)
        taken = sum(end - begin for begin, end in self.pages.get((person.name, day), []))
        return 1 - taken / hours

    def week_of(self, person: Person) -> list[int]:
        """The weekdays this person works."""
        first = self.today[person.place]
        days = (first + timedelta(days=step) for step in range(7))
        return sorted(day.weekday() for day in days if self.works(person, day))


def _is_lonely(page: list[tuple[int, int]], start: int) -> bool:
    """Small gaps that nobody can use are worse than an hour that is not quite the wished one."""
    before = max((end for _, end in page if end <= start), default=start)
    return 0 < start - before < SMALL
