"""What programs were answered is sealed. Of answers given before, the words go, and that they were given stays."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0009_how_old_the_queues_are"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="answer",
            name="body",
        ),
        migrations.AddField(
            model_name="answer",
            name="body_sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="answer",
            name="seal",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
    ]
