"""The main job from end to end, as a new practice walks it, with workers and providers that speak for real.

Sign up; bring 2,000 clients and their past visits; see the dashboard change; book at the desk; confirmation and
reminders are planned and sent; the client cancels from the link; another visit is made; the check-in is answered with
two stars; the timeline, the board and the dashboard show it.
"""

import re
from datetime import datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from bookings.models import Appointment, Resource
from clients.models import Client
from followups.actions.sending import send_due
from followups.channels.chosen import _sendgrid, _twilio
from followups.models import Message
from journeys.models import Journey
from metrics.tasks import refresh_numbers
from practices.models import AccountMail, Location, Practice
from practices.tasks import run_waiting_jobs
from practices.tenancy import visit
from tests.standins import sendgrid, twilio
from tests.standins.server import running
from tests.through import excel

HOW_MANY = 2000
Status = Message.Status


@pytest.fixture
def providers(settings):
    """Twilio and SendGrid as the product sees them, on this machine."""
    with running(twilio.TwilioStandin()) as texts, running(sendgrid.SendGridStandin()) as mails:
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = twilio.ACCOUNT, twilio.SECRET
        settings.TWILIO_FROM, settings.TWILIO_BASE_URL = "+13035550100", texts.url
        settings.SENDGRID_API_KEY, settings.SENDGRID_BASE_URL = sendgrid.KEY, mails.url
        _twilio.cache_clear()
        _sendgrid.cache_clear()
        yield texts, mails
        _twilio.cache_clear()
        _sendgrid.cache_clear()


def sign_up(browser: Browser) -> Practice:
    who = {"name": "Ana Lind", "email": "ana@harbour.example", "password1": "a quiet river stone"}
    browser.post("/accounts/signup/", who)
    letter = AccountMail.objects.get(to="ana@harbour.example")
    code = re.search(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]*)\s*$", letter.text, re.MULTILINE)[1]
    browser.post("/accounts/confirm-email/", {"code": code})
    opening = {"name": "Harbour", "kind": "clinic", "time_zone": where_it_is_day(), "currency": "USD"}
    assert browser.post("/practices/new/", opening).url == "/p/harbour/"
    return Practice.objects.get(slug="harbour")


def where_it_is_day() -> str:
    """A zone in which a visit of this minute is a visit of this day, whenever the test runs."""
    zones = ["America/New_York", "Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles"]
    return next(zone for zone in zones if 8 <= timezone.now().astimezone(ZoneInfo(zone)).hour < 20)


def bring(browser: Browser, kind: str, name: str, content: bytes, **options: str) -> str:
    """Upload a file, take the guessed columns as they are, look at the trial, and bring it in."""
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    page = browser.post("/p/harbour/clients/import/", {"kind": kind, "file": file}).url
    guessed = browser.get(page).content.decode()
    selects = re.findall(r'<select name="(column_\d+)".*?</select>', guessed, re.DOTALL)
    columns = {place: chosen_in(guessed, place) for place in selects}
    assert all(columns.values()), f"a column was not recognised: {columns}"
    answer = browser.post(page, {**columns, "date_order": "day_first", "mark": "comma", **options})
    assert answer.status_code == 302
    run_waiting_jobs()
    browser.post(f"{page}begin/")
    run_waiting_jobs()
    return browser.get(page).content.decode()


def chosen_in(page: str, name: str) -> str:
    select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
    return re.search(r'<option value="([^"]*)" selected', select)[1]


def number_on(browser: Browser, metric: str, **narrow: str) -> int:
    """How many rows stand behind a number: its list, as a file, without the header."""
    answer = browser.get(f"/p/harbour/metrics/{metric}/rows.csv", narrow)
    content = b"".join(answer) if answer.streaming else answer.content
    return len(content.decode("utf-8-sig").splitlines()) - 1


def at_noon(practice: Practice, days: int) -> datetime:
    """Noon at the practice, some days from today: never a quiet hour."""
    with visit(practice):
        zone = Location.objects.get().zone
    day = timezone.now().astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(12), tzinfo=zone)


