"""A passkey, from adding it to signing in by a touch, with Chromium's own virtual key."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_user
from tests.house.account_pages import signed_in, verified, with_every_step

PASSWORD = "correct horse battery"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def with_a_key(tab):
    """A window of a machine that can make passkeys, and has none yet."""
    window = tab()
    touch = window.context.new_cdp_session(window.page)
    touch.send("WebAuthn.enable")
    touch.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return window


def test_a_passkey_is_added_and_opens_the_door_without_a_password(transactional_db, with_a_key):
    bea, window = verified(make_user("Bea", "elsewhere")), with_a_key
    page = window.visit("/accounts/login/")
    page.get_by_label("Email").fill(bea.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/practices/new/")
    page = window.visit("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My phone")
    if page.get_by_label("Passwordless").count():
        page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)

    window.context.clear_cookies()
    page = window.visit("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/practices/new/")


def test_a_passkey_that_is_not_there_is_said_and_leaves_the_other_ways(transactional_db, with_a_key):
    page = with_a_key.visit("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.locator("#toasts")).to_contain_text("That did not work with the passkey.")
    expect(page.get_by_label("Email")).to_be_visible()


def test_the_passkey_is_as_wide_as_the_other_ways_to_prove_who_you_are(transactional_db, tab):
    bea, window = with_every_step(make_user("Bea", "elsewhere")), tab(width=390)
    window.keep_session(signed_in(bea).cookies["sessionid"].value)
    page = window.visit("/accounts/2fa/webauthn/reauthenticate/")

    passkey = page.get_by_role("button", name="Use a passkey").bounding_box()
    others = page.locator("main a.btn").all()
    assert others
    assert {round(other.bounding_box()["width"]) for other in others} == {round(passkey["width"])}
