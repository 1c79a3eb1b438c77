"""Move sealed text to the newest key, in batches, while everything runs."""

from collections import Counter
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction
from django.db.models.functions import Length, Substr

from practices.erasing import erasing
from practices.models import Practice
from practices.sealing import key_of, newest_key
from practices.second_step import key_of_secret, sealed_anew, secrets_in, with_secrets
from practices.tenancy import PracticeOwned, visit

BATCH = 500
MOST_BYTES = 8_000_000
"""Held at once; a larger file is taken alone."""
HEAD_BYTES = 300
"""Of each sealed text: room for the name of its key."""
READABLE = "no key"
"""In place of a key's name, which has no space."""


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
            resealed = sum(reseal(*where) for where in everywhere) + reseal_second_steps()
            self.stdout.write(f"{resealed} texts sealed again.")
            return
        found = sum((keys_of(*where) for where in everywhere), keys_of_second_steps())
        told = ", ".join(f"{texts} by {key}" for key, texts in sorted(found.items())) or "none"
        if found.keys() - {newest_key(), READABLE}:
            raise CommandError(f"Sealed texts: {told}. Older keys are still needed.")
        if READABLE in found:
            raise CommandError(f"Sealed texts: {told}. Some are readable: run reseal.")
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
            batch = _next(model, column, after=last)
            old = [pk for pk, key in batch if key not in {"", newest_key()}]
            resealed += _seal_again(model, column, old)
        if not batch:
            return resealed
        last = batch[-1][0]


def _next(model: type[PracticeOwned], column: str, *, after: int) -> list[tuple[int, str]]:
    """The next rows and the keys they are sealed with: as many as may be held at once, and one at least."""
    heads = (
        model.objects.filter(pk__gt=after).order_by("pk").annotate(head=_head(column), size=Length(column))
    )
    batch: list[tuple[int, str]] = []
    held = 0
    for pk, head, size in heads.values_list("pk", "head", "size")[:BATCH]:
        held += size or 0
        if batch and held > MOST_BYTES:
            break
        batch.append((pk, key_of(head or b"")))
    return batch


def _seal_again(model: type[PracticeOwned], column: str, ids: list[int]) -> int:
    """Rows that somebody wrote meanwhile have the newest key and are left alone."""
    rows = model.objects.select_for_update().filter(pk__in=ids).only("practice", "seal", column)
    old = [row for row in rows if key_of(getattr(row, column) or b"") not in {"", newest_key()}]
    for row in old:
        text = column.removesuffix("_sealed")
        setattr(row, text, getattr(row, text))
    with erasing():  # some of these tables are append-only; the text stays what it was
        model.objects.bulk_update(old, [column])
    return len(old)


def keys_of(practice: Practice, model: type[PracticeOwned], column: str) -> Counter[str]:
    """How many texts each key has sealed."""
    with visit(practice):
        filled = model.objects.exclude(**{column: b""}).exclude(**{column: None})
        heads = filled.annotate(head=_head(column)).values_list("head", flat=True)
        return Counter(key_of(head) for head in heads.iterator(chunk_size=BATCH))


def reseal_second_steps() -> int:
    """The same for the secrets of apps and recovery codes, one person's at a time; readable ones are sealed."""
    resealed = 0
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            held = Authenticator.objects.select_for_update().filter(pk=pk).first()
            old = (
                [kept for kept in secrets_in(held.data) if key_of_secret(kept) != newest_key()]
                if held
                else []
            )
            if old:
                held.data = with_secrets(held.data, sealed_anew)
                held.save(update_fields=["data"])
        resealed += len(old)
    return resealed


def keys_of_second_steps() -> Counter[str]:
    kept = Authenticator.objects.values_list("data", flat=True)
    return Counter(key_of_secret(secret) or READABLE for data in kept for secret in secrets_in(data))


def _head(column: str) -> Substr:
    """The beginning of a sealed text, where its key stands: a file may have 60 MB."""
    return Substr(column, 1, HEAD_BYTES, output_field=models.BinaryField())
