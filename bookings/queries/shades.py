"""What of a column is not a visit: hours in which nobody is received, breaks, rest, time kept free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bookings.availability.hours import open_spans
from bookings.models import Appointment, Occupancy, Segment
from bookings.queries.timetable import Timetable
from bookings.rules.time import day_span, instant_of
from practices.models import Location

Shading = Literal["off", "break", "closed", "rest", "block", "hold"]
Span = tuple[int, int]
"""Minutes since 1970, half open."""


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A stretch of a column that is not a visit."""

    kind: Shading
    starts_at: datetime
    ends_at: datetime
    text: str = ""
    id: int = 0


def open_on(location: Location, day: date, timetable: Timetable) -> list[Span]:
    """When the place is open on this day, in order; the whole day where it never said."""
    openings = timetable.weeks(location, [day]).openings
    if not openings:
        return [day_span(day, location.time_zone)]
    return joined(open_spans([day], location.time_zone, openings))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same minutes in order, with those that touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def between(spans: Iterable[Span], within: Span) -> list[Span]:
    """What is left of a stretch beside these, which are in order."""
    found, at = [], within[0]
    for start, end in spans:
        if start > at:
            found.append((at, min(start, within[1])))
        at = max(at, end)
        if at >= within[1]:
            return found
    return [*found, (at, within[1])]


def idle(works: Iterable[Span], opens: Iterable[Span], whole: Span, reason: str) -> list[Shade]:
    """Hours in which this person receives nobody: the place is closed, or they do not work, before, between and after.

    reason      why the place is closed all day, if it is
    """
    works, opens = joined(works), list(opens)
    found = [_shade("closed", span, reason) for span in between(opens, whole)]
    for opening in opens:
        for span in between(works, opening):
            inner = works and works[0][0] < span[0] and span[1] < works[-1][1]
            found.append(_shade("break" if inner else "off", span))
    return found


def _shade(kind: Shading, span: Span, text: str = "") -> Shade:
    return Shade(kind=kind, starts_at=instant_of(span[0]), ends_at=instant_of(span[1]), text=text)


def rests(segments: Iterable[Segment]) -> list[Shade]:
    """The rest each visit asks for around itself; who did not come asks for none."""
    found = []
    for segment in segments:
        if segment.appointment.status == Appointment.Status.NO_SHOW:
            continue
        before, after = timedelta(minutes=segment.before_minutes), timedelta(minutes=segment.after_minutes)
        if before:
            found.append(Shade(kind="rest", starts_at=segment.starts_at - before, ends_at=segment.starts_at))
        if after:
            found.append(Shade(kind="rest", starts_at=segment.ends_at, ends_at=segment.ends_at + after))
    return found


def taken(row: Occupancy, low: datetime, high: datetime) -> Shade:
    """Time that is blocked or held, as far as it lies in [low, high)."""
    kind: Shading = "hold" if row.kind == Occupancy.Kind.HOLD else "block"
    begins, ends = max(row.starts_at, low), min(row.ends_at, high)
    return Shade(kind=kind, starts_at=begins, ends_at=ends, text=row.reason, id=row.pk)
