"""One row of a list of past visits: what it says, or why it cannot be taken."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

from clients.importing.choices import Choices
from clients.importing.dates import read_moment
from clients.importing.numbers import LONGEST_VISIT, read_minutes, read_money
from clients.importing.reading import Record
from clients.importing.spoken import COMPLETED, read_status, read_yes
from clients.rules.cells import unguarded
from clients.rules.keys import FROM_THE_ROW
from clients.rules.names import fold
from clients.rules.trouble import Trouble, Troubled

Value = TypeVar("Value")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass
class VisitRow:
    """A visit as a row tells it.

    minutes     0 = the file does not say; the service's own length is used
    price       in the smallest unit of the practice's currency; None = the service's own price
    """

    number: int
    external_id: str = ""
    client_id: str = ""
    client_name: str = ""
    client_email: str = ""
    client_phone: str = ""
    service: str = ""
    practitioner: str = ""
    location: str = ""
    starts_at: datetime = EARLIEST
    minutes: int = 0
    status: str = COMPLETED
    price: int | None = None
    paid: int | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """What makes the row the same row when the file comes again: its id, or who, what and when."""
        if self.external_id:
            return self.external_id
        who = self.client_id or self.client_email or self.client_phone or fold(self.client_name)
        said = "|".join(
            [
                who,
                fold(self.service),
                fold(self.practitioner),
                self.starts_at.isoformat(),
            ]
        )
        return FROM_THE_ROW + hashlib.sha256(said.encode()).hexdigest()[:24]


def read_visit(
    record: Record, choices: Choices, *, zone_of: Callable[[str], tzinfo], now: datetime
) -> tuple[VisitRow, list[Trouble]]:
    """The visit in a row, and everything that is wrong with it (an empty list = it can come in).

    zone_of     zone of the location that the row names
    """
    cells = {name: unguarded(cell) for name, cell in choices.values(record.cells).items()}
    troubles: list[Trouble] = []
    row = VisitRow(number=record.number)
    for name in ("external_id", "client_id", "client_name", "client_email", "client_phone", "service",
                 "practitioner", "location"):  # fmt: skip
        setattr(row, name, " ".join(cells.get(name, "").split())[:120])
    row.note = cells.get("note", "")

    def take(name: str, read: Callable[[str], Value], nothing: Value) -> Value:
        if name not in cells:
            return nothing
        try:
            return read(cells[name])
        except Troubled as error:
            troubles.append(error.trouble.of(name))
            return nothing

    zone, clock = zone_of(row.location), cells.get("clock", "")
    start = take(
        "start",
        lambda text: read_moment(text, order=choices.date_order, zone=zone, clock=clock),
        None,
    )
    row.minutes = take("duration", read_minutes, 0)
    if start is not None and not row.minutes:
        row.minutes = take("end", lambda text: _until(text, start, choices, zone), 0)
    _place(row, start, cells, troubles, now)
    row.status = take(
        "status",
        lambda text: read_status(text, is_past=row.starts_at <= now),
        COMPLETED,
    )
    row.price = take("price", lambda text: _sum(text, choices), None)
    row.paid = take("paid", lambda text: _paid(text, row.price, choices), None)
    _named(row, troubles)
    return row, troubles


def _place(
    row: VisitRow,
    start: datetime | None,
    cells: dict[str, str],
    troubles: list[Trouble],
    now: datetime,
) -> None:
    if start is None:
        if "start" not in cells:
            troubles.append(Trouble("start_missing").of("start"))
        return
    row.starts_at = start.astimezone(UTC)
    if row.starts_at > now:
        troubles.append(Trouble("visit_in_future", value=cells["start"]).of("start"))
    elif row.starts_at < EARLIEST:
        troubles.append(Trouble("date_impossible", value=cells["start"]).of("start"))


def _named(row: VisitRow, troubles: list[Trouble]) -> None:
    if not (row.client_id or row.client_name or row.client_email or row.client_phone):
        troubles.append(Trouble("client_missing").of("client_name"))
    if not row.service:
        troubles.append(Trouble("service_missing").of("service"))


def _until(text: str, start: datetime, choices: Choices, zone: tzinfo) -> int:
    """Minutes until an end that may name the day again or only the time."""
    try:
        end = read_moment(text, order=choices.date_order, zone=zone)
    except Troubled:
        day = start.astimezone(zone).date().isoformat()
        end = read_moment(day, order=choices.date_order, zone=zone, clock=text)
    length = (end - start) if end > start else (end + timedelta(days=1) - start)
    minutes = round(length.total_seconds() / 60)
    if not 0 < minutes < LONGEST_VISIT:
        raise Troubled(Trouble("duration_unreadable", value=text))
    return minutes


def _sum(text: str, choices: Choices) -> int:
    amount = read_money(text, mark=choices.mark, currency=choices.currency)
    if amount < 0:
        raise Troubled(Trouble("money_negative", value=text))
    return amount


def _paid(text: str, price: int | None, choices: Choices) -> int:
    """The sum that was paid; a mere "yes" means the whole price."""
    if any(sign.isdigit() for sign in text) and text.strip() != "1":
        return _sum(text, choices)
    return (price or 0) if read_yes(text) else 0
