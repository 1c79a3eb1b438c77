"""The list behind a number as a file for spreadsheets."""

import csv
from typing import Any

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from clients.rules.cells import guarded
from metrics.definitions import Definition
from metrics.queries.rows import Behind, Named


def write_rows(
    out: Any, definition: Definition, found: Behind, listed: list[Named], *, currency: str
) -> None:
    """A byte order mark, so that Excel reads the names right, a head, and a row for each line."""
    out.write("\ufeff")
    sheet = csv.writer(out)
    head = (
        _("Client"),
        found.day_is,
        _("Place"),
        _("Practitioner"),
        definition.rows,
        _("Amount"),
        _("Counts"),
    )
    sheet.writerow(head)
    units = 10 ** get_currency_precision(currency)
    for row in listed:
        sheet.writerow([guarded(cell) for cell in _cells(row, units)])


def _cells(row: Named, units: int) -> tuple[Any, ...]:
    line = row.line
    name = row.client.name if row.client else _("Erased")
    counts = "" if line.counts is None else int(line.counts)
    amount = "" if line.amount is None else line.amount / units
    return (name, line.day, row.location, row.practitioner, line.what, amount, counts)
