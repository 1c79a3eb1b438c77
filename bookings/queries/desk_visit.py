"""One visit as the desk needs it: who comes, what to mind, what is owed, what happened so far."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from bookings.models import Appointment, Payment, Segment
from bookings.queries.visits import Balance
from clients.models import Client, ProfileFact
from practices.models import Event

LATEST = 20
Kind, Severity = ProfileFact.Kind, ProfileFact.Severity
MINDED = (Kind.PREFERENCE, Kind.COMMUNICATION)


@dataclass(frozen=True, kw_only=True)
class Minded:
    """What to keep in mind about a client, gravest first.

    alerts      facts with a severity; their words may be health text
    wishes      preferences and communication style
    last        the visit before this one
    """

    alerts: list[ProfileFact]
    wishes: list[ProfileFact]
    last: Appointment | None
    next: Appointment | None

    @property
    def gravest(self) -> str:
        found = {alert.severity for alert in self.alerts}
        return next((severity for severity in (Severity.STOP, Severity.CAUTION) if severity in found), "")

    @property
    def health(self) -> list[ProfileFact]:
        return [alert for alert in self.alerts if alert.is_health]


def visit_by(public_id: UUID) -> Appointment | None:
    """The visit of that address, with who and where."""
    found: Appointment | None = (
        Appointment.objects.filter(public_id=public_id)
        .select_related("client", "location", "practice", "booked_by")
        .first()
    )
    return found


def segments_of(appointment: Appointment) -> list[Segment]:
    return list(
        Segment.objects.filter(appointment=appointment)
        .select_related("service", "practitioner")
        .order_by("position")
    )


def minded_about(client: Client, *, around: Appointment | None = None) -> Minded:
    """Alerts, wishes, and the visits just before and after this one."""
    facts = list(ProfileFact.objects.filter(client=client, ended_at=None).order_by("-noted_at"))
    grave: list[str] = [Severity.STOP, Severity.CAUTION, Severity.INFO]
    visits = Appointment.objects.filter(client=client)
    last, coming = visits.filter(status=Appointment.Status.COMPLETED), visits.standing()
    if around is not None:
        last = last.filter(starts_at__lt=around.starts_at)
        coming = coming.filter(starts_at__gt=around.starts_at)
    return Minded(
        alerts=sorted((f for f in facts if f.severity in grave), key=lambda f: grave.index(f.severity)),
        wishes=[fact for fact in facts if fact.kind in MINDED and not fact.severity],
        last=last.order_by("-starts_at").first(),
        next=coming.order_by("starts_at").first() if around is not None else None,
    )


def next_of(appointment: Appointment) -> Appointment | None:
    """The client's next standing visit after this one."""
    found: Appointment | None = (
        Appointment.objects.filter(client_id=appointment.client_id, starts_at__gt=appointment.starts_at)
        .filter(status__in=Appointment.UPCOMING)
        .order_by("starts_at")
        .first()
    )
    return found


def has_stop_alert(client: Client) -> bool:
    return bool(ProfileFact.objects.filter(client=client, ended_at=None, severity=Severity.STOP).exists())


def events_of(appointment: Appointment) -> QuerySet[Event]:
    """What happened to this visit, newest first."""
    about = Event.objects.filter(client_id=appointment.client_id, payload__appointment_id=appointment.pk)
    return about.select_related("actor").order_by("-id")


def last_change(appointment: Appointment) -> Event | None:
    """Who changed the visit last; reading notes changes nothing."""
    return events_of(appointment).exclude(kind="visit.notes_read").first()


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The money of one visit: each entry, and what is open."""

    entries: list[Payment]
    balance: Balance

    @property
    def refundable(self) -> list[tuple[Payment, int]]:
        """Payments of which something can be given back, and how much."""
        given: dict[int, int] = {}
        for entry in self.entries:
            if entry.refunds_id:
                given[entry.refunds_id] = given.get(entry.refunds_id, 0) + entry.amount
        left = [(e, e.amount - given.get(e.pk, 0)) for e in self.entries if e.kind == Payment.Kind.PAYMENT]
        return [(entry, amount) for entry, amount in left if amount > 0]


def ledger_of(appointment: Appointment) -> Ledger:
    entries = list(
        Payment.objects.filter(appointment=appointment).select_related("taken_by").order_by("taken_at", "id")
    )
    kinds = Payment.Kind
    paid = sum(entry.amount for entry in entries if entry.kind == kinds.PAYMENT)
    refunded = sum(entry.amount for entry in entries if entry.kind == kinds.REFUND)
    return Ledger(entries=entries, balance=Balance(price=appointment.price, paid=paid, refunded=refunded))
