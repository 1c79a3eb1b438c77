"""Row-level security on what belongs to a practice."""

from django.db import migrations

from practices.walls import looks_across, practice_walls


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_walls"), ("followups", "0001_first_tables")]

    operations = [
        *practice_walls(
            "followups_message",
            "followups_suppression",
            "followups_inboundmessage",
            "followups_providerupdate",
            "followups_feedback",
        ),
        looks_across(
            "practices_with_due_messages(timestamptz)",
            arguments="at timestamptz",
            returns="SETOF bigint",
            body="""SELECT practice_id FROM followups_message WHERE status = 'planned' AND due_at <= at
                    GROUP BY practice_id ORDER BY min(due_at)""",
        ),
        looks_across(
            "practices_with_lost_messages(timestamptz)",
            arguments="at timestamptz",
            returns="SETOF bigint",
            body="""SELECT DISTINCT practice_id FROM followups_message
                    WHERE (status = 'sending' AND lease_until < at) OR status = 'unknown'""",
        ),
    ]
