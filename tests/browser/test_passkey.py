"""A passkey, from adding it to signing in by a touch, with Chromium's own virtual key."""

from tests.factories import make_user

PASSWORD = "correct horse battery"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_opens_the_door_without_a_password(transactional_db, tab):
    bea = make_user("Bea", "elsewhere")
    bea.emailaddress_set.create(email=bea.email, verified=True, primary=True)
    window = tab()
    touch = window.context.new_cdp_session(window.page)
    touch.send("WebAuthn.enable")
    touch.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

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
