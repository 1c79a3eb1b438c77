"""What a stranger on the booking page may do: book the time they hold, under their name."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.actions.booking import Details, book
from bookings.actions.refusals import ClientBusy, NotOnline, TooManyOpen, TooSoonAgain
from bookings.models import Appointment, Hold, Resource, Service
from clients import actions as clients
from clients.models import Client, Consent
from clients.rules import names
from practices.errors import Refusal
from practices.models import Practice

SOURCE = "booking_page"


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who books, as they say. Kept to what a visit needs.

    phone       E.164 or empty; email or phone is there
    """

    name: str
    email: str
    phone: str
    language: str
    wants_news: bool = False


class HoldGone(Refusal):
    """The hold was given back, or made good already; `bookings.actions.booked_before` knows which."""

    sentence = _("This time is no longer kept for you.")


def key_of(kept: Hold) -> str:
    """A hold is made good once: its token is the key that never books twice."""
    return f"hold:{kept.token}"


@transaction.atomic
def book_held(kept: Hold, visitor: Visitor, *, request: str = "", at: datetime) -> Appointment:
    """Book the held time for somebody known or new; the answer is the same for both.

    What only somebody known can meet, a visit at that time or too many ahead, is said in words for anybody.
    Refuses     HoldGone, NotOnline; as `book`: SlotTaken when the hold is over and the time has gone
    Records     AppointmentBooked; for new people also ClientRegistered; ConsentGiven for news they ticked
    Source      reliability notes §3.40
    """
    if not Hold.objects.select_for_update().filter(pk=kept.pk).exists():
        raise HoldGone
    practice = kept.practice
    client = recognised(practice, visitor) or _registered(practice, visitor, at)
    plan = kept.plan
    service = Service.objects.get(pk=plan["service_id"])
    practitioner = Resource.objects.get(pk=plan["practitioner_id"])
    details = Details(
        source=Appointment.Source.ONLINE,
        hold=kept,
        idempotency_key=key_of(kept),
        request=request,
        contact_given=_new_contact(client, visitor),
    )
    try:
        appointment = book(
            client,
            service=service,
            practitioner=practitioner,
            starts_at=kept.starts_at,
            location=kept.location,
            details=details,
            by=None,
            at=at,
        )
    except (ClientBusy, TooManyOpen, TooSoonAgain):
        raise NotOnline from None
    _note_consents(client, visitor, at)
    return appointment


def recognised(practice: Practice, visitor: Visitor) -> Client | None:
    """Somebody of that name at that address or number. A name alone, or a shared number, is not enough."""
    contact = Q()
    if visitor.email:
        contact |= Q(email__iexact=visitor.email)
    if visitor.phone:
        contact |= Q(phone=visitor.phone)
    given, family = names.split_full_name(visitor.name)
    key = names.sort_key(family, given)
    found: Client | None = Client.objects.current().filter(contact, sort_name=key).order_by("id").first()
    return found


def _new_contact(client: Client, visitor: Visitor) -> str:
    """What they typed and we did not know. Whoever it was, it changes no profile before somebody has looked."""
    known = {client.email.lower(), client.phone}
    return ", ".join(said for said in (visitor.email, visitor.phone) if said and said.lower() not in known)


def _registered(practice: Practice, visitor: Visitor, at: datetime) -> Client:
    return clients.register(
        practice,
        name=visitor.name,
        email=visitor.email,
        phone=visitor.phone,
        language=visitor.language,
        source=SOURCE,
        by=None,
        at=at,
    )


def _note_consents(client: Client, visitor: Visitor, at: datetime) -> None:
    """Messages about this visit were asked for by booking it; news only by the tick."""
    wanted = [Consent.Purpose.VISIT_MESSAGES] + [Consent.Purpose.MARKETING] * visitor.wants_news
    for purpose in wanted:
        clients.give_consent(client, purpose=purpose, source=SOURCE, by=None, at=at)
