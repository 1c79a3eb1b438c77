"""Keeping a time for ten minutes while somebody fills in the form. A hold is a real claim until it is over.

The time is given back then, but the hold itself stays for a day: whoever sends the form late still says what for.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from bookings.actions.fitting import Asked, Setting
from bookings.actions.listed import check_offered
from bookings.actions.refusals import NotOnline, TooFar, TooSoon
from bookings.actions.taking import insert, offering_alternatives, settled, written
from bookings.models import Hold, Occupancy, Resource, Service
from bookings.queries.lanes import Leaving
from bookings.rules import policy
from practices.models import Location


@offering_alternatives()
def hold(
    *,
    service: Service,
    practitioner: Resource | None,
    starts_at: datetime,
    location: Location,
    is_anyone: bool = False,
    instead_of: Hold | None = None,
    at: datetime,
) -> Hold:
    """Keep a time for ten minutes for somebody who fills in the booking form.

    is_anyone       the visitor looked for anybody, and the practitioner is who was free
    instead_of      the hold this visitor had before; given back in the same step
    Refuses         SlotTaken, NobodyFree, OutsideHours, HouseClosed, RestTooShort, NotOffered, OffGrid, TooSoon,
                    TooFar, NotOnline, ManyAtOnce, ServiceArchived, LocationClosed
    """
    practice = location.practice
    check_offered([service], location)
    if not (practice.books_online and service.books_online):
        raise NotOnline
    if policy.is_too_soon(starts_at=starts_at, at=at, notice_minutes=practice.min_notice_minutes):
        raise TooSoon
    if policy.is_too_far(starts_at=starts_at, at=at, horizon_days=practice.horizon_days):
        raise TooFar
    asked = Asked(service=service, practitioner=practitioner, starts_at=starts_at)
    leaving = Leaving(hold_id=instead_of.pk if instead_of else None)
    setting = Setting(practice=practice, location=location, at=at, is_online=True, leaving=leaving)
    [planned] = settled([asked], setting)
    if instead_of:
        release_hold(instead_of)
    kept: Hold = Hold.objects.create(
        practice=practice,
        location=location,
        starts_at=starts_at,
        made_at=at,
        expires_at=at + timedelta(minutes=policy.HOLD_MINUTES),
        plan={
            "service_id": service.pk,
            "practitioner_id": planned.practitioner.pk,
            "anyone": is_anyone or practitioner is None,
            "minutes": planned.anatomy.minutes,
            "price": planned.price,
        },
    )
    insert(written(planned, practice, hold=kept), asked, setting)
    return kept


@transaction.atomic
def release_hold(kept: Hold) -> None:
    """Give the time back at once."""
    kept.delete()


@transaction.atomic
def drop_expired_holds(*, at: datetime, limit: int = 500) -> int:
    """Give back the time of holds that are over, and forget those that were over a day ago.

    Searches look through them already, so this is housekeeping. How many gave their time back.
    """
    over = Hold.objects.filter(expires_at__lte=at).select_for_update(skip_locked=True, of=("self",))
    still_there = Exists(Occupancy.objects.filter(hold=OuterRef("pk")))
    ids = [one.pk for one in over.filter(still_there)[:limit]]
    Occupancy.objects.filter(hold_id__in=ids).delete()
    old = over.filter(expires_at__lte=at - timedelta(hours=policy.HOLD_KNOWN_HOURS))[:limit]
    Hold.objects.filter(pk__in=[one.pk for one in old]).delete()
    return len(ids)
