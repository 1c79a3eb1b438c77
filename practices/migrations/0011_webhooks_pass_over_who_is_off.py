"""Nobody looks again and again for what waits at an endpoint that is switched off or removed."""

from django.db import migrations

from practices.walls import looks_across

DUE = ("practices_with_due_webhooks(timestamptz)", "SETOF bigint")
OLDEST = ("oldest_due_webhook(timestamptz)", "timestamptz")
DUE_BEFORE = """SELECT practice_id FROM practices_webhookdelivery
    WHERE (status = 'waiting' AND due_at <= at) OR (status = 'sending' AND lease_until < at)
    GROUP BY practice_id ORDER BY min(due_at)"""
OLDEST_BEFORE = "SELECT min(due_at) FROM practices_webhookdelivery WHERE status = 'waiting' AND due_at <= at"
# Who hears well comes first: what fails keeps a worker longer, and has waited longest.
DUE_NOW = """SELECT delivery.practice_id FROM practices_webhookdelivery AS delivery
    JOIN practices_webhookendpoint AS endpoint
        ON endpoint.practice_id = delivery.practice_id AND endpoint.id = delivery.endpoint_id
    WHERE ((delivery.status = 'waiting' AND delivery.due_at <= at)
        OR (delivery.status = 'sending' AND delivery.lease_until < at))
        AND endpoint.disabled_at IS NULL AND endpoint.removed_at IS NULL
    GROUP BY delivery.practice_id
    ORDER BY bool_or(endpoint.failing_since IS NOT NULL), min(delivery.due_at)"""
OLDEST_NOW = """SELECT min(delivery.due_at) FROM practices_webhookdelivery AS delivery
    JOIN practices_webhookendpoint AS endpoint
        ON endpoint.practice_id = delivery.practice_id AND endpoint.id = delivery.endpoint_id
    WHERE delivery.status = 'waiting' AND delivery.due_at <= at
        AND endpoint.disabled_at IS NULL AND endpoint.removed_at IS NULL"""


def instead(function, before, now):
    """Migration steps: the same function with another body."""
    name, returns = function
    made = {
        body: looks_across(name, arguments="at timestamptz", returns=returns, body=body)
        for body in (before, now)
    }
    return [
        migrations.RunSQL(made[before].reverse_sql, made[before].sql),
        migrations.RunSQL(made[now].sql, made[now].reverse_sql),
    ]


class Migration(migrations.Migration):
    dependencies = [("practices", "0010_seal_what_programs_were_answered")]

    operations = [
        *instead(DUE, DUE_BEFORE, DUE_NOW),
        *instead(OLDEST, OLDEST_BEFORE, OLDEST_NOW),
    ]
