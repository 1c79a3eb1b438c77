import uuid

import django.db.models.deletion
from django.db import migrations, models

from practices.walls import SamePractice, practice_walls


class Migration(migrations.Migration):
    dependencies = [("clients", "0010_files_are_kept_sealed_alone"), ("practices", "0002_walls")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("reason_sealed", models.BinaryField()),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="erasure",
                        to="clients.client",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="clients_erasure_in_practice"),
                    SamePractice("client", name="erasure_client_same_practice"),
                ],
            },
        ),
        *practice_walls("clients_erasure"),
    ]
