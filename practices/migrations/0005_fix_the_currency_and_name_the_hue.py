"""The currency stays once money was taken; a colour is one of nine named hues."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0004_keys_wall"),
    ]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="currency_fixed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="practice",
            name="hue",
            field=models.CharField(default="teal", max_length=7),
        ),
    ]
