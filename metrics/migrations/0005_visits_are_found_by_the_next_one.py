"""A person's latest visit up to any day is found by the visit after it, whether there is one or not."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False  # the table is large where it matters: nobody waits

    dependencies = [("metrics", "0004_numbers_get_versions_from_every_count")]

    operations = [
        AddIndexConcurrently(
            "visit",
            models.Index(
                fields=["practice", "next_day", "day"], name="visit_by_next", condition=Q(is_person=True)
            ),
        ),
        RemoveIndexConcurrently("visit", "visit_last"),
    ]
