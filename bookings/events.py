"""What happened in bookings. Ids and plain values only; no name, no note, no health."""

from dataclasses import dataclass
from datetime import datetime

from practices.events import ClientFact, Fact


@dataclass(frozen=True, kw_only=True)
class AppointmentBooked(ClientFact):
    """A client was booked in.

    starts_at, ends_at      the time the client is there
    price                   minor units
    source                  desk, online, api or import
    follows_id              the visit at whose close this one was booked
    insisted                warnings a member booked in spite of: hours, rest, client, overlap, interval
    """

    kind = "appointment.booked"

    appointment_id: int
    starts_at: datetime
    ends_at: datetime
    location_id: int
    service_ids: list[int]
    practitioner_ids: list[int]
    price: int
    currency: str
    source: str
    follows_id: int | None = None
    insisted: list[str] | None = None


@dataclass(frozen=True, kw_only=True)
class AlertAcknowledged(ClientFact):
    """A member booked in spite of a stop alert. Why, in words, stays sealed with the visit."""

    kind = "client.alert_acknowledged"

    appointment_id: int


@dataclass(frozen=True, kw_only=True)
class AppointmentMoved(ClientFact):
    """A visit moved; it is the same visit, and its old time was given back only when the new one was taken.

    is_quiet        the desk told the client already, or does not want to
    is_undo         a move was a mistake: quiet, unless the client has been told of it
    """

    kind = "appointment.moved"

    appointment_id: int
    starts_at: datetime
    ends_at: datetime
    was_starts_at: datetime
    practitioner_ids: list[int]
    was_practitioner_ids: list[int]
    version: int
    insisted: list[str] | None = None
    is_quiet: bool = False
    is_undo: bool = False


@dataclass(frozen=True, kw_only=True)
class AppointmentConfirmed(ClientFact):
    """A client confirmed a visit, or somebody did so for them."""

    kind = "appointment.confirmed"

    appointment_id: int
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClientArrived(ClientFact):
    """A client came in for a visit."""

    kind = "client.arrived"

    appointment_id: int
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class ServiceStarted(ClientFact):
    """The wait ended.

    waited_minutes      from arrival, or the booked start if that was later
    """

    kind = "service.started"

    appointment_id: int
    starts_at: datetime
    waited_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class VisitCompleted(ClientFact):
    """A visit was completed."""

    kind = "visit.completed"

    appointment_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClientMissed(ClientFact):
    """A client did not come to a visit."""

    kind = "client.missed"

    appointment_id: int
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(ClientFact):
    """A visit was called off. Why, in words, stays with the visit: it may tell of health.

    by          client or practice
    is_late     the client gave less notice than agreed at booking
    is_quiet    the desk told the client already, or does not want to
    """

    kind = "appointment.cancelled"

    appointment_id: int
    starts_at: datetime
    by: str
    is_late: bool
    is_quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class StepUndone(ClientFact):
    """The last step was a mistake: the visit is as it was before.

    was, now        statuses
    """

    kind = "appointment.step_undone"

    appointment_id: int
    starts_at: datetime
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class PaymentTaken(ClientFact):
    """Money was taken for a visit."""

    kind = "payment.taken"

    payment_id: int
    appointment_id: int
    amount: int
    currency: str
    method: str


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(ClientFact):
    """Money was given back. Why, in words, stays sealed with the entry.

    payment_id      the entry that gives back
    refunds_id      the payment it gives back
    """

    kind = "payment.refunded"

    payment_id: int
    refunds_id: int
    appointment_id: int
    amount: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class NoteWritten(ClientFact):
    """A private note was added to a visit. What it says stays sealed in its row."""

    kind = "visit.note_written"

    appointment_id: int
    note_id: int


@dataclass(frozen=True, kw_only=True)
class NotesRead(ClientFact):
    """Somebody opened the private notes of a visit."""

    kind = "visit.notes_read"

    appointment_id: int
    note_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class TimeBlocked(Fact):
    """A stretch of time was kept free of visits. What for, in words, stays with it: it may be about somebody."""

    kind = "time.blocked"

    occupancy_id: int
    resource_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class TimeUnblocked(Fact):
    """Blocked time was opened for visits again."""

    kind = "time.unblocked"

    resource_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class ServiceChanged(Fact):
    """A service was added, changed or taken off the list; `changes` maps each field to [from, to]."""

    kind = "service.changed"

    service_id: int
    changes: dict[str, list[object]]


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Fact):
    """Hours changed: those of one practitioner, or of a place when it is open at other times, or closed for some days.

    stranded_ids    visits that now lie outside working or opening hours, for somebody to look at
    """

    kind = "hours.changed"

    resource_id: int | None
    location_id: int | None
    stranded_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class VisitsImported(Fact):
    """A file of past visits came in: one fact for all of them."""

    kind = "visits.imported"

    batch_id: int
    added: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class ResourceChanged(Fact):
    """A practitioner, room or machine was added, changed or retired; `changes` maps each field to [from, to]."""

    kind = "resource.changed"

    resource_id: int
    changes: dict[str, list[object]]
