"""Every page of the product, in light, in dark and at 390 px: no complaint, nothing too wide, nothing hard to read."""

import pytest
from django.test import Client

from tests.house.pages import furnish_every_page, staff_pages

PAGES = staff_pages()
DOORS = ("login/", "signup/", "login/code/", "password/reset/")
OWN_ACCOUNT = (
    "2fa/",
    "2fa/webauthn/",
    "email/",
    "password/change/",
    "sessions/",
    "logout/",
    "reauthenticate/",
)


def shown_to(user, addresses):
    """Those that answer GET with a whole page; downloads, redirects and parts are not for the eye."""
    browser = Client()
    browser.force_login(user)
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
    for address in shown_to(owner, addresses):
        window.visit(address)
        wrong += [f"{address} {line}" for line in window.in_every_look()]

    assert not wrong, "\n".join(wrong)


def test_the_doors_and_the_account_can_be_looked_at(willow_live, tab):
    wrong = []
    for user, addresses in ((None, DOORS), (willow_live.owner.user, OWN_ACCOUNT)):
        window = tab(user)
        for address in addresses:
            window.visit(f"/accounts/{address}")
            wrong += [f"{address} {line}" for line in window.in_every_look()]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/public/"])
def test_every_component_can_be_looked_at(address, transactional_db, tab):
    window = tab()
    window.visit(address)

    assert window.in_every_look() == []
