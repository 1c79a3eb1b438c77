"""What the practice offers, and the people, rooms and things it is done with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bookings import presets
from bookings.events import ResourceChanged, ServiceChanged
from bookings.models import Ability, Occupancy, Requirement, Resource, ResourcePool, Service
from practices.errors import Refusal, violated
from practices.events import record
from practices.models import Location, Member, Practice


class FinishingWithoutProcessing(Refusal):
    sentence = _("Finishing comes after processing: give the processing time too, or none of both.")


class PoolNameTaken(Refusal):
    sentence = _("There is “{name}” already.")


class StillBooked(Refusal):
    """Somebody counts on it: the visits have to move first."""

    sentence = _("{name} is still booked, visits ahead: {count}. Move or cancel them first.")


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One practitioner who does a service; None keeps the service's own length or price."""

    practitioner: Resource
    hands_on_minutes: int | None = None
    price: int | None = None


@transaction.atomic
def save_service(
    service: Service | None,
    *,
    practice: Practice,
    values: dict[str, Any],
    needs: Iterable[ResourcePool] | None = None,
    doers: Iterable[Doing] | None = None,
    by: Member | None,
    at: datetime,
) -> Service:
    """Add a service to the list, or change one. Visits booked before keep what was agreed.

    values      fields of Service; price in minor units
    doers       who does it anywhere; people left out no longer do. None, as for needs: the same as before
    Refuses     FinishingWithoutProcessing
    Records     ServiceChanged
    """
    saved = service or Service(practice=practice, position=Service.objects.count())
    changes = {
        name: [None if service is None else getattr(saved, name), value]
        for name, value in values.items()
        if service is None or getattr(saved, name) != value
    }
    for name, value in values.items():
        setattr(saved, name, value)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        if violated(error) != "finishing_follows_processing":
            raise
        raise FinishingWithoutProcessing from error
    if needs is not None:
        _set_needs(saved, needs)
    if doers is not None:
        _set_doers(saved, doers)
    record(ServiceChanged(service_id=saved.pk, changes=changes), practice=practice, by=by, at=at)
    return saved


def _set_needs(service: Service, needs: Iterable[ResourcePool]) -> None:
    wanted = {pool.pk: pool for pool in needs}
    Requirement.objects.filter(service=service).exclude(pool_id__in=wanted).delete()
    known = set(Requirement.objects.filter(service=service).values_list("pool_id", flat=True))
    for pk, pool in wanted.items():
        if pk not in known:
            Requirement.objects.create(practice=service.practice, service=service, pool=pool)


def _set_doers(service: Service, doers: Iterable[Doing]) -> None:
    """Terms that hold everywhere and always; those of one place or period are left as they are."""
    everywhere = Ability.objects.filter(service=service, location=None, from_on=None, until_on=None)
    wanted = {doing.practitioner.pk: doing for doing in doers}
    Ability.objects.filter(service=service).exclude(practitioner_id__in=wanted).delete()
    for pk, doing in wanted.items():
        everywhere.update_or_create(
            practitioner_id=pk,
            defaults={
                "practice": service.practice,
                "service": service,
                "hands_on_minutes": doing.hands_on_minutes,
                "price": doing.price,
            },
        )


@transaction.atomic
def archive_service(service: Service, *, by: Member | None, at: datetime) -> Service:
    """Take a service off the list. Visits booked before stay.

    Records     ServiceChanged
    """
    service.archived_at = at
    service.save(update_fields=["archived_at"])
    fact = ServiceChanged(service_id=service.pk, changes={"archived_at": [None, at.isoformat()]})
    record(fact, practice=service.practice, by=by, at=at)
    return service


@transaction.atomic
def restore_service(service: Service, *, by: Member | None, at: datetime) -> Service:
    """Put an archived service back on the list.

    Records     ServiceChanged
    """
    was, service.archived_at = service.archived_at, None
    service.save(update_fields=["archived_at"])
    fact = ServiceChanged(service_id=service.pk, changes={"archived_at": [str(was), None]})
    record(fact, practice=service.practice, by=by, at=at)
    return service


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
def change_practitioner(
    who: Resource, *, name: str, hue: str, books_online: bool, by: Member | None, at: datetime
) -> Resource:
    """Change how a practitioner is shown, and whether strangers may book them.

    Records     ResourceChanged, when anything changed
    """
    values = {"name": " ".join(name.split()), "hue": hue, "books_online": books_online}
    changes = {
        field: [getattr(who, field), value] for field, value in values.items() if getattr(who, field) != value
    }
    for field, value in values.items():
        setattr(who, field, value)
    who.save(update_fields=list(values))
    if changes:
        record(ResourceChanged(resource_id=who.pk, changes=changes), practice=who.practice, by=by, at=at)
    return who


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
