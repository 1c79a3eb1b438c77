"""Row-level security on the numbers, facts that refuse to change, and who has something to count."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from practices.walls import looks_across, practice_walls

# Two columns may be written later, each once: the rebooking, decided after 24 hours, and the voiding of a mistake.
FROZEN = """
CREATE FUNCTION refuse_to_change_a_fact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['rebooked_24h', 'rebooked_by_id', 'voided_at'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - later = to_jsonb(OLD) - later
        AND (OLD.rebooked_24h IS NULL OR (NEW.rebooked_24h = OLD.rebooked_24h
            AND NEW.rebooked_by_id IS NOT DISTINCT FROM OLD.rebooked_by_id))
        AND (OLD.voided_at IS NULL OR NEW.voided_at = OLD.voided_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a visit fact is frozen' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER metrics_visitfact_frozen BEFORE UPDATE OR DELETE ON metrics_visitfact
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_a_fact();
"""
THAWED = """
DROP TRIGGER metrics_visitfact_frozen ON metrics_visitfact;
DROP FUNCTION refuse_to_change_a_fact();
"""


class Migration(migrations.Migration):
    dependencies = [("metrics", "0001_first_tables")]

    operations = [
        *practice_walls(
            "metrics_active",
            "metrics_built",
            "metrics_cohort",
            "metrics_daily",
            "metrics_dirty",
            "metrics_gap",
            "metrics_outcome",
            "metrics_person",
            "metrics_takings",
            "metrics_visit",
            "metrics_visitfact",
        ),
        RunSQL(FROZEN, THAWED),
        looks_across(
            "practices_to_count(integer)",
            arguments="current_version integer",
            returns="SETOF bigint",
            body="""SELECT id FROM practices_practice p
                    WHERE EXISTS (SELECT FROM metrics_dirty d WHERE d.practice_id = p.id)
                        OR NOT EXISTS (SELECT FROM metrics_built b
                                       WHERE b.practice_id = p.id AND b.version = current_version)
                    ORDER BY id""",
        ),
        looks_across(
            "practices_with_ripe_visits(timestamptz)",
            arguments="at timestamptz",
            returns="SETOF bigint",
            body="""SELECT DISTINCT practice_id FROM metrics_visitfact
                    WHERE rebooked_24h IS NULL AND voided_at IS NULL AND ripens_at <= at ORDER BY practice_id""",
        ),
    ]
