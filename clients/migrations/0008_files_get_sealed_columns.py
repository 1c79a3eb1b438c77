import uuid

from django.db import migrations, models

SEAL = models.UUIDField(default=uuid.uuid4, editable=False)
EMPTY = models.BinaryField(default=b"")


class Migration(migrations.Migration):
    """Beside the open ones: the next step fills them, the one after it drops what was open."""

    dependencies = [("clients", "0007_erased_people_are_not_brought_back")]
    operations = [
        migrations.AddField("importbatch", "seal", SEAL),
        migrations.AddField(
            "importbatch",
            "content_sealed",
            models.BinaryField(
                default=b"", help_text="The file as it came, compressed; emptied 30 days after the import"
            ),
            preserve_default=False,
        ),
        migrations.AddField("importbatch", "examples_sealed", EMPTY),
        migrations.AddField("rejectedrow", "seal", SEAL),
        migrations.AddField("rejectedrow", "cells_sealed", EMPTY),
        migrations.AddField(
            "rejectedrow", "reasons_sealed", models.BinaryField(default=b"", help_text="They quote the cells")
        ),
        migrations.AddField("export", "seal", SEAL),
        migrations.AddField("export", "content_sealed", EMPTY),
    ]
