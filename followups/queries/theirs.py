"""Which messages, to a client and from a client, a fact is about."""

from django.db.models import Q, QuerySet

from clients.events import ConsentGiven, ConsentWithdrawn
from clients.models import Client
from followups.events import ClientWrote
from followups.models import InboundMessage, Message
from followups.rules import purposes
from practices.models import Event

INVITATIONS = [purposes.REBOOK.name, purposes.WIN_BACK.name]


def written_by(client: Client, addresses: set[str]) -> QuerySet[InboundMessage]:
    """What this client wrote, or may have written: from a number that others share, or before it was anybody's."""
    wrote = Event.objects.filter(client_id=client.pk, kind=ClientWrote.kind)
    shared = list(wrote.values_list("payload__inbound_id", flat=True))
    nobodys = InboundMessage.objects.filter(client=None, sender__in=addresses)
    found = [*nobodys.values_list("pk", flat=True), *shared]
    heard: QuerySet[InboundMessage] = InboundMessage.objects.filter(Q(client=client) | Q(pk__in=found))
    return heard


def resting_on(fact: ConsentGiven | ConsentWithdrawn) -> QuerySet[Message]:
    """The messages that the client was asked about."""
    asked_for = [purpose.name for purpose in purposes.PURPOSES.values() if purpose.consent == fact.purpose]
    found: QuerySet[Message] = Message.objects.filter(client_id=fact.client_id, purpose__in=asked_for)
    return found if fact.channel == "any" else found.filter(channel=fact.channel)


def invitations_to(client_id: int) -> QuerySet[Message]:
    found: QuerySet[Message] = Message.objects.filter(client_id=client_id, purpose__in=INVITATIONS)
    return found
