"""Row-level security on what belongs to a practice."""

from django.db import migrations

from practices.walls import looks_across, practice_walls


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_walls"), ("journeys", "0001_first_tables")]

    operations = [
        *practice_walls(
            "journeys_journey",
            "journeys_stageentry",
        ),
        looks_across(
            "practices_with_lapsing_clients(date)",
            arguments="day date",
            returns="SETOF bigint",
            body="SELECT DISTINCT practice_id FROM journeys_journey WHERE lapses_on <= day OR nudge_on <= day",
        ),
    ]
