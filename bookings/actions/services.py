"""What the practice offers, and who does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bookings.events import ServiceChanged
from bookings.models import Ability, Requirement, Resource, ResourcePool, Service
from bookings.queries.services import Own, doer, is_doer, practitioner_of, shown_of
from practices.actions.seen import Seen, changes_of, chosen
from practices.errors import Refusal, violated
from practices.events import record
from practices.models import Member, Practice


class FinishingWithoutProcessing(Refusal):
    sentence = _("Finishing comes after processing: give the processing time too, or none of both.")


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One practitioner who does a service; None keeps the service's own length or price."""

    practitioner: Resource
    hands_on_minutes: int | None = None
    price: int | None = None

    @property
    def own(self) -> Own:
        """As `bookings.queries.services` tells it."""
        return {"minutes": self.hands_on_minutes, "price": self.price}


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
    changes = changes_of(saved, values) if service else _first(saved, values)
    _write(saved)
    if needs is not None:
        _set_needs(saved, {pool.pk for pool in needs})
    if doers is not None:
        known = Ability.objects.filter(service=saved).values_list("practitioner_id", flat=True)
        _set_doers(saved, {**dict.fromkeys(known), **{one.practitioner.pk: one.own for one in doers}})
    record(ServiceChanged(service_id=saved.pk, changes=changes), practice=practice, by=by, at=at)
    return saved


@transaction.atomic
def revise_service(
    service: Service,
    *,
    seen: Seen,
    values: dict[str, Any],
    needs: Iterable[ResourcePool],
    doers: Iterable[Doing],
    by: Member,
    at: datetime,
) -> Service:
    """Change what somebody changed on the page of a service, and nothing that only stood there.

    seen        what stood there when they looked, as `bookings.queries.services.shown_of` tells it. Whom it does not
                name was not on the page, and does what they did
    Refuses     FieldsChanged, FinishingWithoutProcessing
    Records     ServiceChanged, unless nothing changed
    """
    service.refresh_from_db(from_queryset=Service.objects.select_for_update(no_key=True))
    sent: dict[str, Own | None] = dict.fromkeys(filter(is_doer, seen))
    sent |= {doer(one.practitioner.pk): one.own for one in doers}
    wanted = {**values, "needs": [pool.pk for pool in needs], **sent}
    changed = chosen(wanted, seen, now=shown_of(service).get)
    if not changed:
        return service
    changes = changes_of(service, {name: changed[name] for name in values if name in changed})
    _write(service)
    if "needs" in changed:
        _set_needs(service, set(changed["needs"]))
    _set_doers(service, {practitioner_of(name): changed[name] for name in sent if name in changed})
    record(ServiceChanged(service_id=service.pk, changes=changes), practice=service.practice, by=by, at=at)
    return service


def _first(service: Service, values: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in a service that was not there before: all of it is new."""
    for name, value in values.items():
        setattr(service, name, value)
    return {name: [None, value] for name, value in values.items()}


def _write(service: Service) -> None:
    """Refuses     FinishingWithoutProcessing"""
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        if violated(error) != "finishing_follows_processing":
            raise
        raise FinishingWithoutProcessing from error


def _set_needs(service: Service, wanted: set[int]) -> None:
    needs = Requirement.objects.filter(service=service)
    needs.exclude(pool_id__in=wanted).delete()
    for pk in sorted(wanted - set(needs.values_list("pool_id", flat=True))):
        Requirement.objects.create(practice=service.practice, service=service, pool_id=pk)


def _set_doers(service: Service, doers: Mapping[int, Own | None]) -> None:
    """Give each of these people their terms everywhere and always, or none, and then they do it nowhere.

    Terms of one place or period are left as they are.
    """
    able = Ability.objects.filter(service=service)
    able.filter(practitioner_id__in=[pk for pk, own in doers.items() if own is None]).delete()
    for pk, own in doers.items():
        if own is None:
            continue
        terms = {"hands_on_minutes": own["minutes"], "price": own["price"]}
        theirs = able.filter(practitioner_id=pk, location=None, from_on=None, until_on=None)
        if not theirs.update(**terms):
            Ability.objects.create(practice=service.practice, service=service, practitioner_id=pk, **terms)


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
