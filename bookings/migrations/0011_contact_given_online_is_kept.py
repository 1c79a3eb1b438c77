"""An address or a number that a known client types when booking online is kept for staff to look at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0010_opening_hours_are_of_the_timetable")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="contact_given",
            field=models.CharField(
                blank=True,
                help_text="Typed when booking online, and other than what the profile says",
                max_length=300,
            ),
        ),
    ]
