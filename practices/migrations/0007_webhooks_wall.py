"""Row-level security on webhooks, and which practices have some to send."""

from django.db import migrations

from practices.walls import looks_across, practice_walls


class Migration(migrations.Migration):
    dependencies = [("practices", "0006_webhooks")]

    operations = [
        *practice_walls("practices_webhookendpoint", "practices_webhookdelivery"),
        looks_across(
            "practices_with_due_webhooks(timestamptz)",
            arguments="at timestamptz",
            returns="SETOF bigint",
            body="""SELECT practice_id FROM practices_webhookdelivery
                    WHERE (status = 'waiting' AND due_at <= at) OR (status = 'sending' AND lease_until < at)
                    GROUP BY practice_id ORDER BY min(due_at)""",
        ),
    ]
