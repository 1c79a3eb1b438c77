"""Which provider carries which kind of message: with keys the real one, without them the outbox page."""

from functools import cache

from django.conf import settings

from followups.channels import Channel
from followups.channels.addresses import checked
from followups.channels.outbox import Outbox
from followups.channels.sendgrid import SendGrid
from followups.channels.smtp import Smtp, server_at
from followups.channels.twilio import Twilio
from followups.rules.purposes import EMAIL, SMS


def channel_for(kind: str) -> Channel:
    """The channel that carries SMS or e-mail in this process."""
    if kind == SMS and settings.TWILIO_ACCOUNT_SID:
        return _twilio(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_BASE_URL)
    if kind == EMAIL and settings.SENDGRID_API_KEY:
        return _sendgrid(settings.SENDGRID_API_KEY, settings.SENDGRID_BASE_URL)
    if kind == EMAIL and settings.SMTP_URL:
        return _smtp(settings.SMTP_URL)
    return Outbox()


def carries_mail() -> bool:
    """Whether e-mail leaves the house at all."""
    return bool(settings.SENDGRID_API_KEY or settings.SMTP_URL)


@cache
def _twilio(account: str, secret: str, base_url: str) -> Channel:
    base = checked(base_url, provider="twilio", is_production=settings.IS_PRODUCTION)
    return Twilio(account=account, secret=secret, base_url=base)


@cache
def _sendgrid(key: str, base_url: str) -> Channel:
    base = checked(base_url, provider="sendgrid", is_production=settings.IS_PRODUCTION)
    return SendGrid(key=key, base_url=base)


@cache
def _smtp(url: str) -> Channel:
    return Smtp(server_at(url))
