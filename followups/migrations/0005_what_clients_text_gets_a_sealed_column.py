import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """Beside the open one: the next step fills it, the one after it drops what was open."""

    dependencies = [("followups", "0004_erased_people_leave_no_words_of_providers")]
    operations = [
        migrations.AddField("inboundmessage", "seal", models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.AddField("inboundmessage", "text_sealed", models.BinaryField(default=b"")),
    ]
