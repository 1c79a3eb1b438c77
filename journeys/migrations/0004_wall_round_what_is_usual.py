"""Row-level security on what is usual; a visit nobody closed also makes a practice worth a look."""

from django.db import migrations

from practices.walls import looks_across, practice_walls

LAPSING = """SELECT DISTINCT practice_id FROM journeys_journey
             WHERE lapses_on <= day OR nudge_on <= day OR next_visit_at < day"""


class Migration(migrations.Migration):
    dependencies = [("journeys", "0003_remember_hands_answers_and_what_is_usual")]

    operations = [
        *practice_walls("journeys_usual"),
        migrations.RunSQL(
            "DROP FUNCTION practices_with_lapsing_clients(date)", migrations.RunSQL.noop, elidable=False
        ),
        looks_across(
            "practices_with_lapsing_clients(date)",
            arguments="day date",
            returns="SETOF bigint",
            body=LAPSING,
        ),
    ]
