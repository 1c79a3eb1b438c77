"""What bookings does when something happens below it."""

from bookings import presets
from bookings.actions.changing import cancel
from bookings.actions.resources import StillBooked, change_practitioner
from bookings.events import HoursChanged
from bookings.models import AlertReason, Appointment, Payment, Resource, VisitNote
from bookings.queries.visits import stranded_at
from clients.events import ClientErased
from practices.actions.places import CurrencyFixed
from practices.erasing import erasing
from practices.events import LocationChanged, MemberLeft, PracticeChanged, PracticeOpened, record
from practices.models import Event, Location


def set_up_bookings(fact: PracticeOpened, event: Event) -> None:
    """A new practice starts with services, rooms and hours that suit its kind."""
    location = Location.objects.order_by("position", "id").first()
    if location is not None:
        presets.set_up(
            event.practice, fact.practice_kind, location=location, owner=event.actor, at=event.occurred_at
        )


def keep_booked_place_open(fact: LocationChanged, event: Event) -> None:
    """A place where somebody is expected does not close.

    Refuses     StillBooked
    """
    if "closed_at" not in fact.changes:
        return
    ahead = Appointment.objects.filter(
        location=fact.location_id, status__in=Appointment.UPCOMING, starts_at__gt=event.occurred_at
    )
    if count := ahead.count():
        raise StillBooked(name=Location.objects.get(pk=fact.location_id).name, count=count)


def name_stranded_visits(fact: LocationChanged, event: Event) -> None:
    """A place that is open at other times, or on another clock, says which visits that leaves outside.

    Records     HoursChanged
    """
    if not {"hours", "time_zone"} & set(fact.changes):
        return
    stranded = stranded_at(Location.objects.get(pk=fact.location_id), at=event.occurred_at)
    told = HoursChanged(
        resource_id=None, location_id=fact.location_id, stranded_ids=[visit.pk for visit in stranded]
    )
    record(told, practice=event.practice, by=event.actor, at=event.occurred_at)


def keep_currency_of_visits(fact: PracticeChanged, event: Event) -> None:
    """Prices and money of a visit are told in the currency of its day, and sums add them up: it stays one.

    Refuses     CurrencyFixed
    """
    if "currency" in fact.changes and Appointment.objects.exists():
        was, _now = fact.changes["currency"]
        raise CurrencyFixed(currency=was)


def stop_booking_online(fact: MemberLeft, event: Event) -> None:
    """Who has left is not offered to strangers any more. Their visits stay, for the desk to move or cancel."""
    theirs = Resource.objects.filter(member=fact.member_id, books_online=True, retired_at=None)
    for who in theirs.select_for_update(no_key=True):
        change_practitioner(who, books_online=False, by=event.actor, at=event.occurred_at)


def forget_words_of_visits(fact: ClientErased, event: Event) -> None:
    """An erased client's coming visits are called off; of the past ones time and money stay, and no word."""
    visits = Appointment.objects.filter(client_id=fact.client_id)
    for visit in visits.filter(status__in=Appointment.UPCOMING, starts_at__gt=event.occurred_at):
        cancel(visit, party="practice", quietly=True, by=event.actor, at=event.occurred_at)
    VisitNote.objects.filter(appointment__in=visits).delete()
    AlertReason.objects.filter(appointment__in=visits).delete()
    visits.update(request="", contact_given="", cancel_reason="", external_id="")
    with erasing():
        Payment.objects.filter(client_id=fact.client_id).update(reason_sealed=b"")
