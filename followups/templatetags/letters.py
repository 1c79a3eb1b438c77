"""What templates say about messages."""

from django import template
from django.utils.functional import Promise

from followups.labels import LOOKS, PURPOSES
from followups.links import blanked
from followups.models import Message
from followups.queries.shown import held_sentence, why_sentence

register = template.Library()
register.filter(blanked)


@register.filter
def purpose(message: Message) -> str | Promise:
    return PURPOSES.get(message.purpose, message.purpose)


@register.filter
def look(message: Message) -> str:
    """The state in the words of the design: hue, icon, texture."""
    return LOOKS[Message.Status(message.status)]


@register.filter
def why(message: Message) -> str:
    return why_sentence(message)


@register.filter
def held(message: Message) -> str:
    return held_sentence(message)


@register.filter
def moment(message: Message) -> object:
    """The time that matters: when it went out, else when it was settled, else when it is due."""
    return message.sent_at or message.settled_at or message.due_at
