"""Every page of the product, in light, in dark and at 390 px: no complaint, nothing too wide, nothing hard to read."""

import pytest

from practices import opening
from tests.factories import NOON
from tests.house.account_pages import signed_in, with_every_step, with_nothing_but_an_address
from tests.house.pages import furnish_every_page, staff_pages
from tests.house.public_pages import address_of, furnish_every_public_page, public_pages

PAGES = staff_pages()
OUTSIDE = [page for page in public_pages() if not page.pattern.startswith("styleguide/")]
NOT_FOR_EYES = {
    ":livez", ":readyz", ":metrics", "followups:twilio_status", "followups:twilio_inbound", "followups:sendgrid",
    "public:confirm", "public:calendar", ":mfa_login_webauthn", ":mfa_download_recovery_codes",
}  # fmt: skip
"""Answers for programs, files, and buttons without a page."""
ON_A_WAY = {
    # test_booking_page.py
    "public:services", "public:people", "public:times", "public:details", "public:visit", "public:move",
    "public:cancel",
    # test_signing_in.py
    ":account_email_verification_sent", ":account_confirm_login_code", ":account_confirm_password_reset_code",
    ":account_complete_password_reset", ":mfa_authenticate",
}  # fmt: skip
"""Looked at where somebody walks there: they open only from the page before."""


def shown_to(browser, addresses):
    """Those that answer GET with a whole page; downloads, redirects and parts are not for the eye."""
    for address in addresses:
        answer = browser.get(address)
        is_page = answer.status_code == 200 and answer.content[:15].lower() == b"<!doctype html>"
        if is_page and "attachment" not in answer.get("Content-Disposition", ""):
            yield address


@pytest.mark.parametrize("app", sorted({page.name.partition(":")[0] for page in PAGES}))
def test_every_staff_page_can_be_looked_at(app, willow_live, tab):
    furnish_every_page(willow_live)
    owner = willow_live.owner.user
    addresses = [page.address(willow_live) for page in PAGES if page.name.startswith(f"{app}:")]
    window = tab(owner)
    wrong = []
    for address in shown_to(signed_in(owner), addresses):
        window.visit(address)
        wrong += [f"{address} {line}" for line in window.in_every_look()]

    assert not wrong, "\n".join(wrong)


@pytest.fixture
def outside(willow_live):
    """Who sees which pages outside the practices, each page with the first who does; and the pages nobody saw.

    A stranger; Ana, with two practices and every second step; Bea, with no practice and no password.
    """
    furnish_every_public_page(willow_live)
    ana = with_every_step(willow_live.owner.user)
    opening.open_practice(
        ana, name="Harbour", slug="harbour", kind="spa", time_zone="Europe/London", currency="GBP", at=NOON
    )
    left = {address_of(page, willow_live): page.name for page in OUTSIDE if page.name not in ON_A_WAY}
    seen = {}
    for who, user in (("a stranger", None), ("Ana", ana), ("Bea", with_nothing_but_an_address())):
        browser = signed_in(user)
        seen[who] = browser, list(shown_to(browser, left))
        left = {address: name for address, name in left.items() if address not in seen[who][1]}
    return seen, set(left.values())


@pytest.mark.parametrize("who", ["a stranger", "Ana", "Bea"])
def test_every_page_outside_the_practices_can_be_looked_at(who, outside, tab):
    seen, unseen = outside
    (browser, addresses), window, wrong = seen[who], tab(), []
    if session := browser.cookies.get("sessionid"):
        window.keep_session(session.value)
    for address in addresses:
        window.visit(address)
        wrong += [f"{address} {line}" for line in window.in_every_look()]

    assert not wrong, "\n".join(wrong)
    assert unseen == NOT_FOR_EYES


@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/public/"])
def test_every_component_can_be_looked_at(address, transactional_db, tab):
    window = tab()
    window.visit(address)

    assert window.in_every_look() == []
