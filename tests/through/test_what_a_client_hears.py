"""From the desk to the client and back: booked, told, cancelled by the link, seen, asked, answered, and counted.

The providers are stand-ins that speak their API; everything between is the product.
"""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bookings import actions as bookings
from clients import actions as clients
from followups.actions.sending import send_due
from followups.models import Feedback, Message
from journeys.models import Journey
from metrics.tasks import refresh_numbers
from tests.factories import book
from tests.followups.worlds import IN_A_WEEK, last_monday, make_reachable, next_monday
from tests.standins.sendgrid import KEY, SendGridStandin
from tests.standins.server import running
from tests.standins.twilio import ACCOUNT, SECRET, TwilioStandin

BASE = "http://testserver"


@pytest.fixture
def providers(settings):
    with running(TwilioStandin()) as texts, running(SendGridStandin()) as mails:
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, SECRET
        settings.TWILIO_FROM, settings.TWILIO_BASE_URL = "+13035550199", texts.url
        settings.SENDGRID_API_KEY, settings.SENDGRID_BASE_URL = KEY, mails.url
        settings.BASE_URL = BASE
        yield texts, mails


@pytest.fixture
def zoe(willow):
    return make_reachable(willow)


def text_of(mail):
    return next(part["value"] for part in mail["content"] if part["type"] == "text/plain")


def link_in(words, label):
    """The address behind a label in a mail's text, as a path of this site."""
    return re.search(rf"{label}: {BASE}(\S+)", words)[1]


def button_on(page, label):
    """Where a button of a page leads."""
    return re.search(rf'href="(?:{BASE})?([^"]+)"[^>]*>\s*{label}', page.content.decode())[1]


def test_a_booked_client_is_told_cancels_by_the_link_and_is_reminded_no_more(willow, zoe, providers, client):
    texts, mails = providers
    now = timezone.now()
    visit = book(willow, zoe, starts_at=next_monday(now), at=now)
    client.force_login(willow.desk.user)
    planned = client.get("/p/willow/messages/?show=waiting").content.decode()
    assert ["Confirmation" in planned, planned.count("Reminder, 2 days before") > 1] == [True, True]

    noon = now.astimezone(ZoneInfo("America/New_York")).replace(hour=12) + timedelta(days=1)
    send_due(willow.practice, clock=lambda: noon)
    (mail,) = mails.sent
    assert mail["subject"].startswith("Your visit on Monday")
    assert mail["attachments"][0]["filename"] == "visit.ics"
    assert texts.sent == []

    behind = client.get(link_in(text_of(mail), "See, move or cancel your visit"))
    manage = button_on(behind, "Move or cancel the visit")
    client.get(f"{manage}cancel/")
    visit.refresh_from_db()
    assert visit.status == "booked"
    client.post(f"{manage}cancel/", {"reason": "Travelling"})

    visit.refresh_from_db()
    assert visit.status == "cancelled_by_client"
    reminders = Message.objects.filter(purpose__startswith="reminder")
    assert {message.withheld_because for message in reminders} == {"visit_cancelled"}
    send_due(willow.practice, clock=lambda: noon + timedelta(minutes=10))
    assert [mail["subject"] for mail in mails.sent][1:] == [f"{mails.sent[0]['subject']} is cancelled"]
    send_due(willow.practice, clock=lambda: visit.starts_at - timedelta(hours=2))
    assert (len(mails.sent), texts.sent) == (2, [])


def test_a_reminded_client_is_seen_asked_and_unhappy_and_everybody_knows(willow, zoe, providers, client):
    texts, mails = providers
    visit = book(willow, zoe, starts_at=last_monday(timezone.now()))
    for hours in (46, 24):
        send_due(willow.practice, clock=lambda hours=hours: visit.starts_at - timedelta(hours=hours))
    assert [text["Body"].split(",")[0] for text in texts.sent] == ["Willow: see you Mon"]
    assert texts.sent[0]["StatusCallback"].startswith(f"{BASE}/hooks/twilio/willow/status/")

    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    bookings.take_payment(visit, amount=visit.price, method="card", by=willow.desk, at=visit.ends_at)
    send_due(willow.practice, clock=lambda: visit.ends_at + timedelta(hours=3))
    asked = mails.sent[-1]
    assert asked["subject"] == "How was your visit?"

    two = link_in(text_of(asked), "2")
    assert 'value="2" class="sr-only" checked' in client.get(two).content.decode()
    assert not Feedback.objects.exists()
    client.post(two.partition("?")[0], {"score": "2", "comment": "It hurt."})

    client.force_login(willow.owner.user)
    assert "2 / 5" in client.get("/p/willow/messages/attention/").content.decode()
    assert "Rated the visit 2 of 5" in client.get(f"/p/willow/clients/{zoe.pk}/").content.decode()
    assert Journey.objects.get(client=zoe).stage != "payment"
    refresh_numbers()
    rows = client.get("/p/willow/metrics/").content.decode()
    assert "csat" in rows


def test_news_goes_out_only_after_a_yes_and_stops_with_one_click(willow, zoe, providers, client):
    _, mails = providers
    visit = book(willow, zoe, starts_at=IN_A_WEEK)
    clients.give_consent(zoe, purpose="marketing", source="desk", by=willow.desk, at=visit.starts_at)
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    nudge = Message.objects.get(purpose="rebook")
    Message.objects.exclude(pk=nudge.pk).delete()

    send_due(willow.practice, clock=lambda: nudge.due_at)
    mail = mails.sent[-1]
    one_click = mail["headers"]["List-Unsubscribe"].strip("<>").removeprefix(BASE)
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.get(one_click)
    assert client.post(one_click, {"List-Unsubscribe": "One-Click"}).status_code == 200

    again = book(willow, zoe, starts_at=IN_A_WEEK + timedelta(days=1))
    bookings.complete(again, by=willow.desk, at=again.ends_at)
    later = Message.objects.filter(purpose="rebook").latest("due_at")
    send_due(willow.practice, clock=lambda: later.due_at)
    later.refresh_from_db()
    assert later.status == "withheld"
    assert not [mail for mail in mails.sent[1:] if mail.get("headers")]
