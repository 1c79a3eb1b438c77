"""What is deleted makes no row of versions: a practice may be going altogether, and its version with it."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

TABLES = (
    "bookings_ability",
    "bookings_closure",
    "bookings_requirement",
    "bookings_resource",
    "bookings_resourcepool",
    "bookings_shift",
    "bookings_shiftexception",
)
# Without a row nothing is kept, so that a version which is gone is never taken for one that holds.
FUNCTION = """
CREATE FUNCTION timetable_left_gets_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bookings_timetable SET version = gen_random_uuid()
    WHERE practice_id IN (SELECT practice_id FROM changed);
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER timetable_gets_version_on_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0006_timetables_get_versions_from_every_change")]

    operations = [
        RunSQL(FUNCTION, "DROP FUNCTION timetable_left_gets_version"),
        *(
            RunSQL(
                TRIGGER.format(table=table, function="timetable_left_gets_version"),
                TRIGGER.format(table=table, function="timetable_gets_version"),
            )
            for table in TABLES
        ),
    ]
