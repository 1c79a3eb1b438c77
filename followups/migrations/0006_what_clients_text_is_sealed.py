"""Seal what clients have texted; and open it again on the way back."""

import uuid
from typing import Any

from django.db import migrations

from practices.sealing import place_of, seal, unseal

BATCH = 500
COLUMN = "text_sealed"


def seal_texts(apps: Any, schema_editor: Any) -> None:
    for portion in _portions(apps, schema_editor):
        for row in portion:
            row.seal = uuid.uuid4()
            row.text_sealed = seal(row.text, bound_to=place_of(row, COLUMN, row.practice_id, row.seal))
        _kept(apps, schema_editor).bulk_update(portion, ["seal", COLUMN])


def open_texts(apps: Any, schema_editor: Any) -> None:
    for portion in _portions(apps, schema_editor):
        for row in portion:
            row.text = unseal(row.text_sealed, bound_to=place_of(row, COLUMN, row.practice_id, row.seal))
        _kept(apps, schema_editor).bulk_update(portion, ["text"])


def _kept(apps: Any, schema_editor: Any) -> Any:
    return apps.get_model("followups", "InboundMessage").objects.using(schema_editor.connection.alias)


def _portions(apps: Any, schema_editor: Any) -> Any:
    last = 0
    while portion := list(_kept(apps, schema_editor).filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield portion
        last = portion[-1].pk


class Migration(migrations.Migration):
    dependencies = [("followups", "0005_what_clients_text_gets_a_sealed_column")]
    operations = [migrations.RunPython(seal_texts, open_texts)]
