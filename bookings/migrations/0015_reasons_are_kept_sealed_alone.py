from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bookings", "0014_reasons_are_sealed")]
    operations = [migrations.RemoveField("payment", "reason")]
