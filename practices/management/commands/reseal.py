"""Move sealed text to the newest key, in batches, while everything runs."""

from collections import Counter
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models

from practices.models import Practice
from practices.sealing import key_of, newest_key
from practices.tenancy import PracticeOwned, visit

BATCH = 500


class Command(BaseCommand):
    help = "Seal again, with the first key of FIELD_KEYS, what older keys have sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail while an older key is still needed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        everywhere = [
            (practice, model, column)
            for practice in Practice.objects.order_by("pk")
            for model, column in sealed_columns()
        ]
        if not options["check"]:
            self.stdout.write(f"{sum(reseal(*where) for where in everywhere)} texts sealed again.")
            return
        found = sum((keys_of(*where) for where in everywhere), Counter[str]())
        told = ", ".join(f"{texts} by {key}" for key, texts in sorted(found.items())) or "none"
        if found.keys() - {newest_key()}:
            raise CommandError(f"Sealed texts: {told}. Older keys are still needed.")
        self.stdout.write(f"Sealed texts: {told}. No older key is needed.")


def sealed_columns() -> list[tuple[type[PracticeOwned], str]]:
    """Every column whose name ends in `_sealed`, with its model."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, PracticeOwned)
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField) and field.name.endswith("_sealed")
    ]


def reseal(practice: Practice, model: type[PracticeOwned], column: str) -> int:
    """Reseal one column of one practice; each batch is its own transaction."""
    resealed, last = 0, 0
    while True:
        with visit(practice):
            rows = list(model.objects.select_for_update().filter(pk__gt=last).order_by("pk")[:BATCH])
            old = [row for row in rows if key_of(getattr(row, column)) not in {"", newest_key()}]
            for row in old:
                text = column.removesuffix("_sealed")
                setattr(row, text, getattr(row, text))
            model.objects.bulk_update(old, [column])
        resealed += len(old)
        if len(rows) < BATCH:
            return resealed
        last = rows[-1].pk


def keys_of(practice: Practice, model: type[PracticeOwned], column: str) -> Counter[str]:
    """How many texts each key has sealed."""
    with visit(practice):
        filled = model.objects.exclude(**{column: b""}).exclude(**{column: None})
        sealed = filled.values_list(column, flat=True)
        return Counter(key_of(text) for text in sealed.iterator(chunk_size=BATCH))
