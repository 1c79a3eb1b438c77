"""What a provider said of a message may hold the address; erasure forgot to take it along."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

FORGET = """
UPDATE followups_providerupdate SET detail = ''
FROM followups_message AS message JOIN clients_client AS client
    ON client.practice_id = message.practice_id AND client.id = message.client_id
WHERE followups_providerupdate.practice_id = message.practice_id
    AND followups_providerupdate.message_id = message.id
    AND client.erased_at IS NOT NULL AND followups_providerupdate.detail <> ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0003_oldest_due_message"),
        ("clients", "0004_tags_are_words_too"),
    ]
    operations = [RunSQL(FORGET, RunSQL.noop)]
