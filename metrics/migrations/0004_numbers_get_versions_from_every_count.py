"""Whoever counts a practice again, by whatever way, gives its numbers a new version in the same transaction."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from practices.walls import practice_walls

TABLES = (
    "metrics_active",
    "metrics_cohort",
    "metrics_daily",
    "metrics_gap",
    "metrics_outcome",
    "metrics_person",
    "metrics_takings",
    "metrics_visit",
)
# Random, and not counted on: a number that was taken back, or a database that was restored, must never meet it again.
# What goes makes no row: a practice may be going altogether. Without a row nothing is kept.
FUNCTIONS = """
CREATE FUNCTION numbers_get_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO metrics_counted (practice_id, version)
    SELECT practice_id, gen_random_uuid() FROM changed GROUP BY practice_id ORDER BY practice_id
    ON CONFLICT (practice_id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
CREATE FUNCTION numbers_left_get_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE metrics_counted SET version = gen_random_uuid()
    WHERE practice_id IN (SELECT practice_id FROM changed);
    RETURN NULL;
END $$;
"""
NO_FUNCTIONS = "DROP FUNCTION numbers_get_version(); DROP FUNCTION numbers_left_get_version()"
TRIGGER = """
CREATE TRIGGER numbers_get_version_on_{verb} AFTER {verb} ON {table} REFERENCING {rows} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {function}()
"""
VERBS = (
    ("insert", "NEW", "numbers_get_version"),
    ("update", "NEW", "numbers_get_version"),
    ("delete", "OLD", "numbers_left_get_version"),
)
FIRST = """
INSERT INTO metrics_counted (practice_id, version) SELECT id, gen_random_uuid() FROM practices_practice
"""


class Migration(migrations.Migration):
    dependencies = [("metrics", "0003_numbers_have_versions")]

    operations = [
        *practice_walls("metrics_counted"),
        RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(
            RunSQL(
                TRIGGER.format(verb=verb, rows=rows, table=table, function=function),
                f"DROP TRIGGER numbers_get_version_on_{verb} ON {table}",
            )
            for table in TABLES
            for verb, rows, function in VERBS
        ),
        RunSQL(FIRST, RunSQL.noop),
    ]
