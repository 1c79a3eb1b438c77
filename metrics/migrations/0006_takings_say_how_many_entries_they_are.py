"""Revenue says how many payments stand behind it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metrics", "0005_visits_are_found_by_the_next_one")]

    operations = [
        migrations.RemoveField("takings", "known_net"),
        migrations.AddField("takings", "entries", models.IntegerField(default=0), preserve_default=False),
    ]
