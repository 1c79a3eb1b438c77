from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0006_what_clients_text_is_sealed")]
    operations = [
        # So that the way back finds a column it may fill.
        migrations.AlterField("inboundmessage", "text", models.TextField(default="")),
        migrations.RemoveField("inboundmessage", "text"),
    ]
