"""The words of a message, as the client sees them."""

from dataclasses import replace

from django.template import TemplateDoesNotExist
from django.utils import timezone

from followups.channels.chosen import channel_for
from followups.channels.outbox import Outbox
from followups.composing import Words, compose
from followups.links import blanked
from followups.models import Message
from followups.queries.world import Batch
from practices.models import Member
from practices.permissions import allowed


def as_seen(message: Message) -> Words | None:
    """What the client saw; for what has not gone out, what they would see now; None when there is nothing.

    The client's own links are blanked: whoever opens one acts as the client.
    """
    words = _written(message)
    return words and replace(words, text=blanked(words.text), html=blanked(words.html))


def as_seen_by(member: Member, message: Message) -> Words | None:
    """The same for a member, with the client's own links where nothing but the outbox carries them to anybody."""
    return _written(message) if may_follow_links(member, message) else as_seen(message)


def may_follow_links(member: Member, message: Message) -> bool:
    """Without a provider, whoever sends messages is the only one who can bring the client their link."""
    stays_here = message.provider in {"", Outbox.name} and channel_for(message.channel).name == Outbox.name
    return stays_here and allowed(member, "send_messages")


def _written(message: Message) -> Words | None:
    if message.attempts or message.client.erased_at:
        return Words(language=message.language, heading=message.heading, text=message.text, html=message.html)
    try:
        now = timezone.now()
        return compose(Batch([message], practice=message.practice, at=now).situation(message), at=now)
    except TemplateDoesNotExist:
        return None
