"""How long the oldest webhook and the oldest job have waited, over all practices: a time, and nothing about whose."""

from django.db import migrations

from practices.walls import looks_across


class Migration(migrations.Migration):
    dependencies = [("practices", "0008_drop_what_the_browser_remembers")]

    operations = [
        looks_across(
            "oldest_due_webhook(timestamptz)",
            arguments="at timestamptz",
            returns="timestamptz",
            body="SELECT min(due_at) FROM practices_webhookdelivery WHERE status = 'waiting' AND due_at <= at",
        ),
        looks_across(
            "oldest_waiting_job(timestamptz)",
            arguments="at timestamptz",
            returns="timestamptz",
            body="SELECT min(asked_at) FROM practices_job WHERE status = 'waiting' AND asked_at <= at",
        ),
    ]
