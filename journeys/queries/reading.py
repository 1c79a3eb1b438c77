"""Read from visits and payments where clients stand. One way to read, for one client or for ten thousand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Sum

from bookings.models import Appointment, Payment
from journeys.models import Journey
from journeys.rules import Rhythm, Seen, Stage, rhythm_of, stage_by_facts
from practices.queries import home_place
from practices.tenancy import active_practice_id

NOBODY_CLOSED_IT = timedelta(days=1)
"""A booked visit whose start is longer ago no longer counts as planned."""

COLUMNS = ("id", "client_id", "status", "starts_at", "time_zone", "price", "source")
VISITS = f"""
SELECT {", ".join(COLUMNS)} FROM bookings_appointment WHERE practice_id = %s AND client_id = ANY(%s)
ORDER BY starts_at, id
"""  # noqa: S608  columns of ours
OF_PRACTICE = """
SELECT (SELECT gap_days FROM journeys_usual WHERE practice_id = %(practice)s ORDER BY id LIMIT 1),
    (SELECT time_zone FROM practices_location WHERE practice_id = %(practice)s
        ORDER BY closed_at IS NOT NULL, position, id LIMIT 1)
"""
Status = Appointment.Status


@dataclass(frozen=True, slots=True)
class Reading:
    """What the facts say of one client at one moment.

    zone    whose days are meant: of the place of the last visit, else of the practice
    """

    seen: Seen
    rhythm: Rhythm
    next_visit_at: datetime | None
    today: date
    zone: ZoneInfo

    @property
    def stage(self) -> Stage:
        return stage_by_facts(self.seen, lapses_on=self.rhythm.lapses_on, today=self.today)


def read(journeys: Iterable[Journey], *, at: datetime) -> dict[int, Reading]:
    """A reading per client of these journeys, in four queries however many they are."""
    answered = {journey.client_id: journey.answered_at for journey in journeys}
    visits: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _visits(list(answered)):
        visits[row["client_id"]].append(row)
    last = {client_id: _last_completed(rows) for client_id, rows in visits.items()}
    paid = _paid([row["id"] for row in last.values() if row and row["price"]])
    usual, home = _of_practice()
    return {
        client_id: _one(
            visits[client_id], last.get(client_id), paid, answered_at, at=at, usual=usual, home=home
        )
        for client_id, answered_at in answered.items()
    }


def _visits(client_ids: list[int]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(VISITS, [active_practice_id(), client_ids])
        while rows := cursor.fetchmany(5000):
            yield from (dict(zip(COLUMNS, row, strict=True)) for row in rows)


def _of_practice() -> tuple[float | None, ZoneInfo]:
    """The usual days between two visits here, and the practice's own clock."""
    with connection.cursor() as cursor:
        cursor.execute(OF_PRACTICE, {"practice": active_practice_id()})
        gap_days, zone = cursor.fetchone()
    return gap_days, ZoneInfo(zone or "UTC")


def practice_zone() -> ZoneInfo:
    """The practice's own clock, for what has no place of its own."""
    place = home_place()
    return place.zone if place else ZoneInfo("UTC")


def _one(
    visits: list[dict[str, Any]],
    last: dict[str, Any] | None,
    paid: dict[int, int],
    answered_at: datetime | None,
    *,
    at: datetime,
    usual: float | None,
    home: ZoneInfo,
) -> Reading:
    statuses = {row["status"] for row in visits}
    coming = [
        row["starts_at"]
        for row in visits
        if row["status"] in Appointment.UPCOMING and row["starts_at"] >= at - NOBODY_CLOSED_IT
    ]
    days = sorted({_day(row) for row in visits if row["status"] == Status.COMPLETED})
    seen = Seen(
        is_arrived=Status.ARRIVED in statuses,
        is_in_service=Status.IN_SERVICE in statuses,
        has_next=bool(coming),
        last_visit_on=days[-1] if days else None,
        owes=last is not None and _owes(last, paid),
        has_answered=last is not None and answered_at is not None and answered_at >= last["starts_at"],
    )
    zone = ZoneInfo(last["time_zone"]) if last else home
    return Reading(
        seen=seen,
        rhythm=rhythm_of(days, usual=usual, has_future_booking=bool(coming)),
        next_visit_at=min(coming, default=None),
        today=at.astimezone(zone).date(),
        zone=zone,
    )


def _last_completed(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((row for row in reversed(rows) if row["status"] == Status.COMPLETED), None)


def _day(row: dict[str, Any]) -> date:
    starts_at: datetime = row["starts_at"]
    return starts_at.astimezone(ZoneInfo(row["time_zone"])).date()


def _owes(visit: dict[str, Any], paid: dict[int, int]) -> bool:
    """Imported visits were settled elsewhere. Money given back later was still taken."""
    return visit["source"] != Appointment.Source.IMPORT and paid.get(visit["id"], 0) < visit["price"]


def _paid(appointment_ids: list[int]) -> dict[int, int]:
    rows = Payment.objects.filter(appointment_id__in=appointment_ids, kind=Payment.Kind.PAYMENT)
    return dict(rows.values_list("appointment_id").annotate(Sum("amount")).order_by())
