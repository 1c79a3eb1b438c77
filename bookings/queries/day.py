"""One day at one location: who works when, who comes, and what else takes the time.

A handful of queries, however many visits there are; nothing here is asked per row.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.availability import Axis
from bookings.models import Appointment, Closure, Occupancy, Resource, Segment, Shift, ShiftException
from bookings.queries.lanes import LONGEST, working_hours
from bookings.queries.shades import Shade, Span, idle, open_on, rests, taken
from bookings.queries.timetable import Timetable
from bookings.rules.time import day_span, instant_of, minute_of, wall_of
from clients.models import ProfileFact
from practices.models import Location

USUAL_DAY = (8 * 60, 18 * 60)
HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Card:
    """One service of a visit, in the column of the person who does it.

    alert       stop, caution or nothing: how serious the gravest alert of the client is
    is_new      the client has not been here before
    is_whole    the visit has no other service
    """

    segment: Segment
    appointment: Appointment
    alert: str
    is_new: bool
    is_whole: bool


@dataclass(kw_only=True)
class Column:
    resource: Resource
    works: list[Span] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    shades: list[Shade] = field(default_factory=list)


@dataclass(kw_only=True)
class Day:
    """opens, closes    minutes on the wall between which anything happens, in whole hours"""

    day: date
    location: Location
    columns: list[Column]
    cancelled: list[Appointment]
    closure: str | None
    opens: int = USUAL_DAY[0]
    closes: int = USUAL_DAY[1]

    @property
    def zone(self) -> str:
        return self.location.time_zone

    @property
    def cards(self) -> list[Card]:
        """Everybody's visits, as the clock brings them."""
        every = (card for column in self.columns for card in column.cards)
        return sorted(every, key=lambda card: (card.segment.starts_at, card.segment.pk))


def day_at(location: Location, day: date, *, at: datetime, only: Resource | None = None) -> Day:
    """What the calendar shows.

    only    one practitioner's column instead of everybody's
    """
    low, high = (instant_of(minute) for minute in day_span(day, location.time_zone))
    people = {person.pk: Column(resource=person) for person in _people(location, low, high, only)}
    timetable = Timetable(location.practice_id)
    opens = open_on(location, day, timetable)
    closure = _closure(location, day)
    if closure is not None:
        opens = []
    elif not opens:
        closure = ""
    _add_hours(people, location, day, timetable)
    cancelled = _add_cards(people, location, low, high)
    _add_taken(people, low, high, at=at)
    busy = [column for column in people.values() if column.works or column.cards or column.shades]
    shown = busy or list(people.values())
    found = Day(day=day, location=location, columns=shown, cancelled=cancelled, closure=closure)
    found.opens, found.closes = _frame(found)
    whole = day_span(day, location.time_zone)
    for column in shown:
        column.shades += idle(column.works, opens, whole, closure or "")
    return found


def people_at(location: Location) -> QuerySet[Resource]:
    """Practitioners who ever work here."""
    return Resource.objects.filter(_works_at(location), kind=Resource.Kind.PRACTITIONER, retired_at=None)


def _works_at(location: Location) -> Q:
    me = OuterRef("pk")
    return Q(Exists(Shift.objects.filter(practitioner=me, location=location))) | Q(
        Exists(ShiftException.objects.filter(practitioner=me, location=location))
    )


def _people(location: Location, low: datetime, high: datetime, only: Resource | None) -> Iterable[Resource]:
    """Practitioners who ever work here, and those who have a visit here on the day."""
    people = Resource.objects.filter(kind=Resource.Kind.PRACTITIONER)
    if only is not None:
        return people.filter(pk=only.pk)
    visits = Segment.objects.filter(
        practitioner=OuterRef("pk"), appointment__location=location, starts_at__gte=low, starts_at__lt=high
    ).exclude(appointment__status__in=Appointment.CANCELLED)
    return people.filter((_works_at(location) & Q(retired_at=None)) | Q(Exists(visits)))


def _closure(location: Location, day: date) -> str | None:
    """Why the place is shut, perhaps for no stated reason; None when it is open."""
    shut = Closure.objects.filter(Q(location=None) | Q(location=location), from_on__lte=day, until_on__gt=day)
    found: str | None = shut.values_list("reason", flat=True).first()
    return found


