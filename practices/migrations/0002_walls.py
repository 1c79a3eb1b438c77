"""Row-level security on what belongs to a practice, the append-only record, and the first functions that look across."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from practices.walls import append_only, looks_across, practice_walls

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.erasing', true) = 'yes' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_first_tables")]

    operations = [
        *practice_walls(
            "practices_member",
            "practices_invitation",
            "practices_location",
            "practices_event",
            "practices_job",
        ),
        RunSQL(REFUSE_CHANGE, "DROP FUNCTION refuse_change()"),
        append_only("practices_event"),
        looks_across(
            "memberships_of(bigint)",
            arguments="person bigint",
            returns="TABLE (practice_id bigint, member_id bigint)",
            body="SELECT practice_id, id FROM practices_member WHERE user_id = person AND left_at IS NULL ORDER BY id",
        ),
        looks_across(
            "practices_with_waiting_jobs()",
            returns="SETOF bigint",
            body="""SELECT practice_id FROM practices_job
                    WHERE status = 'waiting' OR (status = 'running' AND heard_at < now() - interval '5 minutes')
                    GROUP BY practice_id ORDER BY min(asked_at)""",
        ),
    ]
