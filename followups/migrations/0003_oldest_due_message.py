"""How long the oldest due message has waited, over all practices: a time, and nothing about whose it is."""

from django.db import migrations

from practices.walls import looks_across


class Migration(migrations.Migration):
    dependencies = [("followups", "0002_walls")]
    operations = [
        looks_across(
            "oldest_due_message(timestamptz)",
            arguments="at timestamptz",
            returns="timestamptz",
            body="SELECT min(due_at) FROM followups_message WHERE status = 'planned' AND due_at <= at",
        ),
    ]
