"""START undoes a stop, whichever way it was said: by a text, or by "no more texts at all" behind a link.

A no to one kind of message is no stop, and stays until the client says otherwise.
Source      reliability.md fault 24; features.md F66, F67
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clients.actions.consents import give_consent
from clients.models import Client
from clients.queries.consents import agrees
from followups.actions.preferences import one_at_a_time
from followups.actions.suppressing import reopen
from followups.models import InboundMessage
from followups.queries.stops import taken_by_stop
from followups.rules.purposes import SMS, STARTED
from practices.models import Practice


@transaction.atomic
def start_again(
    practice: Practice, heard: InboundMessage, clients: Sequence[Client], *, at: datetime
) -> bool:
    """Give back to a number, and to the clients who share it, what a stop took away.

    clients     in order of id
    Returns     whether any of them gets texts about visits now
    Records     AddressReopened, ConsentGiven
    """
    for client in clients:
        one_at_a_time(client)
    reopen(practice, SMS, heard.sender, reason="said_start", at=at)
    for client in clients:
        for purpose, wording in taken_by_stop(client):
            give_consent(
                client, purpose=purpose, channel=SMS, wording=wording, source="sms",
                evidence={"inbound": heard.pk}, by=None, at=at,
            )  # fmt: skip
    return any(agrees(client, STARTED.consent, SMS) is not False for client in clients)
