"""Row-level security on keys and answers, and the one question that is asked before a practice is known."""

from django.db import migrations

from practices.walls import looks_across, practice_walls


class Migration(migrations.Migration):
    dependencies = [("practices", "0003_keys_for_programs")]

    operations = [
        *practice_walls("practices_apikey", "practices_answer"),
        looks_across(
            "practice_of_key(text)",
            arguments="hash text",
            returns="bigint",
            body="SELECT practice_id FROM practices_apikey WHERE secret_hash = hash",
        ),
    ]
