"""Row-level security on what belongs to a practice."""

from django.db import migrations

from practices.walls import append_only, practice_walls


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_walls"), ("bookings", "0001_first_tables")]

    operations = [
        *practice_walls(
            "bookings_service",
            "bookings_resourcepool",
            "bookings_resource",
            "bookings_requirement",
            "bookings_ability",
            "bookings_appointment",
            "bookings_segment",
            "bookings_shift",
            "bookings_shiftexception",
            "bookings_closure",
            "bookings_payment",
            "bookings_visitnote",
            "bookings_hold",
            "bookings_occupancy",
        ),
        append_only("bookings_payment"),
    ]
