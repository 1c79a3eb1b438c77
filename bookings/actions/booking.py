"""Booking a visit: all of it, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from bookings.actions.alerts import acknowledge, is_stopped
from bookings.actions.fitting import Asked, Planned, Setting
from bookings.actions.listed import check_client, check_offered
from bookings.actions.refusals import NotOnline, TooFar, TooManyOpen, TooSoon, TooSoonAgain
from bookings.actions.taking import insert, lock_for, offering_alternatives, refuse_at_once, settle, written
from bookings.events import AppointmentBooked
from bookings.models import Appointment, Hold, Occupancy, Resource, Segment, Service
from bookings.queries.lanes import Leaving
from bookings.rules import policy
from bookings.rules.time import wall_of
from clients.models import Client
from practices.actions.places import fix_currency
from practices.errors import violated
from practices.events import record
from practices.models import Location, Member, Practice


@dataclass(frozen=True, kw_only=True)
class Details:
    """What may be said about a booking besides who, what and when.

    source              desk, online, api
    insist              warnings a member books in spite of; see bookings.actions.refusals
    hold                the hold this booking makes good on
    follows             the visit at whose close this one is booked
    contact_given       by a client who is known with another one, for staff to look at
    alert_reason        why the visit is all right in spite of a stop alert; online there is none
    idempotency_key     the same key never books twice
    """

    source: str = "desk"
    insist: frozenset[str] = frozenset()
    hold: Hold | None = None
    follows: Appointment | None = None
    idempotency_key: str = ""
    request: str = ""
    contact_given: str = ""
    alert_reason: str = ""

    @property
    def is_online(self) -> bool:
        return self.source == Appointment.Source.ONLINE


PLAIN = Details()


def book(
    client: Client,
    *,
    service: Service,
    practitioner: Resource | None,
    starts_at: datetime,
    location: Location,
    details: Details = PLAIN,
    by: Member | None,
    at: datetime,
) -> Appointment:
    """Book a client with a practitioner, if the practitioner and all that is needed are free.

    practitioner    None: anyone who is free
    starts_at       aware; the service and the practitioner decide the length
    Refuses         SlotTaken, NobodyFree, OutsideHours, HouseClosed, RestTooShort, ClientBusy, NotOffered,
                    TooSoonAgain, ManyAtOnce, AlertNeedsReason, ServiceArchived, LocationClosed, ClientIsArchived,
                    NotTheirVisit; online also OffGrid, TooSoon, TooFar, NotOnline, TooManyOpen
    Records         AppointmentBooked; AlertAcknowledged where there was one
    """
    asked = [Asked(service=service, practitioner=practitioner, starts_at=starts_at)]
    return book_visit(client, asked=asked, location=location, details=details, by=by, at=at)


@offering_alternatives()
def book_visit(
    client: Client,
    *,
    asked: Sequence[Asked],
    location: Location,
    details: Details = PLAIN,
    by: Member | None,
    at: datetime,
) -> Appointment:
    """Book one visit of several services: all of them, or none.

    Refuses         as `book`
    Records         as `book`
    """
    practice = client.practice
    setting = Setting(
        practice=practice,
        location=location,
        at=at,
        client=client,
        is_online=details.is_online,
        insist=details.insist,
        leaving=Leaving(hold_id=details.hold.pk if details.hold else None),
    )
    lock_for(asked, setting)
    if details.idempotency_key and (known := booked_before(details.idempotency_key)):
        return known
    check_offered((one.service for one in asked), location)
    check_client(client, follows=details.follows)
    is_alarming = is_stopped(client, reason=details.alert_reason, is_online=details.is_online)
    for one in asked:
        refuse_at_once(one, setting)
    _check_interval(client, asked, details)
    if details.is_online:
        _check_online(client, asked, practice, details, at)
    planned = [settle(one, setting) for one in asked]
    if details.hold:
        Occupancy.objects.filter(hold=details.hold).delete()
    try:
        with transaction.atomic(savepoint=bool(details.idempotency_key)):
            appointment = _appointment(client, planned, setting, details, by)
    except IntegrityError as error:
        if violated(error) == "one_booking_per_key" and (known := booked_before(details.idempotency_key)):
            return known
        raise
    _write_segments(appointment, planned, asked, setting)
    if details.hold:
        details.hold.delete()
    _record_booking(appointment, planned, details, by=by, at=at)
    if is_alarming:
        acknowledge(appointment, reason=details.alert_reason, by=by, at=at)
    return appointment


def booked_before(key: str) -> Appointment | None:
    """The visit that was booked under this key, if any."""
    found: Appointment | None = Appointment.objects.filter(idempotency_key=key).first()
    return found


def _check_interval(client: Client, asked: Sequence[Asked], details: Details) -> None:
    """Some services need days between two visits; staff may book in spite of it."""
    if TooSoonAgain.insist in details.insist:
        return
    for one in asked:
        days = one.service.min_interval_days
        if not days:
            continue
        near = Segment.objects.filter(
            service=one.service,
            appointment__client=client,
            appointment__status__in=Appointment.STANDING,
            starts_at__gt=one.starts_at - timedelta(days=days),
            starts_at__lt=one.starts_at + timedelta(days=days),
        )
        if near.exists():
            raise TooSoonAgain(service=one.service.name, days=days)


def _check_online(
    client: Client, asked: Sequence[Asked], practice: Practice, details: Details, at: datetime
) -> None:
    start = min(one.starts_at for one in asked)
    if not practice.books_online or not all(one.service.books_online for one in asked):
        raise NotOnline
    held = details.hold is not None and details.hold.expires_at > at
    if not held and policy.is_too_soon(starts_at=start, at=at, notice_minutes=practice.min_notice_minutes):
        raise TooSoon
    if policy.is_too_far(starts_at=start, at=at, horizon_days=practice.horizon_days):
        raise TooFar
    if not client.is_verified:
        own = Appointment.objects.filter(client=client, source=Appointment.Source.ONLINE)
        count = own.filter(status__in=Appointment.UPCOMING, starts_at__gt=at).count()
        if count >= policy.MAX_OPEN_UNVERIFIED:
            raise TooManyOpen(count=count)


def _appointment(
    client: Client, planned: Sequence[Planned], setting: Setting, details: Details, by: Member | None
) -> Appointment:
    zone, practice = setting.location.time_zone, setting.practice
    starts_at = min(one.starts_at for one in planned)
    fix_currency(practice, at=setting.at)
    created: Appointment = Appointment.objects.create(
        practice=practice,
        client=client,
        location=setting.location,
        starts_at=starts_at,
        ends_at=max(one.ends_at for one in planned),
        time_zone=zone,
        wall_starts=wall_of(starts_at, zone).isoformat(timespec="minutes"),
        price=sum(one.price for one in planned),
        currency=practice.currency,
        late_notice_hours=practice.late_notice_hours,
        request=details.request[:300],
        contact_given=details.contact_given[:300],
        source=details.source,
        booked_at=setting.at,
        booked_by=by,
        follows=details.follows,
        idempotency_key=details.idempotency_key,
    )
    return created


def _write_segments(
    appointment: Appointment, planned: Sequence[Planned], asked: Sequence[Asked], setting: Setting
) -> None:
    for position, (one, wish) in enumerate(zip(planned, asked, strict=True)):
        parts = one.anatomy
        segment = Segment.objects.create(
            practice=setting.practice,
            appointment=appointment,
            position=position,
            service=one.service,
            practitioner=one.practitioner,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            before_minutes=parts.before,
            hands_on_minutes=parts.hands_on,
            processing_minutes=parts.processing,
            finishing_minutes=parts.finishing,
            after_minutes=parts.after,
            price=one.price,
        )
        insert(written(one, setting.practice, segment=segment), wish, setting)


def _record_booking(
    appointment: Appointment, planned: Sequence[Planned], details: Details, *, by: Member | None, at: datetime
) -> None:
    fact = AppointmentBooked(
        client_id=appointment.client_id,
        appointment_id=appointment.pk,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        location_id=appointment.location_id,
        service_ids=[one.service.pk for one in planned],
        practitioner_ids=[one.practitioner.pk for one in planned],
        price=appointment.price,
        currency=appointment.currency,
        source=details.source,
        follows_id=details.follows.pk if details.follows else None,
        insisted=sorted(details.insist) or None,
    )
    record(fact, practice=appointment.practice, by=by, at=at)
