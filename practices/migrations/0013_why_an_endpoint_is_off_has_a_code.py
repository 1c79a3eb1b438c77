"""Why an endpoint is off is kept as a code, and said in the language of whoever reads it."""

from django.db import migrations, models
from django.db.migrations.operations import RunSQL

CODES = """
UPDATE practices_webhookendpoint SET disabled_because = CASE
    WHEN disabled_because LIKE '%410%' THEN 'gone' WHEN disabled_because LIKE '%hand%' THEN 'by_hand' ELSE 'deaf' END
WHERE disabled_because <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0012_deaf_endpoints_rest")]

    operations = [
        RunSQL(CODES, RunSQL.noop),
        migrations.AlterField(
            model_name="webhookendpoint",
            name="disabled_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("gone", "it answered 410 Gone"),
                    ("deaf", "it has not answered for four days"),
                    ("by_hand", "somebody switched it off"),
                ],
                max_length=20,
            ),
        ),
    ]
