"""Row-level security on what belongs to a practice."""

from django.db import migrations

from practices.walls import append_only, practice_walls


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_walls"), ("clients", "0001_first_tables")]

    operations = [
        *practice_walls(
            "clients_importbatch",
            "clients_rejectedrow",
            "clients_export",
            "clients_client",
            "clients_profilefact",
            "clients_consent",
        ),
        append_only("clients_consent"),
    ]
