"""Why somebody was erased stood in the record, where no erasure reaches it: it moves, sealed, to their pseudonym."""

import uuid
from typing import Any

from django.db import migrations
from django.db.migrations.operations import RunSQL

from practices.sealing import place_of, seal

OPEN = "SELECT set_config('app.erasing', 'yes', true)"
CLOSE = "SELECT set_config('app.erasing', '', true)"
WITHOUT = """
UPDATE practices_event SET payload = payload - 'reason' WHERE kind = 'client.erased' AND payload ? 'reason'
"""


def seal_reasons(apps: Any, schema_editor: Any) -> None:
    kept, people, events = (
        apps.get_model(*model).objects.using(schema_editor.connection.alias)
        for model in (("clients", "Erasure"), ("clients", "Client"), ("practices", "Event"))
    )
    told = events.filter(kind="client.erased").exclude(client_id=None).values_list("client_id", "payload")
    said = {client_id: payload["reason"] for client_id, payload in told if payload.get("reason")}
    for client in people.filter(pk__in=said).only("practice_id"):
        row = kept.model(practice_id=client.practice_id, client_id=client.pk, seal=uuid.uuid4())
        place = place_of(row, "reason_sealed", row.practice_id, row.seal)
        row.reason_sealed = seal(said[client.pk], bound_to=place)
        kept.bulk_create([row], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_walls"), ("clients", "0011_why_somebody_was_erased_has_a_place")]
    operations = [
        migrations.RunPython(seal_reasons, migrations.RunPython.noop),
        RunSQL([OPEN, WITHOUT, CLOSE], RunSQL.noop),
    ]
