"""One row of a client list: what it says, or why it cannot be taken."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from clients.importing.choices import Choices
from clients.importing.dates import read_date
from clients.importing.reading import Record
from clients.importing.spoken import read_language, read_list, read_yes
from clients.rules.cells import unguarded
from clients.rules.emails import normal_email
from clients.rules.keys import FROM_THE_ROW
from clients.rules.names import fold, split_full_name
from clients.rules.phones import normal_phone
from clients.rules.trouble import Trouble, Troubled

Value = TypeVar("Value")
FACTS = ("allergy", "sensitivity", "goal", "preference", "note")
LONGEST = {
    "first_name": 80,
    "last_name": 80,
    "preferred_name": 80,
    "pronouns": 40,
    "source": 80,
    "external_id": 100,
}
OLDEST = date(1890, 1, 1)


@dataclass
class ClientRow:
    """A client as a row tells it, every value in normal form."""

    number: int
    external_id: str = ""
    first_name: str = ""
    last_name: str = ""
    preferred_name: str = ""
    pronouns: str = ""
    birth_date: date | None = None
    email: str = ""
    phone: str = ""
    language: str = ""
    source: str = ""
    referrer: str = ""
    practitioner: str = ""
    since: date | None = None
    tags: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    email_marketing: bool | None = None
    sms_marketing: bool | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def key(self) -> str:
        """What makes the row the same row when the file comes again: its id, or all it says."""
        if self.external_id:
            return self.external_id
        said = "|".join([fold(self.name), self.phone, self.email, str(self.birth_date or "")])
        return FROM_THE_ROW + hashlib.sha256(said.encode()).hexdigest()[:24]


def read_client(record: Record, choices: Choices, *, today: date) -> tuple[ClientRow, list[Trouble]]:
    """The client in a row, and everything that is wrong with it (an empty list = it can come in)."""
    reader = _Reader(
        choices,
        {name: unguarded(cell) for name, cell in choices.values(record.cells).items()},
    )
    row = ClientRow(number=record.number)
    row.first_name, row.last_name = reader.names()
    for name in (
        "external_id",
        "preferred_name",
        "pronouns",
        "source",
        "referrer",
        "practitioner",
    ):
        setattr(row, name, reader.text(name))
    row.email = reader.take("email", normal_email, "")
    row.phone = reader.take("phone", lambda text: normal_phone(text, region=choices.region), "")
    other = reader.take("other_phone", lambda text: normal_phone(text, region=choices.region), "")
    row.phone, spare = (row.phone, other) if row.phone else (other, "")
    order = choices.date_order
    row.birth_date = reader.take("birth_date", lambda text: _birth(text, order, today), None)
    row.since = reader.take("since", lambda text: read_date(text, order=order, today=today), None)
    row.language = reader.take("language", read_language, "")
    row.tags = [tag[:40] for tag in read_list(reader.cells.get("tags", ""))][:20]
    row.email_marketing = reader.take("email_marketing", read_yes, None)
    row.sms_marketing = reader.take("sms_marketing", read_yes, None)
    row.facts = [(kind, reader.cells[kind]) for kind in FACTS if kind in reader.cells]
    row.facts += [("note", note) for note in ([f"{spare}"] if spare else []) + reader.kept]
    _name_somehow(row, reader)
    return row, reader.troubles


class _Reader:
    """Reads a row's cells, gathering what is wrong instead of stopping at the first."""

    def __init__(self, choices: Choices, cells: dict[str, str]) -> None:
        self.choices, self.cells = choices, cells
        self.troubles: list[Trouble] = []
        self.kept: list[str] = []

    def text(self, name: str) -> str:
        value = " ".join(self.cells.get(name, "").split())
        if len(value) > LONGEST.get(name, 200):
            self.troubles.append(
                Trouble("too_long", value=value, facts={"most": LONGEST.get(name, 200)}).of(name)
            )
        return value

    def names(self) -> tuple[str, str]:
        first, last = self.text("first_name"), self.text("last_name")
        if not first and not last:
            first, last = split_full_name(self.text("name"))
        return first[:80], last[:80]

    def take(self, name: str, read: Callable[[str], Value], nothing: Value) -> Value:
        """The cell's value; what cannot be read is a trouble, or a note when the person chose so."""
        if name not in self.cells:
            return nothing
        try:
            return read(self.cells[name])
        except Troubled as error:
            if self.choices.is_lenient:
                self.kept.append(self.cells[name])
            else:
                self.troubles.append(error.trouble.of(name))
            return nothing


def _birth(text: str, order: str, today: date) -> date:
    born = read_date(text, order=order, today=today)
    if not OLDEST < born <= today:
        raise Troubled(Trouble("birth_impossible", value=text))
    return born


def _name_somehow(row: ClientRow, reader: _Reader) -> None:
    """A client known by address or number alone is still a client; one with nothing is not."""
    if row.name:
        return
    row.first_name = row.preferred_name or row.email.partition("@")[0] or row.phone
    if not row.first_name and not any(trouble.field in ("email", "phone") for trouble in reader.troubles):
        reader.troubles.append(Trouble("nobody").of("name"))
