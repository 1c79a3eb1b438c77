"""Seal the files and rows that are kept. What was exported is asked for again: it would have gone in a week."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import migrations

from practices.sealing import place_of, seal_file

BATCH = 500


def seal_what_is_kept(apps: Any, schema_editor: Any) -> None:
    owner = schema_editor.connection.alias
    apps.get_model("clients", "Export").objects.using(owner).all().delete()
    batches = apps.get_model("clients", "ImportBatch").objects.using(owner)
    for pk in batches.order_by("pk").values_list("pk", flat=True):
        batch = batches.get(pk=pk)
        _seal(batch, content=bytes(batch.content), examples=_plain(batch.mapping.pop("examples", [])))
        batch.save(update_fields=["seal", "content_sealed", "examples_sealed", "mapping"])
    rows = apps.get_model("clients", "RejectedRow").objects.using(owner)
    last = 0
    while portion := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for row in portion:
            _seal(row, cells=_plain(row.cells), reasons=_plain(row.reasons))
        rows.bulk_update(portion, ["seal", "cells_sealed", "reasons_sealed"])
        last = portion[-1].pk


def open_again(apps: Any, schema_editor: Any) -> None:
    """The columns that were open come back empty: files are uploaded again."""


def _seal(row: Any, **kept: bytes) -> None:
    row.seal = uuid.uuid4()
    for name, content in kept.items():
        column = f"{name}_sealed"
        place = place_of(row, column, row.practice_id, row.seal)
        setattr(row, column, seal_file(content, bound_to=place))


def _plain(value: Iterable[Any]) -> bytes:
    return json.dumps(value).encode()


class Migration(migrations.Migration):
    dependencies = [("clients", "0008_files_get_sealed_columns")]
    operations = [migrations.RunPython(seal_what_is_kept, open_again)]
