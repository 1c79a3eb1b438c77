"""An endpoint that could not be reached rests, whatever waits for it; failed tries are counted."""

from importlib import import_module

from django.db import migrations, models

before = import_module("practices.migrations.0011_webhooks_pass_over_who_is_off")

AND_AWAKE = "AND endpoint.removed_at IS NULL AND (endpoint.rests_until IS NULL OR endpoint.rests_until <= at)"


def awake(body):
    return body.replace("AND endpoint.removed_at IS NULL", AND_AWAKE)


class Migration(migrations.Migration):
    dependencies = [("practices", "0011_webhooks_pass_over_who_is_off")]

    operations = [
        migrations.AddField(
            model_name="webhookendpoint",
            name="failed_tries",
            field=models.PositiveIntegerField(db_default=0, default=0, help_text="Since it last heard"),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="rests_until",
            field=models.DateTimeField(
                blank=True, help_text="It could not be reached; nothing is tried before", null=True
            ),
        ),
        *before.instead(before.DUE, before.DUE_NOW, awake(before.DUE_NOW)),
        *before.instead(before.OLDEST, before.OLDEST_NOW, awake(before.OLDEST_NOW)),
    ]
