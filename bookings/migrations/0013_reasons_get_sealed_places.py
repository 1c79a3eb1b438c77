import uuid

import django.db.models.deletion
from django.db import migrations, models

from practices.walls import SamePractice, practice_walls


class Migration(migrations.Migration):
    """Beside the open ones: the next step fills them, the one after it drops what was open."""

    dependencies = [("bookings", "0012_reasons_stay_with_the_visit"), ("practices", "0002_walls")]
    operations = [
        migrations.CreateModel(
            name="AlertReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("text_sealed", models.BinaryField()),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alert_reason",
                        to="bookings.appointment",
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
                    models.UniqueConstraint(
                        fields=("practice", "id"), name="bookings_alertreason_in_practice"
                    ),
                    SamePractice("appointment", name="alert_reason_appointment_same_practice"),
                ],
            },
        ),
        *practice_walls("bookings_alertreason"),
        migrations.AddField("payment", "seal", models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.AddField(
            "payment",
            "reason_sealed",
            models.BinaryField(default=b"", help_text="Why it was given back; may tell of health"),
        ),
    ]
