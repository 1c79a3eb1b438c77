"""The times the desk offers: the best ones first, each with its reason, then the rest of the day."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bookings.models import Appointment, Resource, Segment
from bookings.queries.feed import Wanted
from bookings.queries.free import Slot, free_days
from bookings.queries.lanes import Leaving
from bookings.rules.ranking import Wish
from bookings.rules.time import day_span, instant_of
from clients.models import Client
from practices.models import Practice

LOOK_AHEAD_DAYS = 21


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Free times of one day.

    day     the day asked for, or the first one after it that has a free time; None: nothing in three weeks
    """

    asked: date
    day: date | None
    best: list[Slot] = field(default_factory=list)
    others: list[Slot] = field(default_factory=list)

    @property
    def is_later(self) -> bool:
        return self.day is not None and self.day != self.asked


def offer(
    wanted: Wanted,
    practice: Practice,
    *,
    day: date,
    at: datetime,
    client: Client | None = None,
    leaving: Leaving | None = None,
    wish: Wish | None = None,
) -> Offer:
    """Free times on this day; on the next day that has any, when this one is full."""
    for first, last in ((day, day), (day + timedelta(days=1), day + timedelta(days=LOOK_AHEAD_DAYS))):
        days = free_days(
            wanted, practice, first=first, last=last, at=at, client=client, leaving=leaving, wish=wish
        )
        if days:
            found = min(days)
            slots = days[found]
            best = [slot for slot in slots if slot.reason] or slots[:3]
            return Offer(asked=day, day=found, best=best, others=[s for s in slots if s not in best])
    return Offer(asked=day, day=None)


@dataclass(frozen=True, kw_only=True)
class Habit:
    """What the client did last time, and whom they prefer."""

    segment: Segment | None
    practitioner: Resource | None
    minute_of_day: int | None


def habit_of(client: Client) -> Habit:
    """The preferred practitioner if one is noted, else the one of the last visit; that visit's time of day."""
    last: Segment | None = (
        Segment.objects.filter(appointment__client=client, appointment__status__in=Appointment.STANDING)
        .select_related("appointment", "service", "practitioner")
        .order_by("-starts_at")
        .first()
    )
    preferred: Resource | None = None
    if client.practitioner_id:
        preferred = Resource.objects.filter(member_id=client.practitioner_id, retired_at=None).first()
    minute = None
    if last:
        local = last.starts_at.astimezone(last.appointment.zone)
        minute = local.hour * 60 + local.minute
    usual = last.practitioner if last and last.practitioner.retired_at is None else None
    return Habit(segment=last, practitioner=preferred or usual, minute_of_day=minute)


def visits_on(client: Client, day: date, zone: str) -> list[Appointment]:
    """The client's other standing visits that day."""
    low, high = (instant_of(minute) for minute in day_span(day, zone))
    visits = Appointment.objects.filter(client=client).standing().between(low, high)
    return list(visits.order_by("starts_at"))
