"""The database refuses a change of status that the table of bookings.rules.status does not know."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from practices.walls import looks_across

PAIRS = [
    "booked>confirmed",
    "confirmed>booked",
    "booked>arrived",
    "arrived>booked",
    "confirmed>arrived",
    "arrived>confirmed",
    "booked>in_service",
    "in_service>booked",
    "confirmed>in_service",
    "in_service>confirmed",
    "arrived>in_service",
    "in_service>arrived",
    "booked>completed",
    "completed>booked",
    "confirmed>completed",
    "completed>confirmed",
    "arrived>completed",
    "completed>arrived",
    "in_service>completed",
    "completed>in_service",
    "booked>no_show",
    "no_show>booked",
    "confirmed>no_show",
    "no_show>confirmed",
    "booked>cancelled_by_client",
    "cancelled_by_client>booked",
    "confirmed>cancelled_by_client",
    "cancelled_by_client>confirmed",
    "booked>cancelled_late",
    "cancelled_late>booked",
    "confirmed>cancelled_late",
    "cancelled_late>confirmed",
    "booked>cancelled_by_practice",
    "cancelled_by_practice>booked",
    "confirmed>cancelled_by_practice",
    "cancelled_by_practice>confirmed",
    "arrived>cancelled_by_practice",
    "cancelled_by_practice>arrived",
]

GUARD = """
CREATE FUNCTION status_follows_the_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) <> ALL (ARRAY[{pairs}]) THEN
        RAISE EXCEPTION 'an appointment that is % cannot become %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'status_follows_the_table';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER status_follows_the_table BEFORE UPDATE OF status ON bookings_appointment
    FOR EACH ROW EXECUTE FUNCTION status_follows_the_table();
"""
NO_GUARD = """
DROP TRIGGER status_follows_the_table ON bookings_appointment;
DROP FUNCTION status_follows_the_table;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0002_walls")]

    operations = [
        RunSQL(GUARD.format(pairs=", ".join(f"'{pair}'" for pair in PAIRS)), NO_GUARD),
        looks_across(
            "practices_with_expired_holds(timestamptz)",
            arguments="at timestamptz",
            returns="SETOF bigint",
            body="SELECT DISTINCT practice_id FROM bookings_hold WHERE expires_at <= at",
        ),
    ]
