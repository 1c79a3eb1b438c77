"""An address is proven by whoever uses a link that went to it."""

from datetime import datetime

from django.db import transaction

from clients.events import ClientChanged
from clients.models import Client
from practices.events import record


@transaction.atomic
def prove_address(client: Client, *, at: datetime) -> None:
    """The client has acted on a message that was sent to them, so they are who they say they are.

    Records     ClientChanged, the first time
    Source      features.md F34
    """
    unproven = Client.objects.present().filter(pk=client.pk, is_verified=False)
    if unproven.update(is_verified=True):
        fact = ClientChanged(client_id=client.pk, changes={"is_verified": [False, True]})
        record(fact, practice=client.practice, by=None, at=at)
