"""Steps that the walk by hand and the walk in a browser share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from bookings.models import Appointment
from followups.channels.chosen import _sendgrid, _twilio
from followups.models import Message
from practices.models import AccountMail, Location, Practice
from practices.tenancy import visit
from tests.standins import sendgrid, twilio
from tests.standins.server import running


@contextmanager
def providers_on_this_machine(settings: Any) -> Iterator[tuple[Any, Any]]:
    """Twilio and SendGrid as the product sees them."""
    with running(twilio.TwilioStandin()) as texts, running(sendgrid.SendGridStandin()) as mails:
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = twilio.ACCOUNT, twilio.SECRET
        settings.TWILIO_FROM, settings.TWILIO_BASE_URL = "+13035550100", texts.url
        settings.SENDGRID_API_KEY, settings.SENDGRID_BASE_URL = sendgrid.KEY, mails.url
        _twilio.cache_clear()
        _sendgrid.cache_clear()
        yield texts, mails
        _twilio.cache_clear()
        _sendgrid.cache_clear()


def code_for(address: str) -> str:
    """The code in the newest letter to this address."""
    letter = AccountMail.objects.filter(to=address).latest("pk")
    return re.search(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]*)\s*$", letter.text, re.MULTILINE)[1]


def mails_to(mails: Any, address: str) -> list[str]:
    """The plain texts that went out to an address, in order."""
    return [
        mail["content"][0]["value"]
        for mail in mails.sent
        if mail["personalizations"][0]["to"][0]["email"] == address
    ]


def where_it_is_day() -> str:
    """A zone in which a visit of this minute is a visit of this day, whenever the test runs."""
    zones = ["America/New_York", "Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles"]
    return next(zone for zone in zones if 8 <= timezone.now().astimezone(ZoneInfo(zone)).hour < 20)


def at_noon(practice: Practice, days: int) -> datetime:
    """Noon at the practice, some days from today: never a quiet hour."""
    with visit(practice):
        zone = Location.objects.get().zone
    day = timezone.now().astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(12), tzinfo=zone)


def messages_about(practice: Practice, appointment: Appointment) -> dict[tuple[str, str], str]:
    with visit(practice):
        rows = Message.objects.filter(subject="appointment", subject_id=appointment.pk)
        return {(row.purpose, row.channel): row.status for row in rows}


def next_workday(practice: Practice, *, days: int) -> datetime:
    """Ten in the morning of the first working day that far ahead."""
    when = at_noon(practice, days).replace(hour=10)
    while when.weekday() > 4:
        when += timedelta(days=1)
    return when
