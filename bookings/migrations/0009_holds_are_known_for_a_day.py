"""A hold that is over gives its time back and stays for a day; its practice is looked at for the one, then the other."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from practices.walls import looks_across

BEFORE = "SELECT DISTINCT practice_id FROM bookings_hold WHERE expires_at <= at"
NOW = """SELECT DISTINCT hold.practice_id FROM bookings_hold AS hold
    WHERE hold.expires_at <= at AND (hold.expires_at <= at - interval '24 hours' OR EXISTS (
        SELECT FROM bookings_occupancy AS taken
        WHERE taken.practice_id = hold.practice_id AND taken.hold_id = hold.id))"""


def with_body(body: str) -> RunSQL:
    return looks_across(
        "practices_with_expired_holds(timestamptz)",
        arguments="at timestamptz",
        returns="SETOF bigint",
        body=body,
    )


class Migration(migrations.Migration):
    dependencies = [("bookings", "0008_payments_are_found_by_their_time")]

    operations = [
        RunSQL(with_body(BEFORE).reverse_sql, with_body(BEFORE).sql),
        with_body(NOW),
    ]
