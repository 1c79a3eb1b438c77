"""Move sealed text to the newest key, in batches, while everything runs."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models

from practices.models import Practice
from practices.sealing import key_of, newest_key
from practices.tenancy import PracticeOwned, visit

BATCH = 500


class Command(BaseCommand):
    help = "Seal again, with the first key of FIELD_KEYS, what older keys have sealed."

    def handle(self, *args: Any, **options: Any) -> None:
        resealed = sum(
            reseal(practice, model, column)
            for practice in Practice.objects.order_by("pk")
            for model, column in sealed_columns()
        )
        self.stdout.write(f"{resealed} texts sealed again.")


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
