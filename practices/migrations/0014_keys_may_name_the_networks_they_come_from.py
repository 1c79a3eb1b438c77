"""A key may name the networks it is used from; a use from elsewhere is refused and, at times, recorded."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0013_why_an_endpoint_is_off_has_a_code")]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="networks",
            field=ArrayField(
                base_field=models.CharField(max_length=43),
                blank=True,
                db_default=[],
                default=list,
                help_text="Where it may be used from; empty: anywhere",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="apikey",
            name="refused_at",
            field=models.DateTimeField(
                blank=True, help_text="When its last use from elsewhere was recorded", null=True
            ),
        ),
    ]
