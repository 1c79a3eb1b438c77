"""manage.py rebuild_metrics --practice willow: count all numbers of a practice again, or only check them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from metrics import actions
from practices import patience
from practices.models import Practice
from practices.tenancy import visit


class Command(BaseCommand):
    help = "Count all numbers of a practice again from its record. With --check, only say whether they are right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--practice", required=True, metavar="SLUG")
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when a number is wrong"
        )

    def handle(self, *args: Any, practice: str, check: bool, **options: Any) -> None:
        found = Practice.objects.filter(slug=practice).first()
        if found is None:
            raise CommandError(f"There is no practice “{practice}”.")
        with patience.patient(patience.COMMAND), visit(found):
            if check:
                self._check(found)
            else:
                self._rebuild(found)

    def _check(self, practice: Practice) -> None:
        if wrong := actions.differences(practice):
            tables = ", ".join(f"{table} ({rows})" for table, rows in wrong.items())
            raise CommandError(f"{practice.name}: rows differ from a count from scratch in {tables}.")
        self.stdout.write(f"{practice.name}: every number is that of a count from scratch.")

    def _rebuild(self, practice: Practice) -> None:
        frozen = actions.freeze_closed_visits(practice, at=timezone.now())
        rows = actions.rebuild(practice)
        self.stdout.write(f"{practice.name}: {frozen} visits frozen, {sum(rows.values())} rows counted.")
        for table, count in rows.items():
            self.stdout.write(f"  {table.removeprefix('metrics_'):10} {count:>9}")
