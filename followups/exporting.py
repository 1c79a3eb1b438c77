"""What follow-ups keep about one client, for the client's export."""

from clients.exporting import Rows, told
from clients.models import Client
from followups.links import blanked
from followups.models import Feedback, InboundMessage, Message

SECRET = frozenset({"token", "lease_until", "provider_id", "html"})


def followups_part(client: Client, *, with_health: bool) -> dict[str, Rows]:
    """Messages to and from the client, and what they answered."""
    sent = Message.objects.filter(client=client).order_by("due_at")
    heard = InboundMessage.objects.filter(client=client).order_by("received_at")
    answers = Feedback.objects.filter(client=client).order_by("given_at")
    return {
        "messages": [{**told(message, without=SECRET), "text": blanked(message.text)} for message in sent],
        "messages_from_client": [{**told(one, without=SECRET), "text": one.text} for one in heard],
        "feedback": [{**told(one), "comment": one.comment if with_health else ""} for one in answers],
    }
