"""What templates say about clients."""

from typing import Any

from django import template

from clients.forms import SOURCES
from clients.rules.phones import spoken_phone

register = template.Library()


@register.filter
def phone(e164: str, region: str = "") -> str:
    """The number as people of that country write it."""
    return spoken_phone(e164, region=region)


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """What a mapping holds under a key that only the template knows."""
    return found.get(key)


@register.filter
def consent_source(code: str) -> str:
    """Where consent was said, in words; other apps' codes stand for themselves."""
    return str(SOURCES.get(code, code.replace("_", " ")))
