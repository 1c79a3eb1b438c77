"""One day at one location: who works when, who comes, and what else takes the time.

A handful of queries, however many visits there are; nothing here is asked per row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.availability import Axis
from bookings.models import Appointment, Closure, Occupancy, Resource, Segment, Shift, ShiftException
from bookings.queries.lanes import working_hours
from bookings.rules.time import day_span, instant_of, minute_of, wall_of
from clients.models import ProfileFact
from practices.models import Location

Shading = Literal["off", "break", "closed", "rest", "block", "hold"]
USUAL_DAY = (8 * 60, 18 * 60)
HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Card:
    """One service of a visit, in the column of the person who does it.

    alert       stop, caution or nothing: how serious the gravest alert of the client is
    is_new      the client has not been here before
    """

    segment: Segment
    appointment: Appointment
    alert: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A stretch of a column that is not a visit."""

    kind: Shading
    starts_at: datetime
    ends_at: datetime
    text: str = ""
    id: int = 0


@dataclass(kw_only=True)
class Column:
    resource: Resource
    works: list[tuple[int, int]] = field(default_factory=list)
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
    closure = _closure(location, day)
    _add_hours(people, location, day, is_closed=closure is not None)
    cancelled = _add_cards(people, location, low, high)
    _add_taken(people, low, high, at=at)
    busy = [column for column in people.values() if column.works or column.cards or column.shades]
    shown = busy or list(people.values())
    found = Day(day=day, location=location, columns=shown, cancelled=cancelled, closure=closure)
    found.opens, found.closes = _frame(found)
    for column in shown:
        column.shades += _idle(column, found, closure)
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


def _add_hours(people: dict[int, Column], location: Location, day: date, *, is_closed: bool) -> None:
    if is_closed or not people:
        return
    axis = Axis.over(day, day, location.time_zone)
    today = axis.days(day, day)
    for who, working in working_hours(axis, location, list(people), [day]).items():
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
        starts_at__gte=low - timedelta(days=7),
        starts_at__lt=high,
        ends_at__gt=low,
    )
    for row in rows:
        kind: Shading = "hold" if row.kind == Occupancy.Kind.HOLD else "block"
        begins, ends = max(row.starts_at, low), min(row.ends_at, high)
        shade = Shade(kind=kind, starts_at=begins, ends_at=ends, text=row.reason, id=row.pk)
        people[row.resource_id].shades.append(shade)
    for column in people.values():
        column.shades += _rests(column.cards)


def _rests(cards: Sequence[Card]) -> list[Shade]:
    found = []
    for card in cards:
        segment = card.segment
        if card.appointment.status == Appointment.Status.NO_SHOW:
            continue
        before, after = timedelta(minutes=segment.before_minutes), timedelta(minutes=segment.after_minutes)
        if before:
            found.append(Shade(kind="rest", starts_at=segment.starts_at - before, ends_at=segment.starts_at))
        if after:
            found.append(Shade(kind="rest", starts_at=segment.ends_at, ends_at=segment.ends_at + after))
    return found


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


def _idle(column: Column, day: Day, closure: str | None) -> list[Shade]:
    """Hours in which this person does not work: before, between and after."""
    low, high = day_span(day.day, day.zone)
    edges = [(low, low), *sorted(column.works), (high, high)]
    found = []
    for index, ((_, end), (start, _)) in enumerate(zip(edges, edges[1:], strict=False)):
        inner = 0 < index < len(edges) - 2
        kind: Shading = "closed" if closure is not None else "break" if inner else "off"
        if start > end:
            shade = Shade(kind=kind, starts_at=instant_of(end), ends_at=instant_of(start), text=closure or "")
            found.append(shade)
    return found
