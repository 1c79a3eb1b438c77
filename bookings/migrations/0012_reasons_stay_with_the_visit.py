"""Why a visit was called off stood in the record too, where no word may stand: it may tell of health."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

OPEN = "SELECT set_config('app.erasing', 'yes', true)"
CLOSE = "SELECT set_config('app.erasing', '', true)"
WITHOUT = """
UPDATE practices_event SET payload = payload - 'reason'
WHERE kind = 'appointment.cancelled' AND payload ? 'reason'
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_walls"), ("bookings", "0011_contact_given_online_is_kept")]
    operations = [RunSQL([OPEN, WITHOUT, CLOSE], RunSQL.noop)]
