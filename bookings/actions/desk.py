"""The desk's verbs: the same steps as everywhere, taken by somebody who looks at a page that may be old.

`seen` is what the page showed (rules.seen). When the visit has changed since, nothing is overwritten: the person is
told who changed it and looks again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions import booking, changing, visits
from bookings.actions.booking import Details
from bookings.models import Appointment, Resource, Service
from bookings.queries.desk_visit import last_change
from bookings.rules.seen import seen_of
from clients import actions as people
from clients.models import Client
from practices.errors import Refusal
from practices.models import Location, Member


class ChangedMeanwhile(Refusal):
    """by      who changed it, if it was not the person themselves"""

    sentence = _("{by} changed this a moment ago, and it is now “{status}”. Look again before you go on.")


STEPS: dict[str, Callable[..., Appointment]] = {
    "confirm": visits.confirm,
    "mark_arrived": visits.mark_arrived,
    "start_service": visits.start_service,
    "complete": visits.complete,
    "mark_no_show": visits.mark_no_show,
}


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody who is not a client yet."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who is to come: a client, or somebody new."""

    client: Client | None = None
    new: NewPerson | None = None


def as_seen(appointment: Appointment, seen: str, by: Member | None) -> Appointment:
    """The visit as it is now, locked, if it is still what the person saw.

    Refuses     ChangedMeanwhile
    """
    now = changing.fresh(appointment)
    if seen and seen != seen_of(now):
        event = last_change(now)
        other = event.actor.name if event and event.actor and event.actor != by else _("Somebody")
        raise ChangedMeanwhile(by=other, status=now.get_status_display())
    return now


@transaction.atomic
def take_step(
    appointment: Appointment, *, verb: str, seen: str = "", by: Member, at: datetime
) -> Appointment:
    """One click on a visit: confirm, arrived, in service, done, no-show.

    Refuses     ChangedMeanwhile, and what the step itself refuses
    """
    return STEPS[verb](as_seen(appointment, seen, by), by=by, at=at)


@transaction.atomic
def take_back(appointment: Appointment, *, seen: str = "", by: Member, at: datetime) -> Appointment:
    """Undo the last step, if it still is the last.

    Refuses     ChangedMeanwhile, and as `undo`
    """
    return visits.undo(as_seen(appointment, seen, by), by=by, at=at)


@transaction.atomic
def book_for(
    visitor: Visitor,
    *,
    service: Service,
    practitioner: Resource | None,
    starts_at: datetime,
    location: Location,
    details: Details = booking.PLAIN,
    by: Member,
    at: datetime,
) -> Appointment:
    """Book at the desk, for a client or for somebody new.

    Refuses     as `book` and `register`
    Records     as `book`; ClientRegistered for somebody new
    """
    client = visitor.client or _registered(visitor.new, location, by=by, at=at)
    return booking.book(
        client,
        service=service,
        practitioner=practitioner,
        starts_at=starts_at,
        location=location,
        details=details,
        by=by,
        at=at,
    )


def _registered(new: NewPerson | None, location: Location, *, by: Member, at: datetime) -> Client:
    details: dict[str, Any] = {"phone": new.phone, "email": new.email} if new else {}
    return people.register(location.practice, name=new.name if new else "", by=by, at=at, **details)


@transaction.atomic
def move(
    appointment: Appointment,
    *,
    starts_at: datetime,
    practitioners: Sequence[Resource | None] = (),
    insist: frozenset[str] = changing.NOTHING,
    quietly: bool = False,
    seen: str = "",
    by: Member,
    at: datetime,
) -> Appointment:
    """Move a visit that is still what the person saw.

    Refuses     ChangedMeanwhile, and as `reschedule`
    """
    return changing.reschedule(
        as_seen(appointment, seen, by),
        starts_at=starts_at,
        practitioners=practitioners,
        insist=insist,
        quietly=quietly,
        by=by,
        at=at,
    )


@transaction.atomic
def move_back(
    appointment: Appointment,
    *,
    starts_at: datetime,
    practitioners: Sequence[Resource | None],
    was_confirmed: bool,
    seen: str,
    by: Member,
    at: datetime,
) -> Appointment:
    """Undo a move: the old time, the old people, and confirmed again if it was.

    Nobody needs to hear of it, except a client who has been told of the move already.

    Refuses     ChangedMeanwhile, and as `reschedule`: SlotTaken when somebody else has the old time by now
    """
    back = changing.reschedule(
        as_seen(appointment, seen, by),
        starts_at=starts_at,
        practitioners=practitioners,
        insist=frozenset({"hours", "rest", "client"}),
        quietly=True,
        is_undo=True,
        by=by,
        at=at,
    )
    return visits.confirm(back, by=by, at=at) if was_confirmed else back


@transaction.atomic
def call_off(
    appointment: Appointment,
    *,
    party: changing.Party,
    reason: str = "",
    quietly: bool = False,
    seen: str = "",
    by: Member,
    at: datetime,
) -> Appointment:
    """Cancel a visit that is still what the person saw.

    Refuses     ChangedMeanwhile, NotPossible, AlreadyBegun
    """
    visit = as_seen(appointment, seen, by)
    return changing.cancel(visit, party=party, reason=reason, quietly=quietly, by=by, at=at)
