"""Three real times for the next visit: the same person, the client's own rhythm, their time of day."""

from datetime import date, datetime, timedelta

from bookings.models import Appointment, Segment
from bookings.queries.feed import Wanted
from bookings.queries.free import DEFAULT_RHYTHM_DAYS, Slot, free_days
from bookings.rules.rhythm import best_days, usual_gap
from bookings.rules.time import day_of, wall_of

EARLIER, LATER = 5, 12
REMEMBERED = 8
"""So many past visits tell the rhythm; what was before is long ago."""


def proposals(visit: Appointment, segment: Segment, *, at: datetime, count: int = 3) -> list[Slot]:
    """One time on each of the best days, the one closest to the time of day of this visit.

    Source      features.md F32, F33, F56
    """
    if segment.service.archived_at or segment.practitioner.retired_at:
        return []
    zone = visit.time_zone
    tomorrow = day_of(at, zone) + timedelta(days=1)
    near = max(day_of(visit.starts_at, zone) + timedelta(days=_gap(visit, segment)), tomorrow)
    wanted = Wanted(service=segment.service, location=visit.location, practitioner=segment.practitioner)
    days = free_days(
        wanted,
        visit.practice,
        first=max(near - timedelta(days=EARLIER), tomorrow),
        last=near + timedelta(days=LATER),
        at=at,
        client=visit.client,
    )
    return [_closest(days[day], visit) for day in best_days(days, near=near, count=count)]


def _gap(visit: Appointment, segment: Segment) -> int:
    """The client's own rhythm with this service, else the usual one of the service."""
    past = Segment.objects.filter(
        appointment__client=visit.client,
        appointment__status=Appointment.Status.COMPLETED,
        service=segment.service,
        starts_at__lte=visit.starts_at,
    ).order_by("-starts_at")[:REMEMBERED]
    days: list[date] = sorted(
        {day_of(one, visit.time_zone) for one in past.values_list("starts_at", flat=True)}
    )
    usual = segment.service.rhythm_days or segment.service.min_interval_days or DEFAULT_RHYTHM_DAYS
    return max(usual_gap(days, usual), segment.service.min_interval_days or 1)


def _closest(slots: list[Slot], visit: Appointment) -> Slot:
    wanted = _minute(visit.starts_at, visit)
    return min(slots, key=lambda slot: (abs(_minute(slot.starts_at, visit) - wanted), slot.starts_at))


def _minute(instant: datetime, visit: Appointment) -> int:
    wall = wall_of(instant, visit.time_zone)
    return wall.hour * 60 + wall.minute
