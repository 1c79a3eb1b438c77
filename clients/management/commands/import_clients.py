"""manage.py import_clients --practice <slug> clients.csv: the import of the pages, as one command."""

import csv
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from clients import actions
from clients.models import ImportBatch, RejectedRow
from clients.rules.cells import guarded
from clients.wording import said
from practices.errors import Refusal
from practices.models import Practice
from practices.tenancy import inside, visit


class Command(BaseCommand):
    help = "Bring clients in from a CSV file. The same file again adds nobody twice."
    kind = "clients"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--practice", required=True, help="the practice's name in addresses: /p/<this>/")
        parser.add_argument(
            "--dates", choices=["day_first", "month_first"], help="where the file does not tell"
        )
        parser.add_argument("--lenient", action="store_true", help="keep what cannot be read as a note")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--rejected", type=Path, help="write the rows that stay out, with reasons, here")

    def handle(self, *args: Any, **options: Any) -> None:
        practice = Practice.objects.filter(slug=options["practice"]).first()
        if practice is None:
            raise CommandError(f"There is no practice called {options['practice']}.")
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        with inside(practice):
            run = actions.try_out if options["dry_run"] else actions.bring_in
            try:
                batch = self._uploaded(practice, content, options)
                result = run(batch, say=self._say, by=None)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
            self._tell(batch, result, options)

    def _uploaded(self, practice: Practice, content: bytes, options: dict[str, Any]) -> ImportBatch:
        with visit(practice):
            batch = actions.upload(
                practice, kind=self.kind, file_name=options["file"].name, content=content, by=None, at=timezone.now()
            )  # fmt: skip
            chosen = {"is_lenient": options["lenient"]}
            if options["dates"]:
                chosen["date_order"] = options["dates"]
            elif batch.mapping["date_order"] in ("ambiguous", "mixed"):
                self.stderr.write("Dates could be day first or month first; say --dates to be sure.")
            columns = {int(place): name for place, name in batch.options["columns"].items()}
            for place, header in enumerate(batch.mapping["layout"]["header"]):
                self.stdout.write(f"  {header} → {columns.get(place, 'left out')}")
            return actions.choose(batch, columns=columns, options=chosen)

    def _say(self, *, done: int, total: int, message: str = "") -> None:
        if sys.stdout.isatty():
            self.stdout.write(f"\r{done:,} of {total:,}", ending="")
            self.stdout.flush()

    def _tell(self, batch: ImportBatch, result: dict[str, Any], options: dict[str, Any]) -> None:
        verb = "would come in" if options["dry_run"] else "came in"
        self.stdout.write(
            f"{result['added']:,} {verb}, {result['unchanged']:,} were here already, {result['rejected']:,} stayed out."
        )
        with transaction.atomic():
            rows = list(RejectedRow.objects.filter(batch=batch).order_by("line"))
        for row in rows[:20]:
            self.stderr.write(f"  row {row.line}: {' '.join(said(one) for one in row.reasons)}")
        if options["rejected"] and rows:
            self._write(options["rejected"], batch, rows)

    def _write(self, path: Path, batch: ImportBatch, rows: list[RejectedRow]) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=batch.mapping["layout"]["separator"])
            writer.writerow([*batch.mapping["layout"]["header"], "Row", "Reason"])
            for row in rows:
                reasons = " ".join(said(one) for one in row.reasons)
                writer.writerow([*(guarded(cell) for cell in row.cells), row.line, reasons])
