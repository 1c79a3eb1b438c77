"""Whoever changes a timetable, by whatever way, gives it a new version in the same transaction."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from practices.walls import practice_walls

TABLES = (
    "bookings_ability",
    "bookings_closure",
    "bookings_requirement",
    "bookings_resource",
    "bookings_resourcepool",
    "bookings_shift",
    "bookings_shiftexception",
)
# Random, and not counted on: a number that was taken back, or a database that was restored, must never meet it again.
FUNCTION = """
CREATE FUNCTION timetable_gets_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bookings_timetable (practice_id, version)
    SELECT practice_id, gen_random_uuid() FROM changed GROUP BY practice_id ORDER BY practice_id
    ON CONFLICT (practice_id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER timetable_gets_version_on_{verb} AFTER {verb} ON {table} REFERENCING {rows} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION timetable_gets_version()
"""
ROWS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
FIRST = """
INSERT INTO bookings_timetable (practice_id, version) SELECT id, gen_random_uuid() FROM practices_practice
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0005_timetables_have_versions")]

    operations = [
        *practice_walls("bookings_timetable"),
        RunSQL(FUNCTION, "DROP FUNCTION timetable_gets_version"),
        *(
            RunSQL(
                TRIGGER.format(verb=verb, rows=rows, table=table),
                f"DROP TRIGGER timetable_gets_version_on_{verb} ON {table}",
            )
            for table in TABLES
            for verb, rows in ROWS.items()
        ),
        RunSQL(FIRST, RunSQL.noop),
    ]
