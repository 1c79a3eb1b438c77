"""The main job from end to end, as a new practice walks it, with workers and providers that speak for real.

Sign up; bring 2,000 clients and their past visits; see the dashboard change; book at the desk; confirmation and
reminders are planned and sent; the client cancels from the link; another visit is made; the check-in is answered with
two stars; the timeline, the board and the dashboard show it.
"""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from bookings.models import Appointment, Resource
from clients.models import Client
from followups.actions.sending import send_due
from followups.models import Message
from journeys.models import Journey
from metrics.tasks import refresh_numbers
from practices.models import Location, Practice
from practices.tasks import run_waiting_jobs
from practices.tenancy import visit
from tests.through import excel
from tests.through.steps import (
    at_noon,
    code_for,
    mails_to,
    messages_about,
    next_workday,
    providers_on_this_machine,
    where_it_is_day,
)

HOW_MANY = 2000
Status = Message.Status


@pytest.fixture
def providers(settings):
    with providers_on_this_machine(settings) as both:
        yield both


def sign_up(browser: Browser) -> Practice:
    who = {"name": "Ana Lind", "email": "ana@harbour.example", "password1": "a quiet river stone"}
    browser.post("/accounts/signup/", who)
    browser.post("/accounts/confirm-email/", {"code": code_for("ana@harbour.example")})
    opening = {"name": "Harbour", "kind": "clinic", "time_zone": where_it_is_day(), "currency": "USD"}
    assert browser.post("/practices/new/", opening).url == "/p/harbour/"
    return Practice.objects.get(slug="harbour")


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
    waiting = browser.get(f"/p/harbour/messages/?show=waiting&client={zoe.pk}").content.decode()
    for purpose in ("Confirmation", "Reminder, 2 days before", "Reminder, the day before"):
        assert f">{purpose}</a>" in waiting.partition('id="outbox"')[2]

    send_due(practice, clock=lambda: at_noon(practice, 1))
    sent = mails_to(mails, zoe.email)
    assert len(sent) == 1
    assert messages_about(practice, first)["confirmation", "email"] == Status.ACCEPTED

    stranger = Browser()
    message = re.search(r"(/m/harbour/[^/\s]+/)", sent[0])[1]
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
    asked = [text for text in mails_to(mails, zoe.email) if "/answer/" in text]
    assert len(asked) == 1
    answer_path = re.search(r"(/m/harbour/[^/\s]+/answer/)", asked[0])[1]
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
