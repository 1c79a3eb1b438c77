"""A list behind a number: rows that can be counted, paged, and read as lines."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import DateField, Expression, F, Func, QuerySet

from bookings.models import Resource
from clients.models import Client
from metrics.queries.scope import Scope
from metrics.rules.periods import Period
from practices.models import Location

Words = Any  # a sentence, translated when it is shown


@dataclass(frozen=True)
class Asked:
    """part        "numerator" for those that count only; of "standing" the name of one
    month, k       one cell of the cohort matrix
    """

    scope: Scope
    part: str = ""
    month: date | None = None
    k: int = 0

    @property
    def only_those_that_count(self) -> bool:
        return self.part == "numerator"


@dataclass(frozen=True)
class Line:
    """One row in words.

    counts      whether it is in the numerator; None when there is none
    amount      minor units
    """

    client_id: int | None
    day: date
    location_id: int | None = None
    practitioner_id: int | None = None
    what: Words = ""
    amount: int | None = None
    counts: bool | None = None


@dataclass(frozen=True)
class Behind:
    """day_is      what happened on the day of a line
    period      the days that were read; None when the number does not go by days
    """

    rows: QuerySet[Any]
    line: Callable[[Any], Line]
    day_is: Words
    period: Period | None
    has_parts: bool = False
    has_amounts: bool = False

    def lines(self, rows: Iterable[Any]) -> list[Line]:
        return [self.line(row) for row in rows]


@dataclass(frozen=True)
class Named:
    """A line with the names that belong to it; no client means somebody erased."""

    line: Line
    client: Client | None
    location: str
    practitioner: str


def named(lines: list[Line]) -> list[Named]:
    """Look the names up: three queries, however many lines."""
    clients = Client.objects.filter(erased_at=None).in_bulk(
        {line.client_id for line in lines if line.client_id}
    )
    places = dict(Location.objects.values_list("id", "name"))
    hands = dict(Resource.objects.filter(kind=Resource.Kind.PRACTITIONER).values_list("id", "name"))
    return [
        Named(
            line,
            clients.get(line.client_id or 0),
            places.get(line.location_id or 0, ""),
            hands.get(line.practitioner_id or 0, ""),
        )
        for line in lines
    ]


def local_day(instant: str, zone: str) -> Expression:
    """The date on the wall of a zone kept in another column."""
    return Func(
        F(instant),
        F(zone),
        template="(%(expressions)s)::date",
        arg_joiner=" AT TIME ZONE ",
        output_field=DateField(),
    )


def that_count(behind: Behind, asked: Asked, **those: Any) -> Behind:
    """Narrow the list to its numerator when that was asked for."""
    rows = behind.rows.filter(**those) if asked.only_those_that_count else behind.rows
    return replace(behind, rows=rows, has_parts=True)
