"""The record named friends and what was typed into a search; erasure never reached these words."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

OPEN = "SELECT set_config('app.erasing', 'yes', true)"
CLOSE = "SELECT set_config('app.erasing', '', true)"

# "Maya Lopez (12)" → 12, in [from, to]
NUMBERS = r"""
UPDATE practices_event SET payload = jsonb_set(payload, '{{changes,{field}}}', (
    SELECT jsonb_agg(
        CASE WHEN jsonb_typeof(said) = 'string' AND said #>> '{{}}' ~ '\(\d+\)$'
            THEN to_jsonb(substring(said #>> '{{}}' FROM '\((\d+)\)$')::bigint) ELSE said END ORDER BY place
    ) FROM jsonb_array_elements(payload #> '{{changes,{field}}}') WITH ORDINALITY AS pair (said, place)
))
WHERE kind = 'client.changed' AND jsonb_typeof(payload #> '{{changes,{field}}}') = 'array'
"""

# "q=Maya Lopez&tag=VIP" → "q, tag"; "visits?range=90", of the figures, stays
NAMES = r"""
UPDATE practices_event SET payload = jsonb_set(payload, '{filters}', to_jsonb(coalesce((
    SELECT string_agg(found[1], ', ') FROM regexp_matches(
        payload ->> 'filters', '(?:^|&)(q|tag|practitioner|state|sort|batch|after|before)=', 'g'
    ) AS found
), '')))
WHERE kind = 'clients.list_exported' AND payload ->> 'filters' !~ '^[a-z_]+\?'
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_walls"), ("clients", "0005_history_can_be_taken_back")]
    operations = [
        RunSQL(
            [OPEN, NUMBERS.format(field="referrer"), NUMBERS.format(field="practitioner"), NAMES, CLOSE],
            RunSQL.noop,
        )
    ]