def book(
    browser: Browser, practice: Practice, client: Client, when: datetime, **insist: object
) -> Appointment:
    with visit(practice):
        place, ana = Location.objects.get(), Resource.objects.get(kind="practitioner", retired_at=None)
    page = browser.get("/p/harbour/visits/new/").content.decode()
    service = re.search(r'name="service".*?<option value="([^"]+)"', page, re.DOTALL)[1]
    form = {
        "client": client.public_id,
        "service": service,
        "with": ana.public_id,
        "location": place.pk,
        "day": when.date().isoformat(),
        "slot": "own",
        "time": f"{when:%H:%M}",
        "book": "yes",
        **insist,
    }
    answer = browser.post("/p/harbour/visits/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    with visit(practice):
        return Appointment.objects.exclude(source="import").latest("pk")


def messages_about(practice: Practice, appointment: Appointment) -> dict[tuple[str, str], str]:
    with visit(practice):
        rows = Message.objects.filter(subject="appointment", subject_id=appointment.pk)
        return {(row.purpose, row.channel): row.status for row in rows}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_practice_from_its_first_minute_to_its_first_bad_answer(settings, providers):
    settings.EMAIL_BACKEND = "practices.mail.Outbox"
    _, mails = providers
    browser = Browser()

    practice = sign_up(browser)
    people = excel.people(HOW_MANY)
    bring(browser, "clients", "clients.csv", excel.as_csv(people))
    with visit(practice):
        assert Client.objects.count() == HOW_MANY
        assert not Client.objects.filter(is_released=True).exists()
    before = number_on(browser, "visits", range="365")
    past = excel.visits(people, today=timezone.now() - timedelta(days=2))
    bring(browser, "visits", "visits.csv", excel.as_unicode_text(past))
    refresh_numbers()
    with visit(practice):
        assert Appointment.objects.count() == len(past)
        assert not Message.objects.exists()
    assert number_on(browser, "visits", range="365") > before

    with visit(practice):
        zoe = Client.objects.get(external_id="K-00003")
    browser.post(f"/p/harbour/clients/{zoe.pk}/release/")
    first = book(browser, practice, zoe, next_workday(practice, days=10))
    planned = messages_about(practice, first)
    assert planned["confirmation", "email"] == Status.PLANNED
    assert planned["reminder_email", "email"] == Status.PLANNED
    assert planned["reminder_sms", "sms"] == Status.PLANNED

    send_due(practice, clock=lambda: at_noon(practice, 1))
    sent = [mail for mail in mails.sent if mail["personalizations"][0]["to"][0]["email"] == zoe.email]
    assert len(sent) == 1
    assert messages_about(practice, first)["confirmation", "email"] == Status.ACCEPTED

    stranger = Browser()
    message = re.search(r"(/m/harbour/[^/\s]+/)", sent[0]["content"][0]["value"])[1]
    link = re.search(r"(/book/harbour/visit/[^/\s\"]+/)", stranger.get(message).content.decode())[1]
    assert stranger.get(link).status_code == 200
    assert messages_about(practice, first)["reminder_sms", "sms"] == Status.PLANNED
    stranger.post(f"{link}cancel/", {"reason": "A cold"})
    with visit(practice):
        assert Appointment.objects.get(pk=first.pk).status == "cancelled_by_client"
    withdrawn = messages_about(practice, first)
    assert withdrawn["reminder_email", "email"] == withdrawn["reminder_sms", "sms"] == Status.WITHDRAWN

    now = timezone.now().astimezone(first.zone).replace(second=0, microsecond=0)
    second = book(
        browser, practice, zoe, now - timedelta(minutes=now.minute % 5), insist=["hours", "rest", "client"]
    )
    answer = browser.post(
        f"/p/harbour/visits/{second.public_id}/step/", {"verb": "complete", "seen": "1.booked"}
    )
    assert answer.status_code in {200, 302}, answer.content.decode()
    with visit(practice):
        assert Appointment.objects.get(pk=second.pk).status == "completed"

    send_due(practice, clock=lambda: at_noon(practice, 1))
    asked = [mail for mail in mails.sent if "/answer/" in unescape(mail["content"][0]["value"])]
    assert len(asked) == 1
    answer_path = re.search(r"(/m/harbour/[^/\s]+/answer/)", asked[0]["content"][0]["value"])[1]
    assert stranger.get(f"{answer_path}?score=2").status_code == 200
    with visit(practice):
        assert not zoe.feedback.exists()
    stranger.post(answer_path, {"score": "2", "comment": "I waited for half an hour"})

    refresh_numbers()
    timeline = browser.get(f"/p/harbour/clients/{zoe.pk}/").content.decode()
    assert "Rated the visit 2 of 5" in unescape(timeline)
    with visit(practice):
        stage = Journey.objects.get(client=zoe).stage
    assert zoe.name in unescape(browser.get(f"/p/harbour/journeys/stage/{stage}/").content.decode())
    assert number_on(browser, "csat") == 1
    assert zoe.name in unescape(browser.get("/p/harbour/messages/attention/").content.decode())


def next_workday(practice: Practice, *, days: int) -> datetime:
    """Ten in the morning of the first working day that far ahead."""
    when = at_noon(practice, days).replace(hour=10)
    while when.weekday() > 4:
        when += timedelta(days=1)
    return when
