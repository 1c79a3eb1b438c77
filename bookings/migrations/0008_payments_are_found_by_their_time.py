"""The money of a day is counted again with every change of that day: without reading all money ever taken."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the table is large where it matters: nobody waits

    dependencies = [("bookings", "0007_what_goes_makes_no_timetable")]

    operations = [
        AddIndexConcurrently(
            "payment", models.Index(fields=["practice", "taken_at"], name="payment_by_time")
        ),
    ]
