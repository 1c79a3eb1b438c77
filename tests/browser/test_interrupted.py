"""Work that is interrupted: nothing typed is lost, nobody is taken for somebody else, and what is old says so."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone
from playwright.sync_api import expect

from practices.tenancy import visit as inside
from tests.factories import book, make_client


@pytest.fixture
def monday():
    """Ten in New York on a Monday that is still to come (winter time)."""
    today = timezone.now()
    return today.replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=14 - today.weekday())


def look_again(page):
    page.evaluate("document.body.dispatchEvent(new CustomEvent('day:changed', {bubbles: true}))")


def test_what_was_typed_outlives_the_session_and_is_sent_after_signing_in(willow_live, tab, monday):
    make_client(willow_live)
    window = tab(willow_live.desk.user)
    page = window.visit(f"/p/willow/calendar/?day={monday:%Y-%m-%d}")
    expect(page.locator(".column-head").first).to_be_visible()
    book = f"{{detail: {{url: '/p/willow/visits/new/?day={monday:%Y-%m-%d}'}}}}"
    page.evaluate(f"document.dispatchEvent(new CustomEvent('rapport:book', {book}))")
    dialog = page.locator("#overlay")
    dialog.get_by_label("Patient").fill("zoe")
    button, held = dialog.get_by_role("button", name="Book", exact=True), []
    expect(dialog.get_by_text("Zoe Baker")).to_be_visible()
    page.route("**/visits/new/", lambda route: held.append(route))
    dialog.get_by_text("Zoe Baker").click()
    expect(button).to_be_disabled()  # until the form stands as it will be sent
    held.pop().continue_()
    page.unroute("**/visits/new/")
    expect(dialog.get_by_text("first visit")).to_be_visible()

    Session.objects.all().delete()
    button.click()

    sign_in = dialog.get_by_role("link", name="Sign in in a new tab")
    expect(sign_in).to_be_visible()
    assert "next=%2Fp%2Fwillow%2Fcalendar%2F%3Fday" in sign_in.get_attribute("href")
    look_again(page)
    expect(page.locator("[data-stale]")).to_contain_text("Not up to date since")
    expect(page.locator("[data-once]")).to_have_count(1)

    again = Browser()
    again.force_login(willow_live.desk.user)
    window.keep_session(again.cookies["sessionid"].value)
    window.context.add_cookies([{"name": "csrftoken", "value": "n" * 32, "url": window.base}])
    button.click()
    expect(page.locator("#toasts")).to_contain_text("Zoe Baker is booked for")
    expect(page.locator("[data-stale]")).to_be_hidden()


def test_a_panel_that_cannot_be_loaded_never_shows_somebody_else(willow_live, tab, monday):
    with inside(willow_live.practice):
        book(willow_live, make_client(willow_live, "Anna Reed"), monday)
        book(willow_live, make_client(willow_live, "Bob Lund"), monday + timedelta(hours=2))
    window = tab(willow_live.desk.user)
    page = window.visit(f"/p/willow/calendar/?view=list&day={monday:%Y-%m-%d}")
    page.get_by_role("link", name="Anna Reed").click()
    panel = page.locator("#visit")
    expect(panel).to_contain_text("Anna Reed")
    page.keyboard.press("Escape")

    page.route("**/visits/**", lambda route: route.fulfill(status=429, body="Too many"))
    page.get_by_role("link", name="Bob Lund").click()
    note = page.locator("#toasts [data-once]")
    expect(note).to_contain_text("That did not work.")
    expect(panel).to_be_hidden()
    note.get_by_label("Dismiss").click()

    page.locator(".agenda-step button").first.click()  # asks to swap nothing
    expect(note).to_be_visible()
    note.get_by_label("Dismiss").click()

    page.unroute("**/visits/**")
    page.context.set_offline(True)
    page.get_by_role("link", name="Bob Lund").click()
    expect(note).to_be_visible()
    expect(panel).to_be_hidden()

    page.context.set_offline(False)
    window.complaints.clear()  # that the network was away
    page.get_by_role("link", name="Bob Lund").click()
    expect(panel).to_contain_text("Bob Lund")
    expect(panel).not_to_contain_text("Anna Reed")
