"""The words of a message, as the client sees them."""

from django.template import TemplateDoesNotExist
from django.utils import timezone

from followups.composing import Words, compose
from followups.models import Message
from followups.queries.world import Batch


def as_seen(message: Message) -> Words | None:
    """What the client saw; for what has not gone out, what they would see now; None when there is nothing."""
    if message.attempts or message.client.erased_at:
        return Words(language=message.language, heading=message.heading, text=message.text, html=message.html)
    try:
        now = timezone.now()
        return compose(Batch([message], practice=message.practice, at=now).situation(message), at=now)
    except TemplateDoesNotExist:
        return None