def _add_hours(people: dict[int, Column], location: Location, day: date, timetable: Timetable) -> None:
    if not people:
        return
    axis = Axis.over(day, day, location.time_zone)
    today = axis.days(day, day)
    for who, working in working_hours(axis, location, list(people), [day], timetable).items():
        people[who].works = [(axis.minute(a), axis.minute(b)) for a, b in stretches(working & today)]


def stretches(bitmap: int) -> list[tuple[int, int]]:
    """The runs of set bits, as half-open stretches."""
    found, at = [], 0
    while bitmap:
        skip = (bitmap & -bitmap).bit_length() - 1
        bitmap >>= skip
        length = (~bitmap & (bitmap + 1)).bit_length() - 1
        found.append((at + skip, at + skip + length))
        bitmap >>= length
        at += skip + length
    return found


def _add_cards(
    people: dict[int, Column], location: Location, low: datetime, high: datetime
) -> list[Appointment]:
    """Put each visit into its column; give back those that were called off."""
    came = Appointment.objects.filter(
        client=OuterRef("appointment__client"),
        status=Appointment.Status.COMPLETED,
        starts_at__lt=OuterRef("appointment__starts_at"),
    )
    segments = list(
        Segment.objects.filter(
            appointment__location=location, appointment__starts_at__gte=low, appointment__starts_at__lt=high
        )
        .select_related("appointment__client", "service", "practitioner")
        .annotate(came_before=Exists(came))
        .order_by("starts_at", "id")
    )
    services = Counter(segment.appointment_id for segment in segments)
    alerts = gravest_alerts(segment.appointment.client_id for segment in segments)
    cancelled = {}
    for segment in segments:
        appointment = segment.appointment
        if appointment.status in Appointment.CANCELLED:
            cancelled[appointment.pk] = appointment
        elif segment.practitioner_id in people:
            card = Card(
                segment=segment,
                appointment=appointment,
                alert=alerts.get(appointment.client_id, ""),
                is_new=not (segment.came_before or appointment.client.was_known_before),
                is_whole=services[appointment.pk] == 1,
            )
            people[segment.practitioner_id].cards.append(card)
    return list(cancelled.values())


def gravest_alerts(client_ids: Iterable[int]) -> dict[int, str]:
    """For each of these clients, stop or caution; who has neither is not there. The words stay sealed."""
    grave = ProfileFact.objects.filter(
        client_id__in=set(client_ids),
        ended_at=None,
        severity__in=[ProfileFact.Severity.STOP, ProfileFact.Severity.CAUTION],
    ).values_list("client_id", "severity")
    found: dict[int, str] = {}
    for client_id, severity in grave:
        if found.get(client_id) != ProfileFact.Severity.STOP:
            found[client_id] = severity
    return found


def _add_taken(people: dict[int, Column], low: datetime, high: datetime, *, at: datetime) -> None:
    """Blocks and holds, and the rest each visit asks for."""
    rows = Occupancy.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=at),
        resource_id__in=list(people),
        kind__in=[Occupancy.Kind.BLOCK, Occupancy.Kind.HOLD],
        is_standing=True,
        starts_at__gte=low - LONGEST,
        starts_at__lt=high,
        ends_at__gt=low,
    )
    for row in rows:
        people[row.resource_id].shades.append(taken(row, low, high))
    for column in people.values():
        column.shades += rests(card.segment for card in column.cards)


def _frame(day: Day) -> tuple[int, int]:
    """From the first to the last thing of the day, in whole hours on the wall."""
    stretches_ = [works for column in day.columns for works in column.works]
    for column in day.columns:
        segments = [card.segment for card in column.cards]
        stretches_ += [(minute_of(one.starts_at), minute_of(one.ends_at)) for one in segments]
        shades = [shade for shade in column.shades if shade.kind != "hold"]
        stretches_ += [(minute_of(one.starts_at), minute_of(one.ends_at)) for one in shades]
    if not stretches_:
        return USUAL_DAY
    low, high = day_span(day.day, day.zone)
    first = wall_minute(max(low, min(start for start, _ in stretches_)), day)
    last = wall_minute(min(high, max(end for _, end in stretches_)), day)
    return first // HOUR * HOUR, min(24 * HOUR, max(-(-last // HOUR) * HOUR, first // HOUR * HOUR + HOUR))


def wall_minute(minute: int, day: Day) -> int:
    """What the clock on the wall shows, in minutes since this day's 00:00."""
    wall = wall_of(instant_of(minute), day.zone)
    return (wall.date() - day.day).days * 24 * HOUR + wall.hour * HOUR + wall.minute
