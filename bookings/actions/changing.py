"""Moving and calling off a visit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions.fitting import Asked, Planned, Setting
from bookings.actions.refusals import NotOnline, TimeRefused, TooFar, TooSoon
from bookings.actions.taking import insert, offering_alternatives, settled, written
from bookings.events import AppointmentCancelled, AppointmentMoved
from bookings.models import Appointment, Occupancy, Resource, Segment
from bookings.queries.feed import anatomy_booked
from bookings.queries.lanes import Leaving
from bookings.rules import policy, status
from bookings.rules.policy import Policy
from bookings.rules.time import wall_of
from practices.errors import Refusal, violated
from practices.events import record
from practices.models import Member

Party = Literal["client", "practice"]
NOTHING: frozenset[str] = frozenset()


class NotPossible(Refusal):
    sentence = _("This visit is “{status}”, so that cannot be done.")


class PastCutOff(TimeRefused):
    """Inside the window agreed at booking a client calls instead."""

    sentence = _("Changes online end {hours} hours before the visit. Please call us.")


class MovedTooOften(TimeRefused):
    sentence = _("This visit has been moved {count} times already. Please call us.")


class OneForEachService(Refusal):
    """Of a visit of several services nobody is put on all of them by being named once."""

    sentence = _("This visit has {count} services. Say for each of them, in their order, who does it.")


class AlreadyBegun(Refusal):
    sentence = _("The time of this visit has come, so it cannot be cancelled any more. Please call us.")


def fresh(appointment: Appointment) -> Appointment:
    """The row as it is now, out of everybody else's reach until the transaction ends.

    Others may still point at it: whoever books the visit after it holds locks that this one may be about to wait for.
    """
    found: Appointment = (
        Appointment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "location", "practice")
        .get(pk=appointment.pk)
    )
    return found


def step(appointment: Appointment, verb: str) -> status.Status:
    """Where the verb leads from here.

    Refuses     NotPossible
    """
    found = status.follows(appointment.status, verb)
    if found is None:
        raise NotPossible(status=appointment.get_status_display())
    return found


@offering_alternatives()
def reschedule(
    appointment: Appointment,
    *,
    starts_at: datetime,
    practitioners: Sequence[Resource | None] = (),
    insist: frozenset[str] = NOTHING,
    quietly: bool = False,
    is_undo: bool = False,
    by: Member | None,
    at: datetime,
) -> Appointment:
    """Move a visit: take the new time, then give the old one back, or change nothing.

    practitioners   one for each service, in their order; None, or nobody named: who it was. Parts and price stay as
                    they were booked
    quietly         the client is told by a person, not by us
    is_undo         the move before was a mistake; the client hears of it only if they were told that one
    by              None: the client, through the link; held to cut-off, number of moves, notice and horizon
    Refuses         NotPossible, OneForEachService, SlotTaken, NobodyFree, OutsideHours, HouseClosed, RestTooShort,
                    ClientBusy, NotOffered, ManyAtOnce; the client also PastCutOff, MovedTooOften, OffGrid, TooSoon,
                    TooFar, NotOnline
    Records         AppointmentMoved
    """
    moving = fresh(appointment)
    if moving.status not in status.PLANNED:
        raise NotPossible(status=moving.get_status_display())
    if by is None:
        _check_client_move(moving, starts_at, at)
    segments = list(
        Segment.objects.filter(appointment=moving)
        .select_related("service", "practitioner")
        .order_by("position")
    )
    people = practitioners or [None] * len(segments)
    if len(people) != len(segments):
        raise OneForEachService(count=len(segments))
    later = starts_at - moving.starts_at
    asked = [_asked(one, later, who) for one, who in zip(segments, people, strict=True)]
    setting = Setting(
        practice=moving.practice,
        location=moving.location,
        at=at,
        client=moving.client,
        is_online=by is None,
        insist=insist,
        leaving=Leaving(appointment_id=moving.pk),
    )
    planned = settled(asked, setting)
    was_people, was_starts_at = [one.practitioner_id for one in segments], moving.starts_at
    _rewrite(moving, segments, planned, asked, setting)
    moving.moves += by is None
    _save_move(moving, planned)
    fact = AppointmentMoved(
        client_id=moving.client_id,
        appointment_id=moving.pk,
        starts_at=moving.starts_at,
        ends_at=moving.ends_at,
        was_starts_at=was_starts_at,
        practitioner_ids=[one.practitioner.pk for one in planned],
        was_practitioner_ids=was_people,
        version=moving.version,
        insisted=sorted(insist) or None,
        is_quiet=quietly,
        is_undo=is_undo,
    )
    record(fact, practice=moving.practice, by=by, at=at)
    return moving


def _check_client_move(moving: Appointment, starts_at: datetime, at: datetime) -> None:
    practice = moving.practice
    rules = Policy(move_hours=moving.late_notice_hours, max_moves=practice.max_moves)
    if moving.moves >= rules.max_moves:
        raise MovedTooOften(count=moving.moves)
    if not policy.may_move(starts_at=moving.starts_at, at=at, moves=moving.moves, policy=rules):
        raise PastCutOff(hours=rules.move_hours)
    if not practice.books_online:
        raise NotOnline
    if policy.is_too_soon(starts_at=starts_at, at=at, notice_minutes=practice.min_notice_minutes):
        raise TooSoon
    if policy.is_too_far(starts_at=starts_at, at=at, horizon_days=practice.horizon_days):
        raise TooFar


def _asked(segment: Segment, by: timedelta, practitioner: Resource | None) -> Asked:
    return Asked(
        service=segment.service,
        practitioner=practitioner or segment.practitioner,
        starts_at=segment.starts_at + by,
        anatomy=anatomy_booked(segment),
        price=segment.price,
        leads_in=segment.position == 0,
    )


def _rewrite(
    moving: Appointment,
    segments: Sequence[Segment],
    planned: Sequence[Planned],
    asked: Sequence[Asked],
    setting: Setting,
) -> None:
    """Give back and take in one savepoint, so that a refusal leaves the old time as it was."""
    with transaction.atomic():
        Occupancy.objects.filter(segment__appointment=moving).delete()
        for segment, one, wish in zip(segments, planned, asked, strict=True):
            segment.practitioner, segment.starts_at, segment.ends_at = (
                one.practitioner,
                one.starts_at,
                one.ends_at,
            )
            segment.save(update_fields=["practitioner", "starts_at", "ends_at"])
            insert(written(one, setting.practice, segment=segment), wish, setting)


def _save_move(moving: Appointment, planned: Sequence[Planned]) -> None:
    moving.starts_at = min(one.starts_at for one in planned)
    moving.ends_at = max(one.ends_at for one in planned)
    moving.wall_starts = wall_of(moving.starts_at, moving.time_zone).isoformat(timespec="minutes")
    moving.status, moving.confirmed_at = Appointment.Status.BOOKED, None
    moving.version += 1
    moving.save(
        update_fields=["starts_at", "ends_at", "wall_starts", "status", "confirmed_at", "version", "moves"]
    )


@transaction.atomic
def cancel(
    appointment: Appointment,
    *,
    party: Party = "client",
    reason: str = "",
    quietly: bool = False,
    by: Member | None,
    at: datetime,
) -> Appointment:
    """Call a visit off and give its time back.

    party       who calls off. A client with less notice than agreed at booking cancels late; the practice never does
    by          the member who notes it; None: the client, through the link
    Refuses     NotPossible, AlreadyBegun
    Records     AppointmentCancelled
    """
    going = fresh(appointment)
    late = party == "client" and policy.is_late_cancellation(
        starts_at=going.starts_at, cancelled_at=at, hours=going.late_notice_hours
    )
    verb = "cancel_by_practice" if party == "practice" else "cancel_late" if late else "cancel_by_client"
    now = step(going, verb)
    if party == "client" and at >= going.starts_at:
        raise AlreadyBegun
    going.status, going.cancelled_at, going.cancel_reason = now, at, reason[:200]
    going.version += 1
    going.save(update_fields=["status", "cancelled_at", "cancel_reason", "version"])
    release(going)
    fact = AppointmentCancelled(
        client_id=going.client_id,
        appointment_id=going.pk,
        starts_at=going.starts_at,
        by=party,
        is_late=late,
        is_quiet=quietly,
    )
    record(fact, practice=going.practice, by=by, at=at)
    return going


def release(appointment: Appointment) -> None:
    """The visit no longer claims its time; its rows stay, so an undo can claim it again."""
    Occupancy.objects.filter(segment__appointment=appointment).update(is_standing=False)


def reclaim(appointment: Appointment, *, at: datetime) -> None:
    """Claim the old time again: the same rows if they are free, else another room; past time is claimed as it was.

    Refuses     SlotTaken when somebody else has it by now, NotOffered when the person is booked no more
    """
    rows = Occupancy.objects.filter(segment__appointment=appointment)
    is_ahead = appointment.starts_at > at
    if not (is_ahead and rows.filter(resource__retired_at__isnull=False).exists()):
        try:
            with transaction.atomic():
                rows.update(is_standing=True)
                return
        except IntegrityError as error:
            if violated(error) != "no_double_booking":
                raise
    accepted = {"hours", "rest", "client"} | (set() if is_ahead else {"overlap"})
    segments = list(
        Segment.objects.filter(appointment=appointment)
        .select_related("service", "practitioner")
        .order_by("position")
    )
    setting = Setting(
        practice=appointment.practice,
        location=appointment.location,
        at=at,
        client=appointment.client,
        insist=frozenset(accepted),
        leaving=Leaving(appointment_id=appointment.pk),
    )
    asked = [_asked(one, timedelta(0), None) for one in segments]
    _rewrite(appointment, segments, settled(asked, setting), asked, setting)
