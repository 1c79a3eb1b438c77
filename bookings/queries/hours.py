"""Working weeks as people read them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from bookings.models import Resource, Shift
from practices.models import Location

Week = list[list[object]]


def shifts_since(who: Resource, location: Location, day: date) -> list[Shift]:
    """The weekly shifts at this place that hold on this day or later, in order."""
    rows = Shift.objects.filter(Q(until_on=None) | Q(until_on__gt=day), practitioner=who, location=location)
    return list(rows.order_by("from_on", "weekday", "starts"))


def planned_week(who: Resource, location: Location, day: date) -> dict[str, Week]:
    """What a page of the week must know.

    hours       as they are on this day: rows [weekday, from, to]
    ahead       what begins later, or ends: rows [from, until or nothing, weekday, from, to]
    """
    hours: Week = []
    ahead: Week = []
    for shift in shifts_since(who, location, day):
        times: list[object] = [shift.weekday, f"{shift.starts:%H:%M}", f"{shift.ends:%H:%M}"]
        if shift.from_on <= day:
            hours.append(times)
        if shift.from_on > day or shift.until_on:
            until = shift.until_on.isoformat() if shift.until_on else ""
            ahead.append([shift.from_on.isoformat(), until, *times])
    return {"hours": hours, "ahead": ahead}


def weeks_of(
    people: Sequence[Resource], places: Sequence[Location], day: date
) -> list[tuple[Resource, list[tuple[Location, Week]]]]:
    """For each person, their week at each place where they have one, as rows [weekday, from, to]: one query."""
    shifts = (
        Shift.objects.filter(
            Q(until_on=None) | Q(until_on__gt=day), practitioner__in=people, from_on__lte=day
        )
        .order_by("weekday", "starts")
        .values_list("practitioner_id", "location_id", "weekday", "starts", "ends")
    )
    rows: dict[tuple[int, int], Week] = {}
    for who, where, weekday, starts, ends in shifts:
        rows.setdefault((who, where), []).append([weekday, f"{starts:%H:%M}", f"{ends:%H:%M}"])
    return [
        (person, [(place, rows[person.pk, place.pk]) for place in places if (person.pk, place.pk) in rows])
        for person in people
    ]
