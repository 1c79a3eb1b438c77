"""Making a visit longer or shorter where it stands."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions.changing import NOTHING, NotPossible
from bookings.actions.desk import as_seen
from bookings.actions.fitting import Asked, Planned, Setting
from bookings.actions.taking import insert, offering_alternatives, settled, written
from bookings.events import AppointmentMoved
from bookings.models import Appointment, Occupancy, Segment
from bookings.queries.feed import anatomy_booked
from bookings.queries.lanes import Leaving
from bookings.rules import status
from practices.errors import Refusal
from practices.events import record
from practices.models import Member

SHORTEST = 5


class LengthIsFixed(Refusal):
    sentence = _("A visit in several parts keeps its length. Book another one beside it.")


@offering_alternatives()
def change_length(
    appointment: Appointment,
    *,
    minutes: int,
    insist: frozenset[str] = NOTHING,
    seen: str = "",
    by: Member,
    at: datetime,
) -> Appointment:
    """Make a visit of one service longer or shorter. Hands-on takes up the difference; the price stays.

    The client gets no message: those tell the start, and the start stays.

    minutes     how long the client is there, five at least
    Refuses     ChangedMeanwhile, LengthIsFixed, NotPossible, SlotTaken, OutsideHours, HouseClosed, RestTooShort,
                ClientBusy, NotOffered, ManyAtOnce
    Records     AppointmentMoved, with the same start and another end
    """
    visit = as_seen(appointment, seen, by)
    if visit.status not in status.PLANNED:
        raise NotPossible(status=visit.get_status_display())
    segment = _only_segment(visit, minutes)
    asked = Asked(
        service=segment.service,
        practitioner=segment.practitioner,
        starts_at=segment.starts_at,
        anatomy=replace(anatomy_booked(segment), hands_on=minutes),
        price=segment.price,
    )
    setting = Setting(
        practice=visit.practice,
        location=visit.location,
        at=at,
        client=visit.client,
        insist=insist,
        leaving=Leaving(appointment_id=visit.pk),
    )
    [planned] = settled([asked], setting)
    _rewrite(segment, planned, asked, setting)
    visit.ends_at, visit.version = planned.ends_at, visit.version + 1
    visit.save(update_fields=["ends_at", "version"])
    people = [segment.practitioner_id]
    fact = AppointmentMoved(
        client_id=visit.client_id,
        appointment_id=visit.pk,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        was_starts_at=visit.starts_at,
        practitioner_ids=people,
        was_practitioner_ids=people,
        version=visit.version,
        insisted=sorted(insist) or None,
        is_quiet=True,
    )
    record(fact, practice=visit.practice, by=by, at=at)
    return visit


def _only_segment(visit: Appointment, minutes: int) -> Segment:
    segments = list(Segment.objects.filter(appointment=visit).select_related("service", "practitioner"))
    if len(segments) != 1 or minutes < SHORTEST or segments[0].processing_minutes:
        raise LengthIsFixed
    return segments[0]


def _rewrite(segment: Segment, planned: Planned, asked: Asked, setting: Setting) -> None:
    """Give back and take in one savepoint: a refusal leaves the old length as it was."""
    with transaction.atomic():
        Occupancy.objects.filter(segment=segment).delete()
        segment.hands_on_minutes, segment.ends_at = planned.anatomy.hands_on, planned.ends_at
        segment.save(update_fields=["hands_on_minutes", "ends_at"])
        insert(written(planned, setting.practice, segment=segment), asked, setting)
