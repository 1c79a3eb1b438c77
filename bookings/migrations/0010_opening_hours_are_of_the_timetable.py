"""Whoever changes a place, its opening hours among it, gives the timetable a new version in the same transaction."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER timetable_gets_version_on_update AFTER UPDATE ON practices_location REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION timetable_gets_version()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0009_holds_are_known_for_a_day"),
        ("practices", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(TRIGGER, "DROP TRIGGER timetable_gets_version_on_update ON practices_location")
    ]
