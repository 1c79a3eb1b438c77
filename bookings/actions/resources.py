"""The people, rooms and things that services are done with."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bookings import presets
from bookings.events import ResourceChanged
from bookings.models import Occupancy, Resource, ResourcePool
from practices.actions.seen import Seen, changes_of, chosen
from practices.errors import Refusal, violated
from practices.events import record
from practices.models import Location, Member, Practice


class PoolNameTaken(Refusal):
    sentence = _("There is “{name}” already.")


class StillBooked(Refusal):
    """Somebody counts on it: the visits have to move first."""

    sentence = _("{name} is still booked, visits ahead: {count}. Move or cancel them first.")


@transaction.atomic
def add_practitioner(
    practice: Practice,
    *,
    name: str,
    member: Member | None,
    location: Location,
    hue: str,
    by: Member | None,
    at: datetime,
) -> Resource:
    """Somebody new who treats: does every service, and works the usual week until told otherwise.

    Records     ResourceChanged
    """
    who = presets.add_practitioner(
        practice, name=" ".join(name.split()), member=member, location=location, at=at, hue=hue
    )
    record(
        ResourceChanged(resource_id=who.pk, changes={"name": [None, who.name]}),
        practice=practice,
        by=by,
        at=at,
    )
    return who


@transaction.atomic
def change_practitioner(who: Resource, *, by: Member | None, at: datetime, **wanted: Any) -> Resource:
    """Change how a practitioner is shown, and whether strangers may book them, given by field name.

    wanted      name, hue, books_online
    Records     ResourceChanged, unless nothing changed
    """
    changes = changes_of(who, _tidied(wanted))
    if changes:
        who.save(update_fields=list(changes))
        record(ResourceChanged(resource_id=who.pk, changes=changes), practice=who.practice, by=by, at=at)
    return who


@transaction.atomic
def save_practitioner(who: Resource, *, seen: Seen, by: Member, at: datetime, **wanted: Any) -> Resource:
    """Change what somebody changed on the page of a practitioner, and nothing that only stood there.

    seen        what stood in each field when they looked
    Refuses     FieldsChanged
    Records     ResourceChanged, unless nothing changed
    """
    who.refresh_from_db(from_queryset=Resource.objects.select_for_update(no_key=True))
    changed = chosen(_tidied(wanted), seen, now=partial(getattr, who))
    return change_practitioner(who, by=by, at=at, **changed)


def _tidied(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: " ".join(value.split()) if name == "name" else value for name, value in wanted.items()}


@transaction.atomic
def add_pool(practice: Practice, *, name: str, by: Member | None, at: datetime) -> ResourcePool:
    """A kind of room or thing of which any will do.

    Refuses     PoolNameTaken
    """
    try:
        with transaction.atomic():
            pool: ResourcePool = ResourcePool.objects.create(practice=practice, name=" ".join(name.split()))
    except IntegrityError as error:
        if violated(error) != "pool_name_once":
            raise
        raise PoolNameTaken(name=name) from error
    return pool


@transaction.atomic
def add_unit(
    pool: ResourcePool, *, name: str, kind: str, location: Location, by: Member | None, at: datetime
) -> Resource:
    """One more room or machine. Three of a kind are three units, each with its own time.

    Records     ResourceChanged
    """
    unit: Resource = Resource.objects.create(
        practice=pool.practice,
        kind=Resource.Kind(kind),
        name=" ".join(name.split()),
        pool=pool,
        location=location,
        position=Resource.objects.filter(pool=pool).count() + 1,
    )
    fact = ResourceChanged(resource_id=unit.pk, changes={"name": [None, unit.name]})
    record(fact, practice=pool.practice, by=by, at=at)
    return unit


@transaction.atomic
def retire(resource: Resource, *, by: Member | None, at: datetime) -> Resource:
    """Somebody or something is no longer booked. What was, stays on record.

    Refuses     StillBooked
    Records     ResourceChanged
    """
    ahead = Occupancy.objects.filter(
        resource=resource, kind=Occupancy.Kind.VISIT, is_standing=True, starts_at__gt=at
    ).count()
    if ahead:
        raise StillBooked(name=resource.name, count=ahead)
    resource.retired_at = at
    resource.save(update_fields=["retired_at"])
    fact = ResourceChanged(resource_id=resource.pk, changes={"retired_at": [None, at.isoformat()]})
    record(fact, practice=resource.practice, by=by, at=at)
    return resource
