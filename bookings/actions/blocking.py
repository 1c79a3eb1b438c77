"""Time that is kept free of visits: meetings, maintenance, notes."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.actions.locks import lock
from bookings.actions.refusals import SlotTaken
from bookings.events import TimeBlocked, TimeUnblocked
from bookings.models import Occupancy, Resource
from practices.errors import Refusal, violated
from practices.events import record
from practices.models import Member

LONGEST_BLOCK = timedelta(days=7)


class NoTimeSpan(Refusal):
    sentence = _("The end must come after the start, and within a week. Longer leave belongs in the hours.")


@transaction.atomic
def block_time(
    resource: Resource,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    by: Member | None,
    at: datetime,
) -> Occupancy:
    """Keep a stretch of a practitioner's, a room's or a machine's time free of visits.

    Refuses     NoTimeSpan, SlotTaken
    Records     TimeBlocked
    """
    if not timedelta(0) < ends_at - starts_at <= LONGEST_BLOCK:
        raise NoTimeSpan
    pools = [resource.pool_id] if resource.pool_id else []
    lock(resources=[resource.pk], pools=pools, start=starts_at, end=ends_at)
    Occupancy.objects.filter(
        Q(expires_at__lte=at), resource=resource, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).delete()
    try:
        with transaction.atomic():
            block: Occupancy = Occupancy.objects.create(
                practice=resource.practice,
                resource=resource,
                kind=Occupancy.Kind.BLOCK,
                starts_at=starts_at,
                ends_at=ends_at,
                reason=reason[:120],
                blocked_by=by,
            )
    except IntegrityError as error:
        if violated(error) != "no_double_booking":
            raise
        raise SlotTaken(who=resource.name) from error
    fact = TimeBlocked(
        occupancy_id=block.pk,
        resource_id=resource.pk,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    record(fact, practice=resource.practice, by=by, at=at)
    return block


@transaction.atomic
def unblock_time(block: Occupancy, *, by: Member | None, at: datetime) -> None:
    """Open blocked time for visits again.

    Records     TimeUnblocked
    """
    fact = TimeUnblocked(resource_id=block.resource_id, starts_at=block.starts_at, ends_at=block.ends_at)
    Occupancy.objects.filter(pk=block.pk, kind=Occupancy.Kind.BLOCK).delete()
    record(fact, practice=block.practice, by=by, at=at)
