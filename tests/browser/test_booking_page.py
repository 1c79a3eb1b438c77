"""A client books on a phone, with and without scripts, by touch and by keyboard, and manages the visit."""

import pytest

from bookings.models import Appointment
from practices.tenancy import visit


def fill_in(page):
    page.get_by_label("Your name").fill("Zoe Baker")
    page.get_by_label("E-mail").fill("zoe@example.org")


def the_visit(world):
    with visit(world.practice):
        return Appointment.objects.select_related("client").get()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_client_books_moves_and_cancels_on_a_phone(willow_live, tab, scripts):
    # At some hours of the week the first free time is within the day of notice.
    type(willow_live.practice).objects.update(late_notice_hours=0)
    window = tab(width=390, java_script_enabled=scripts)
    page = window.visit("/book/willow/")
    page.get_by_role("link", name="First assessment").click()
    page.get_by_role("link", name="Petra").click()
    page.get_by_role("button", name="with Petra").first.click()
    page.get_by_text("We keep this time for you until").wait_for()
    if scripts:
        assert page.locator("[data-countdown-left]").inner_text().startswith(("10:", "9:"))
    fill_in(page)
    page.get_by_role("button", name="Book this visit").click()

    page.get_by_role("heading", name="You're booked").wait_for()
    booked = the_visit(willow_live)
    assert (booked.client.name, booked.source) == ("Zoe Baker", "online")

    page.get_by_role("link", name="Choose another time").click()
    page.locator("details").last.locator("summary").click()
    page.locator("details").last.get_by_role("button").last.click()
    page.get_by_role("heading", name="You're booked").wait_for()
    assert the_visit(willow_live).starts_at > booked.starts_at

    page.get_by_role("link", name="Cancel the visit").click()
    page.get_by_role("button", name="Cancel the visit").click()
    page.get_by_text("Cancelled by client").wait_for()
    assert the_visit(willow_live).status == "cancelled_by_client"


def test_a_client_books_with_the_keyboard_alone(willow_live, tab):
    page = tab().visit("/book/willow/")

    def press_on(name, then):
        for _ in range(60):
            page.keyboard.press("Tab")
            said = page.evaluate(
                "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '')"
            )
            if name in said:
                page.keyboard.press("Enter")
                page.get_by_role("heading", name=then).wait_for()
                return
        raise AssertionError(f"the keyboard never reached {name}")

    press_on("First assessment", "With whom?")
    press_on("Anyone", "Choose a time")
    press_on(", with", "Your details")
    page.get_by_label("Your name").focus()
    page.keyboard.type("Zoe Baker")
    page.keyboard.press("Tab")
    page.keyboard.type("zoe@example.org")
    press_on("Book this visit", "You're booked")
    assert the_visit(willow_live).client.email == "zoe@example.org"


def test_every_step_of_booking_can_be_looked_at(willow_live, tab):
    window = tab()
    page = window.visit("/book/willow/")
    wrong = list(window.in_every_look())
    page.get_by_role("link", name="First assessment").click()
    wrong += window.in_every_look()
    page.get_by_role("link", name="Anyone").click()
    wrong += window.in_every_look()
    page.get_by_role("button", name="with ").first.click()
    wrong += window.in_every_look()
    page.get_by_label("Your name").fill("Zoe Baker")
    page.get_by_role("button", name="Book this visit").click()
    page.get_by_text("Please give an e-mail address or a mobile number").wait_for()
    wrong += window.in_every_look()
    fill_in(page)
    page.get_by_role("button", name="Book this visit").click()
    page.get_by_role("heading", name="You're booked").wait_for()
    wrong += window.in_every_look()
    link = page.url.partition("?")[0]
    for way in ("", "move/", "cancel/", "../dead/"):
        window.visit(link + way)
        wrong += window.in_every_look()
    assert wrong == []
