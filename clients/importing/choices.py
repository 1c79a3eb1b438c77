"""How one file is to be read: guessed first, corrected by a person, then used for every row."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from clients.importing import dates
from clients.importing.columns import Survey


@dataclass(frozen=True)
class Choices:
    """How one file is to be read.

    columns     place of the column to the field it holds
    date_order  day_first or month_first
    mark        comma or point before the cents
    region      ISO country for telephone numbers without country code
    is_lenient  a bad phone, e-mail or date is left out and kept as a note, instead of sending the row back
    creates     visits: unknown services and practitioners are added, archived
    is_complete visits: the file goes back to each client's first visit
    """

    columns: dict[int, str] = field(default_factory=dict)
    date_order: str = dates.DAY_FIRST
    mark: str = "point"
    region: str = "US"
    currency: str = "USD"
    zone: str = "UTC"
    is_lenient: bool = False
    creates: bool = True
    is_complete: bool = True

    def as_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "columns": {str(place): name for place, name in self.columns.items()},
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Choices":
        known = {one.name for one in fields(cls)}
        places = {int(place): name for place, name in kept.get("columns", {}).items() if name}
        return cls(
            **{
                **{name: value for name, value in kept.items() if name in known},
                "columns": places,
            }
        )

    def values(self, cells: tuple[str, ...]) -> dict[str, str]:
        """The row's filled cells by field; two columns of one field are joined."""
        found: dict[str, str] = {}
        for place, name in self.columns.items():
            if place < len(cells) and cells[place]:
                found[name] = f"{found[name]}, {cells[place]}" if name in found else cells[place]
        return found


def date_order(survey: Survey, columns: dict[int, str], names: Iterable[str]) -> str:
    """The order that the file's date columns prove: one proof serves all, two against each other are "mixed"."""
    wanted = set(names)
    orders = {survey.columns[place].dates.order for place, name in columns.items() if name in wanted} - {""}
    proved = orders & {dates.DAY_FIRST, dates.MONTH_FIRST}
    if dates.MIXED in orders or len(proved) == 2:
        return dates.MIXED
    return proved.pop() if proved else dates.AMBIGUOUS if dates.AMBIGUOUS in orders else ""


def money_mark(survey: Survey, columns: dict[int, str], names: Iterable[str]) -> str:
    """The sign before the cents that the file's sums show; nothing when none of them does."""
    wanted = set(names)
    marks = [survey.columns[place].numbers.mark for place, name in columns.items() if name in wanted]
    return next((mark for mark in marks if mark), "")


# Countries that write the month first; everybody else starts with the day or the year.
MONTH_FIRST_COUNTRIES = {"US", "PH", "PR", "GU"}
COMMA_COUNTRIES = {
    "DE",
    "AT",
    "FR",
    "ES",
    "IT",
    "NL",
    "BE",
    "PT",
    "PL",
    "DK",
    "SE",
    "NO",
    "FI",
    "TR",
    "BR",
    "AR",
    "CZ",
}


def custom(region: str) -> tuple[str, str]:
    """How dates and sums are usually written in a country: (date order, sign before the cents)."""
    order = dates.MONTH_FIRST if region in MONTH_FIRST_COUNTRIES else dates.DAY_FIRST
    return order, "comma" if region in COMMA_COUNTRIES else "point"
