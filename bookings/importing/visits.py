"""Bring past visits in, chunk by chunk. History takes no future time, so availability is not asked."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.events import VisitsImported
from bookings.importing.dating import date_back
from bookings.importing.finding import Catalogue, Visitors
from bookings.importing.rows import VisitRow, read_visit
from bookings.importing.undoing import take_back
from bookings.models import Appointment, Payment, Segment
from bookings.rules.time import wall_of
from clients.importing.choices import Choices
from clients.importing.headers import VISIT_HEADERS
from clients.importing.reading import Record
from clients.importing.running import Outcome, Taken
from clients.models import Client, ImportBatch
from clients.rules.trouble import Trouble, Troubled
from practices import bulk
from practices.actions.places import fix_currency
from practices.events import record as record_fact
from practices.jobs import Progress

Status = Appointment.Status
COMPLETED, OFF = Status.COMPLETED.value, frozenset(one.value for one in Appointment.CANCELLED)


class VisitImporter:
    """Rows of a list of past visits."""

    headers = VISIT_HEADERS
    labels = {
        "external_id": _("Visit number"), "client_id": _("Client number"), "client_name": _("Client's name"),
        "client_email": _("Client's e-mail"), "client_phone": _("Client's phone"), "service": _("Service"),
        "practitioner": _("Practitioner"), "location": _("Location"), "start": _("Start (day, or day and time)"),
        "clock": _("Time of day"), "end": _("End"), "duration": _("Length"), "status": _("What became of it"),
        "price": _("Price"), "paid": _("Paid"), "note": _("Note"),
    }  # fmt: skip
    dates: tuple[str, ...] = ("start",)
    sums: tuple[str, ...] = ("price", "paid")
    required: tuple[tuple[str, ...], ...] = (
        ("client_id", "client_name", "client_email", "client_phone"),
        ("service",),
        ("start",),
    )

    def __init__(self, batch: ImportBatch, choices: Choices, at: datetime) -> None:
        self.batch, self.choices, self.at = batch, choices, at
        self.practice = batch.practice
        self.lines: dict[str, int] = {}
        self.catalogue = Catalogue(batch, choices, at)

    def take(self, chunk: list[Record], *, is_trial: bool) -> Taken:
        taken, rows = Taken(), []
        if not is_trial:
            fix_currency(self.practice, at=self.at)
        read = [read_visit(one, self.choices, zone_of=self.catalogue.zone_of, now=self.at) for one in chunk]
        visitors = Visitors([row for row, _ in read], region=self.choices.region)
        gone = visitors.erased(self.practice)
        for row, troubles in read:
            if row.number in gone:
                troubles = [gone[row.number]]
            if not troubles and (first := self.lines.setdefault(row.key, row.number)) != row.number:
                troubles = [Trouble("duplicate_visit", facts={"line": first}).of("external_id")]
            if troubles:
                taken.rejected.append((row.number, troubles))
            else:
                rows.append(row)
        found = self._resolved(rows, visitors, taken, is_trial=is_trial)
        here = set(
            Appointment.objects.filter(external_id__in=[row.key for row, _ in found]).values_list(
                "external_id", flat=True
            )
        )
        new = [(row, client) for row, client in found if row.key not in here]
        taken.added, taken.unchanged = len(new), len(found) - len(new)
        if not is_trial:
            self._add(new)
        return taken

    def count(self) -> int:
        return int(Appointment.objects.filter(import_batch=self.batch).count())

    def finish(self, outcome: Outcome) -> None:
        date_back(Appointment.objects.filter(import_batch=self.batch).values_list("client", flat=True))
        self.catalogue.remember()
        fact = VisitsImported(
            batch_id=self.batch.pk,
            added=outcome.added,
            unchanged=outcome.unchanged,
            rejected=outcome.rejected,
        )
        record_fact(fact, practice=self.batch.practice, by=self.batch.uploaded_by, at=self.at)

    @classmethod
    def undo(cls, batch: ImportBatch, progress: Progress) -> tuple[int, int]:
        return take_back(batch, progress)

    def _resolved(
        self, rows: list[VisitRow], visitors: Visitors, taken: Taken, *, is_trial: bool
    ) -> list[tuple[VisitRow, Client]]:
        """Rows with the client they are about; what nobody knows goes to the rejected."""
        found = []
        for row in rows:
            try:
                self.catalogue.know(row, is_trial=is_trial)
                found.append((row, visitors.find(row)))
            except Troubled as error:
                taken.rejected.append((row.number, [error.trouble]))
        return found

    def _add(self, rows: list[tuple[VisitRow, Client]]) -> None:
        visits = [self._visit(row, client) for row, client in rows]
        made = dict(bulk.insert(Appointment, visits, returning=("external_id", "id")))
        pairs = [(row, {**visit, "id": made[row.key]}) for (row, _), visit in zip(rows, visits, strict=True)]
        bulk.insert(Segment, [self._segment(row, visit) for row, visit in pairs])
        bulk.insert(Payment, [self._payment(row, visit) for row, visit in pairs if row.paid])

    def _visit(self, row: VisitRow, client: Client) -> dict[str, Any]:
        place, service = self.catalogue.place(row.location), self.catalogue.service(row)
        ends_at = row.starts_at + timedelta(minutes=row.minutes or service.minutes)
        notice = timedelta(
            hours=0 if row.status == Status.CANCELLED_LATE else self.practice.late_notice_hours
        )
        is_off = row.status in OFF
        return {
            "practice_id": self.practice.pk, "client_id": client.pk, "location_id": place.pk, "status": row.status,
            "starts_at": row.starts_at, "ends_at": ends_at, "time_zone": place.time_zone,
            "wall_starts": wall_of(row.starts_at, place.time_zone).isoformat(timespec="minutes"),
            "price": service.price if row.price is None else row.price, "currency": self.practice.currency,
            "late_notice_hours": self.practice.late_notice_hours, "source": "import",
            "booked_at": row.starts_at - notice if is_off else row.starts_at,
            "cancelled_at": row.starts_at - notice if is_off else None,
            "completed_at": ends_at if row.status == COMPLETED else None, "external_id": row.key,
            "import_batch_id": self.batch.pk,
        }  # fmt: skip

    def _segment(self, row: VisitRow, visit: dict[str, Any]) -> dict[str, Any]:
        return {
            "practice_id": self.practice.pk, "appointment_id": visit["id"],
            "service_id": self.catalogue.service(row).pk, "practitioner_id": self.catalogue.practitioner(row).pk,
            "starts_at": visit["starts_at"], "ends_at": visit["ends_at"], "price": visit["price"],
            "hands_on_minutes": round((visit["ends_at"] - visit["starts_at"]).total_seconds() / 60),
        }  # fmt: skip

    def _payment(self, row: VisitRow, visit: dict[str, Any]) -> dict[str, Any]:
        return {
            "practice_id": self.practice.pk, "appointment_id": visit["id"], "client_id": visit["client_id"],
            "amount": row.paid, "currency": visit["currency"], "method": "other", "taken_at": visit["ends_at"],
            "is_imported": True,
        }  # fmt: skip
