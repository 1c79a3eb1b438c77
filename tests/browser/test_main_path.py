"""The main job in a real browser, from sign-up to a bad answer, with workers and providers that speak for real."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import Appointment
from clients.models import Client
from followups.actions.sending import send_due
from metrics.tasks import refresh_numbers
from practices.models import Practice
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


@pytest.fixture
def mails(settings, live_server):
    settings.EMAIL_BACKEND = "practices.mail.Outbox"
    settings.BASE_URL = live_server.url
    with providers_on_this_machine(settings) as (_, mails):
        yield mails


def sign_up(page):
    page.get_by_label("Your name").fill("Ana Lind")
    page.get_by_label("Email").fill("ana@harbour.example")
    page.get_by_label("Password").fill("a quiet river stone")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/confirm-email/")
    page.get_by_label("Code").fill(code_for("ana@harbour.example"))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/practices/new/")
    page.get_by_label("Name of your practice").fill("Harbour")
    page.get_by_label("Clinic").check()
    page.get_by_label("Time zone").select_option(where_it_is_day())
    page.get_by_label("Currency").select_option("USD")
    page.get_by_role("button", name="Open the practice").click()
    page.wait_for_url("**/p/harbour/**")


def bring(page, kind, name, content):
    page.goto("/p/harbour/clients/import/")
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("CSV file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Upload and look").click()
    page.get_by_label("Day first").check()
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    run_waiting_jobs()
    page.reload()
    page.get_by_role("button", name=re.compile("Bring in")).click()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    run_waiting_jobs()
    page.reload()
    expect(page.get_by_text("Came in", exact=True)).to_be_visible()


def book(page, client, when):
    """Fill in the page of a new booking and send it; in spite of the hours, where the desk is asked."""
    page.goto(f"/p/harbour/visits/new/?client={client.public_id}&at={when:%Y-%m-%dT%H:%M}")
    page.get_by_label("Practitioner").select_option(label="Ana Lind")
    page.get_by_role("button", name="Book", exact=True).click()
    in_spite = page.get_by_label("Book this time all the same")
    expect(in_spite.or_(page.get_by_text("is booked for")).first).to_be_visible()
    if in_spite.count():
        in_spite.check()
        page.get_by_role("button", name="Try this time").click()
        expect(page.get_by_text("is booked for").first).to_be_visible()


@pytest.mark.slow
def test_a_practice_from_its_first_minute_to_its_first_bad_answer(transactional_db, tab, mails):
    page = tab().visit("/accounts/signup/")
    sign_up(page)
    practice = Practice.objects.get()
    page.goto("/p/harbour/metrics/?range=365")
    expect(page.get_by_text("Nobody has visited yet")).to_be_visible()

    people = excel.people(HOW_MANY)
    bring(page, "Clients", "clients.csv", excel.as_csv(people))
    past = excel.visits(people, today=timezone.now() - timedelta(days=2))
    bring(page, "Past visits", "visits.csv", excel.as_unicode_text(past))
    refresh_numbers()
    page.goto("/p/harbour/metrics/?range=365")
    expect(page.get_by_text("Nobody has visited yet")).to_have_count(0)

    with visit(practice):
        zoe = Client.objects.get(external_id="K-00003")
    page.goto(f"/p/harbour/clients/{zoe.pk}/")
    page.get_by_role("button", name=re.compile("Release|automatic messages", re.IGNORECASE)).first.click()
    book(page, zoe, next_workday(practice, days=10))
    with visit(practice):
        first = Appointment.objects.exclude(source="import").get()
    assert messages_about(practice, first)["reminder_sms", "sms"] == "planned"
    page.goto(f"/p/harbour/messages/?show=waiting&client={zoe.pk}")
    for purpose in ("Confirmation", "Reminder, 2 days before", "Reminder, the day before"):
        expect(page.locator("#outbox").get_by_role("link", name=purpose, exact=True).first).to_be_visible()

    send_due(practice, clock=lambda: at_noon(practice, 1))
    [confirmation] = mails_to(mails, zoe.email)
    phone = tab(width=390).visit(re.search(r"(/m/harbour/[^/\s]+/)", confirmation)[1])
    phone.get_by_role("link", name="Move or cancel the visit").click()
    phone.get_by_role("link", name="Cancel the visit").click()
    phone.get_by_role("button", name=re.compile("cancel", re.IGNORECASE)).first.click()
    expect(phone.get_by_text(re.compile("cancelled", re.IGNORECASE)).first).to_be_visible()
    assert messages_about(practice, first)["reminder_sms", "sms"] == "withdrawn"

    now = timezone.now().astimezone(first.zone).replace(second=0, microsecond=0)
    book(page, zoe, now - timedelta(minutes=now.minute % 5))
    with visit(practice):
        second = Appointment.objects.exclude(source="import").latest("pk")
    page.goto(f"/p/harbour/visits/{second.public_id}/")
    page.get_by_role("button", name=re.compile("Done|Complete", re.IGNORECASE)).first.click()
    expect(page.get_by_role("button", name="Take back").first).to_be_visible()

    send_due(practice, clock=lambda: at_noon(practice, 1))
    asked = next(text for text in mails_to(mails, zoe.email) if "/answer/" in text)
    phone.goto(re.search(r"(/m/harbour/[^/\s]+/answer/)", asked)[1] + "?score=2")
    phone.get_by_label("What should we know?").fill("I waited for half an hour")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("You gave us 2 out of 5.")).to_be_visible()

    refresh_numbers()
    page.goto(f"/p/harbour/clients/{zoe.pk}/")
    expect(page.get_by_text("Rated the visit 2 of 5").first).to_be_visible()
    page.goto(f"/p/harbour/journeys/?q={zoe.email}")
    expect(page.get_by_text(zoe.name).first).to_be_visible()
    page.goto("/p/harbour/metrics/csat/")
    expect(page.get_by_text(zoe.name).first).to_be_visible()
