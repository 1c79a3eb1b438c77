"""Offered times that can be trusted: a token says what was offered, and booking with it says what has changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions.booking import PLAIN, Details, book
from bookings.models import Appointment, Resource, Service
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
    """changed     which terms are no longer as offered: minutes, price
    offered, now   the terms then and now
    """

    sentence = _("This time is free, but no longer on the terms that were offered.")


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What a token holds, in this order. Minutes of the visit; price in minor units."""

    service_id: int
    location_id: int
    practitioner_id: int
    starts_at: int
    minutes: int
    price: int


def slot_token(slot: Slot, *, service: Service, location: Location, practice: Practice) -> str:
    """A signed word for one free time, good for fifteen minutes."""
    starts_at = int(slot.starts_at.timestamp())
    offered = [service.pk, location.pk, slot.practitioner_id, starts_at, slot.minutes, slot.price]
    return signing.dumps(offered, salt=f"{SALT}.{practice.pk}")


def offered_by(token: str, *, practice: Practice) -> Offered:
    """What a token offers.

    Refuses     NoSuchSlot, SlotExpired
    """
    try:
        values: list[Any] = signing.loads(token, salt=f"{SALT}.{practice.pk}", max_age=TOKEN_LIVES)
    except signing.SignatureExpired:
        raise SlotExpired(minutes=TOKEN_LIVES.seconds // 60) from None
    except signing.BadSignature:
        raise NoSuchSlot from None
    return Offered(**dict(zip(Offered.__dataclass_fields__, values, strict=True)))


@transaction.atomic
def book_offered(
    client: Client, *, token: str, details: Details = PLAIN, by: Member | None, at: datetime
) -> Appointment:
    """Book exactly what was offered: the time, the person, the length and the price.

    Refuses     NoSuchSlot, SlotExpired, SlotChanged; and as `book`
    Records     AppointmentBooked
    """
    offered = offered_by(token, practice=client.practice)
    appointment = book(
        client,
        service=Service.objects.get(pk=offered.service_id),
        practitioner=Resource.objects.get(pk=offered.practitioner_id),
        starts_at=datetime.fromtimestamp(offered.starts_at, tz=at.tzinfo),
        location=Location.objects.get(pk=offered.location_id),
        details=details,
        by=by,
        at=at,
    )
    now = {
        "minutes": int((appointment.ends_at - appointment.starts_at).total_seconds() // 60),
        "price": appointment.price,
    }
    then = {"minutes": offered.minutes, "price": offered.price}
    if now != then:
        raise SlotChanged(changed=[name for name in now if now[name] != then[name]], offered=then, now=now)
    return appointment
