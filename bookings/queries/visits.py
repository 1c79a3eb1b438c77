"""Visits as they stand: what is paid, which ones a change of hours would strand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, Sum

from bookings.availability import Axis
from bookings.availability.axis import days_between
from bookings.availability.bits import ones
from bookings.models import Appointment, Occupancy, Payment, Resource
from bookings.queries.lanes import Minute, MinuteUp, opening_hours, working_hours
from bookings.queries.timetable import Timetable
from bookings.rules.time import day_of, instant_of
from practices.models import Location
from practices.ready import Ready

VISIT: Ready[Appointment] = Ready(
    lambda pk: Appointment.objects.select_related("client").filter(pk=pk), pk=int
)


def visit_of(appointment_id: int) -> Appointment:
    """The visit a fact is about, with its client.

    Raises      Appointment.DoesNotExist
    """
    found = VISIT.one(pk=appointment_id)
    if found is None:
        raise Appointment.DoesNotExist
    return found


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The money of one visit, in minor units."""

    price: int
    paid: int
    refunded: int

    @property
    def due(self) -> int:
        return max(0, self.price - self.paid + self.refunded)

    @property
    def refundable(self) -> int:
        return self.paid - self.refunded


def balance_of(appointment: Appointment) -> Balance:
    sums = Payment.objects.filter(appointment=appointment).aggregate(
        paid=Sum("amount", filter=Q(kind=Payment.Kind.PAYMENT), default=0),
        refunded=Sum("amount", filter=Q(kind=Payment.Kind.REFUND), default=0),
    )
    return Balance(price=appointment.price, **sums)


def refundable_of(payment: Payment) -> int:
    """What is left of one payment to give back."""
    given = Payment.objects.filter(refunds=payment).aggregate(sum=Sum("amount", default=0))["sum"]
    return int(payment.amount - given)


def visits_ahead(practitioner: Resource, *, at: datetime) -> list[Appointment]:
    """The visits in which this practitioner is still to treat somebody, soonest first."""
    theirs = Occupancy.objects.filter(
        resource=practitioner, kind=Occupancy.Kind.VISIT, is_standing=True, starts_at__gt=at
    )
    ahead = Appointment.objects.filter(
        pk__in=theirs.values("segment__appointment"), status__in=Appointment.UPCOMING, starts_at__gt=at
    )
    return list(ahead.select_related("client").order_by("starts_at", "id"))


def left_behind(practitioner: Resource, *, at: datetime) -> list[Appointment]:
    """The visits ahead of a practitioner who has left the practice; none of one who still works here."""
    has_left = practitioner.member is not None and practitioner.member.left_at is not None
    return visits_ahead(practitioner, at=at) if has_left else []


class Claimed(NamedTuple):
    """What one person gives to a visit, and when its client is there. Minutes since 1970, half open."""

    visit: int
    who: int
    start: int
    end: int
    comes: int
    goes: int


def stranded_visits(
    location: Location, practitioners: Iterable[Resource], *, at: datetime
) -> list[Appointment]:
    """Standing visits of these people that lie outside their working hours here, or outside the opening hours of the
    place, soonest first."""
    who = [practitioner.pk for practitioner in practitioners]
    claims = _claims(location, who, at)
    if not claims:
        return []
    zone = location.time_zone
    first = day_of(instant_of(min(one.start for one in claims)), zone)
    last = day_of(instant_of(max(one.goes for one in claims)), zone)
    axis, timetable = Axis.over(first, last, zone), Timetable(location.practice_id)
    days = days_between(first - timedelta(days=1), last + timedelta(days=1))
    working = working_hours(axis, location, who, days, timetable)
    opens = opening_hours(axis, location, days, timetable)

    def is_outside(hours: int, start: int, end: int) -> bool:
        return bool(ones(end - start) & ~(hours >> axis.bit(start)))

    outside = {
        one.visit
        for one in claims
        if is_outside(working.get(one.who, 0), one.start, one.end)
        or (opens is not None and is_outside(opens, one.comes, one.goes))
    }
    return list(
        Appointment.objects.filter(pk__in=outside).select_related("client").order_by("starts_at", "id")
    )


def _claims(location: Location, who: Sequence[int], at: datetime) -> list[Claimed]:
    """What these people are still to give to visits at this place."""
    rows = Occupancy.objects.filter(
        resource_id__in=who,
        kind=Occupancy.Kind.VISIT,
        is_standing=True,
        starts_at__gte=at,
        segment__appointment__location=location,
        segment__appointment__status__in=Appointment.UPCOMING,
    ).values_list(
        "segment__appointment_id",
        "resource_id",
        Minute("starts_at"),
        MinuteUp("ends_at"),
        Minute("segment__starts_at"),
        MinuteUp("segment__ends_at"),
    )
    return [Claimed(*row) for row in rows]


def stranded_at(location: Location, *, at: datetime) -> list[Appointment]:
    """Everybody's standing visits here that lie outside working or opening hours, soonest first."""
    return stranded_visits(location, Resource.objects.filter(kind=Resource.Kind.PRACTITIONER), at=at)
