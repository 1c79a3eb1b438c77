"""Offered times that can be trusted: a token says what was offered, and booking with it says what has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions.booking import PLAIN, Details, book_visit
from bookings.actions.changing import reschedule
from bookings.actions.fitting import Asked
from bookings.models import Appointment, Resource, Segment, Service
from bookings.queries.free import Slot
from clients.models import Client
from practices.errors import Refusal
from practices.models import Location, Member, Practice

TOKEN_LIVES = timedelta(minutes=15)
SALT = "bookings.slot"


class NoSuchSlot(Refusal):
    sentence = _("This slot token is not one of ours, or not of this practice.")


class SlotExpired(Refusal):
    sentence = _("This slot was offered more than {minutes} minutes ago. Please ask for free times again.")


class SlotChanged(Refusal):
    """changed     which terms are no longer as offered: minutes, price; of a visit to be moved also service, location
    offered, now   the terms then and now; with the minutes of the services alone, where there are several
    """

    sentence = _("This time is free, but no longer on the terms that were offered.")


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What a token holds of each service, in this order. Minutes of the visit; price in minor units."""

    service_id: int
    location_id: int
    practitioner_id: int
    starts_at: int
    minutes: int
    price: int


def slot_token(slot: Slot, *, service: Service, location: Location, practice: Practice) -> str:
    """A signed word for one free time, good for fifteen minutes."""
    return signing.dumps(_offer(slot, service, location), salt=_salt(practice))


def visit_token(
    slots: Sequence[Slot], *, services: Sequence[Service], location: Location, practice: Practice
) -> str:
    """A signed word for a whole visit: one free time for each of its services."""
    offers = [_offer(slot, service, location) for slot, service in zip(slots, services, strict=True)]
    return signing.dumps(offers, salt=_salt(practice))


def _offer(slot: Slot, service: Service, location: Location) -> list[int]:
    starts_at = int(slot.starts_at.timestamp())
    return [service.pk, location.pk, slot.practitioner_id, starts_at, slot.minutes, slot.price]


def _salt(practice: Practice) -> str:
    return f"{SALT}.{practice.pk}"


def offered_by(token: str, *, practice: Practice) -> Offered:
    """The one time a token offers.

    Refuses     NoSuchSlot, SlotExpired
    """
    offers = all_offered_by(token, practice=practice)
    if len(offers) > 1:
        raise NoSuchSlot
    return offers[0]


def all_offered_by(token: str, *, practice: Practice) -> list[Offered]:
    """What a token offers: a time, or one for each service of a visit.

    Refuses     NoSuchSlot, SlotExpired
    """
    try:
        values: list[Any] = signing.loads(token, salt=_salt(practice), max_age=TOKEN_LIVES)
    except signing.SignatureExpired:
        raise SlotExpired(minutes=TOKEN_LIVES.seconds // 60) from None
    except signing.BadSignature:
        raise NoSuchSlot from None
    offers = values if isinstance(values[0], list) else [values]
    return [Offered(**dict(zip(Offered.__dataclass_fields__, offer, strict=True))) for offer in offers]


@transaction.atomic
def book_offered(
    client: Client, *, token: str, details: Details = PLAIN, by: Member | None, at: datetime
) -> Appointment:
    """Book exactly what was offered: each time, person, length and price.

    Refuses     NoSuchSlot, SlotExpired, SlotChanged; and as `book`
    Records     as `book`
    """
    offers = all_offered_by(token, practice=client.practice)
    asked = [
        Asked(
            service=Service.objects.get(pk=offer.service_id),
            practitioner=Resource.objects.get(pk=offer.practitioner_id),
            starts_at=datetime.fromtimestamp(offer.starts_at, tz=at.tzinfo),
        )
        for offer in offers
    ]
    location = Location.objects.get(pk=offers[0].location_id)
    appointment = book_visit(client, asked=asked, location=location, details=details, by=by, at=at)
    _refuse_changed(offers, Segment.objects.filter(appointment=appointment).order_by("position"))
    return appointment


@transaction.atomic
def move_to_offered(
    appointment: Appointment,
    *,
    token: str,
    insist: frozenset[str],
    quietly: bool,
    by: Member | None,
    at: datetime,
) -> Appointment:
    """Move to exactly what was offered: time and person, for the service, place, length and price the visit has.

    Refuses     NoSuchSlot, SlotExpired, SlotChanged; and as `reschedule`
    Records     as `reschedule`
    """
    offered = offered_by(token, practice=appointment.practice)
    segments = list(Segment.objects.filter(appointment=appointment).order_by("position"))
    others = {
        "service": [one.service_id for one in segments] != [offered.service_id],
        "location": appointment.location_id != offered.location_id,
    }
    _refuse_changed([offered], segments, [name for name, is_another in others.items() if is_another])
    return reschedule(
        appointment,
        starts_at=datetime.fromtimestamp(offered.starts_at, tz=at.tzinfo),
        practitioners=[Resource.objects.get(pk=offered.practitioner_id)],
        insist=insist,
        quietly=quietly,
        by=by,
        at=at,
    )


def _refuse_changed(
    offers: Sequence[Offered], segments: Iterable[Segment], others: Sequence[str] = ()
) -> None:
    """Refuses     SlotChanged, also when other terms are others"""
    then = [{"minutes": offer.minutes, "price": offer.price} for offer in offers]
    now = [
        {"minutes": int((one.ends_at - one.starts_at).total_seconds() // 60), "price": one.price}
        for one in segments
    ]
    if now != then or others:
        changed = [name for name in then[0] if [one[name] for one in then] != [one[name] for one in now]]
        raise SlotChanged(changed=[*others, *changed], offered=_whole(then), now=_whole(now))


def _whole(parts: list[dict[str, int]]) -> dict[str, Any]:
    """Of the visit; and of each of its services, where there are several."""
    total: dict[str, Any] = {name: sum(part[name] for part in parts) for name in ("minutes", "price")}
    return total if len(parts) == 1 else {**total, "services": parts}
