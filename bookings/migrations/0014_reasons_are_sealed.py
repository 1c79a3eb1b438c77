"""Why an alert was passed over and why money was given back: sealed where it belongs, and out of the record."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.migrations.operations import RunSQL

from practices.sealing import place_of, seal, unseal

BATCH = 500
OPEN = "SELECT set_config('app.erasing', 'yes', true)"
CLOSE = "SELECT set_config('app.erasing', '', true)"
WITHOUT = """
UPDATE practices_event SET payload = payload - 'reason'
WHERE kind IN ('client.alert_acknowledged', 'payment.refunded', 'time.blocked') AND payload ? 'reason'
"""


def seal_refunds(apps: Any, schema_editor: Any) -> None:
    for portion in _portions(_payments(apps, schema_editor).exclude(reason="")):
        for row in portion:
            row.seal = uuid.uuid4()
            row.reason_sealed = seal(row.reason, bound_to=_place(row, "reason_sealed"))
        _payments(apps, schema_editor).bulk_update(portion, ["seal", "reason_sealed"])


def seal_alerts(apps: Any, schema_editor: Any) -> None:
    """The record was the only place that kept them."""
    kept, visits, events = (
        apps.get_model(*model).objects.using(schema_editor.connection.alias)
        for model in (("bookings", "AlertReason"), ("bookings", "Appointment"), ("practices", "Event"))
    )
    for portion in _portions(events.filter(kind="client.alert_acknowledged", payload__has_key="reason")):
        said = {one.payload["appointment_id"]: one for one in portion}
        rows = []
        for visit in visits.filter(pk__in=said):
            row = kept.model(practice_id=visit.practice_id, appointment_id=visit.pk, seal=uuid.uuid4())
            row.text_sealed = seal(said[visit.pk].payload["reason"], bound_to=_place(row, "text_sealed"))
            rows.append(row)
        kept.bulk_create(rows, ignore_conflicts=True)


def open_refunds(apps: Any, schema_editor: Any) -> None:
    """Payments say again in clear why; the record stays without words."""
    for portion in _portions(_payments(apps, schema_editor).exclude(reason_sealed=b"")):
        for row in portion:
            row.reason = unseal(row.reason_sealed, bound_to=_place(row, "reason_sealed"))
        _payments(apps, schema_editor).bulk_update(portion, ["reason"])


def _payments(apps: Any, schema_editor: Any) -> Any:
    return apps.get_model("bookings", "Payment").objects.using(schema_editor.connection.alias)


def _portions(rows: Any) -> Iterator[list[Any]]:
    last = 0
    while portion := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield portion
        last = portion[-1].pk


def _place(row: Any, column: str) -> bytes:
    return place_of(row, column, row.practice_id, row.seal)


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0002_walls"),
        ("bookings", "0013_reasons_get_sealed_places"),
    ]
    operations = [
        RunSQL(OPEN, CLOSE),
        migrations.RunPython(seal_refunds, open_refunds),
        migrations.RunPython(seal_alerts, migrations.RunPython.noop),
        RunSQL(WITHOUT, RunSQL.noop),
        RunSQL(CLOSE, OPEN),
    ]
