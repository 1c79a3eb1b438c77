"""The rows that stayed out, as a file to mend and bring again."""

import csv
import io

from django.utils.translation import gettext as _

from clients.models import ImportBatch, RejectedRow
from clients.rules.cells import guarded
from clients.wording import said


def rejected_csv(batch: ImportBatch, *, with_cells: bool = True) -> str:
    """The rows as they were, with their number and a column of reasons; without cells only those two."""
    layout = batch.mapping["layout"]
    header: list[str] = layout["header"] if with_cells else []
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=layout["separator"])
    writer.writerow([*(guarded(name) for name in header), _("Row"), _("Reason")])
    for row in RejectedRow.objects.filter(batch=batch).order_by("line").iterator():
        cells = [*row.cells, *[""] * (len(header) - len(row.cells))][: len(header)]
        reasons = " ".join(said(one) for one in row.reasons)
        writer.writerow([*(guarded(cell) for cell in cells), row.line, reasons])
    return text.getvalue()
