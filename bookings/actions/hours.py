"""When people work. Each change says which visits it leaves outside the hours; none is moved by itself.

Source      features.md F35
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.events import HoursChanged
from bookings.models import Appointment, Closure, Resource, Shift, ShiftException
from bookings.queries.hours import planned_week
from bookings.queries.visits import stranded_at, stranded_visits
from bookings.rules.time import day_of
from practices.actions.places import HoursBackwards, check_week
from practices.actions.seen import FieldsChanged, Seen, same
from practices.errors import Refusal
from practices.events import record
from practices.models import Location, Member, Practice
from practices.weeks import Span


class DaysBackwards(Refusal):
    sentence = _("The last day comes before the first.")


class LongerThanAYear(Refusal):
    """Each day of leave is a row, and a year typed wrongly would make a million of them."""

    sentence = _("These are more days than a year has. Is the year right?")


A_YEAR = 366


@transaction.atomic
def set_week(
    practitioner: Resource,
    *,
    location: Location,
    week: Sequence[Span],
    from_on: date,
    by: Member | None,
    at: datetime,
) -> list[Appointment]:
    """Give somebody other weekly hours at a place from a day on. What held before stays as it was until then.

    week        (weekday 0 to 6, from, to); midnight as the end is the end of the day
    Returns     the visits that now lie outside
    Refuses     HoursBackwards, ManyPauses
    Records     HoursChanged
    """
    check_week(week)
    _hold(practitioner)
    here = Shift.objects.filter(practitioner=practitioner, location=location)
    here.filter(from_on__gte=from_on).delete()
    here.filter(Q(until_on=None) | Q(until_on__gt=from_on)).update(until_on=from_on)
    Shift.objects.bulk_create(
        Shift(
            practice=practitioner.practice,
            practitioner=practitioner,
            location=location,
            weekday=weekday,
            starts=starts,
            ends=ends,
            from_on=from_on,
        )
        for weekday, starts, ends in week
    )
    return _changed(practitioner, location, by=by, at=at)


@transaction.atomic
def save_week(
    practitioner: Resource,
    *,
    location: Location,
    week: Sequence[Span],
    from_on: date,
    seen: Seen,
    by: Member | None,
    at: datetime,
) -> list[Appointment]:
    """Give somebody the weekly hours of a page, unless other ones were given meanwhile. A week left alone stays.

    seen        what stood there when they looked, as `planned_week` tells it
    Returns     the visits that now lie outside
    Refuses     FieldsChanged, and as `set_week`
    Records     HoursChanged, unless nothing changed
    """
    _hold(practitioner)
    wanted = [[weekday, f"{starts:%H:%M}", f"{ends:%H:%M}"] for weekday, starts, ends in week]
    if same(wanted, seen.get("hours")) and not seen.get("ahead"):
        return stranded_visits(location, [practitioner], at=at)
    stands = planned_week(practitioner, location, day_of(at, location.time_zone))
    others = {name: value for name, value in stands.items() if name in seen and not same(value, seen[name])}
    if same(wanted, stands["hours"]):
        others.pop("hours", None)
    if others:
        raise FieldsChanged(now=others)
    return set_week(practitioner, location=location, week=week, from_on=from_on, by=by, at=at)


@transaction.atomic
def set_day(
    practitioner: Resource,
    *,
    location: Location,
    first: date,
    last: date,
    hours: tuple[time, time] | None,
    reason: str = "",
    by: Member | None,
    at: datetime,
) -> list[Appointment]:
    """Give somebody days off, or other hours on some days, instead of the usual week.

    hours       at this place; None: off. Elsewhere they do not work on those days
    Returns     the visits that now lie outside, at every place
    Refuses     DaysBackwards, LongerThanAYear, HoursBackwards
    Records     HoursChanged
    """
    _check_days(first, last)
    if hours and not (hours[0] < hours[1] or hours[1] == time(0)):
        raise HoursBackwards
    _hold(practitioner)
    ShiftException.objects.filter(practitioner=practitioner, day__gte=first, day__lte=last).delete()
    ShiftException.objects.bulk_create(
        ShiftException(
            practice=practitioner.practice,
            practitioner=practitioner,
            location=location if hours else None,
            day=date.fromordinal(ordinal),
            starts=hours[0] if hours else None,
            ends=hours[1] if hours else None,
            reason=reason[:120],
        )
        for ordinal in range(first.toordinal(), last.toordinal() + 1)
    )
    return _changed(practitioner, location if hours else None, by=by, at=at)


@transaction.atomic
def drop_day(exception: ShiftException, *, by: Member | None, at: datetime) -> list[Appointment]:
    """Back to the usual week on that day.

    Returns     the visits that now lie outside, for that day may have had more hours than usual
    Records     HoursChanged
    """
    practitioner = exception.practitioner
    exception.delete()
    return _changed(practitioner, None, by=by, at=at)


@transaction.atomic
def close_days(
    practice: Practice,
    *,
    location: Location | None,
    first: date,
    last: date,
    reason: str = "",
    by: Member | None,
    at: datetime,
) -> list[Appointment]:
    """Close a place, or all of them, for whole days on its own clock.

    location    None: all of them
    Returns     the visits that now lie outside
    Refuses     DaysBackwards, LongerThanAYear
    Records     HoursChanged
    """
    _check_days(first, last)
    Closure.objects.create(
        practice=practice,
        location=location,
        from_on=first,
        until_on=date.fromordinal(last.toordinal() + 1),
        reason=reason[:120],
    )
    places = [location] if location else list(Location.objects.filter(closed_at=None))
    stranded = [visit for place in places for visit in stranded_at(place, at=at)]
    fact = HoursChanged(
        resource_id=None,
        location_id=location.pk if location else None,
        stranded_ids=[visit.pk for visit in stranded],
    )
    record(fact, practice=practice, by=by, at=at)
    return stranded


@transaction.atomic
def open_days(closure: Closure, *, by: Member | None, at: datetime) -> None:
    """Take a closure back.

    Records     HoursChanged
    """
    practice, location_id = closure.practice, closure.location_id
    closure.delete()
    record(
        HoursChanged(resource_id=None, location_id=location_id, stranded_ids=[]),
        practice=practice,
        by=by,
        at=at,
    )


def _hold(practitioner: Resource) -> None:
    """Whoever changes the hours of the same person waits: both would take away the old ones and add their own."""
    Resource.objects.select_for_update(no_key=True).get(pk=practitioner.pk)


def _check_days(first: date, last: date) -> None:
    """Refuses     DaysBackwards, LongerThanAYear"""
    if last < first:
        raise DaysBackwards
    if (last - first).days > A_YEAR:
        raise LongerThanAYear


def _changed(
    practitioner: Resource, location: Location | None, *, by: Member | None, at: datetime
) -> list[Appointment]:
    """Tell whose hours are other ones, and where: a day that is not like the others is so at every place."""
    places = Location.objects.filter(closed_at=None)
    stranded = [visit for place in places for visit in stranded_visits(place, [practitioner], at=at)]
    fact = HoursChanged(
        resource_id=practitioner.pk,
        location_id=location.pk if location else None,
        stranded_ids=[visit.pk for visit in stranded],
    )
    record(fact, practice=practitioner.practice, by=by, at=at)
    return stranded
