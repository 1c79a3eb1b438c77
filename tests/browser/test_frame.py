"""What the frame of every page does by itself: colours, keys, menus, toasts, and doors that open by keyboard."""

import pytest
from playwright.sync_api import expect

from practices.models import Practice
from tests.factories import make_client
from tests.house.account_pages import verified

SETTINGS = "/p/willow/settings/practice/"


def test_the_chosen_colours_are_there_from_the_first_byte_of_the_next_page(willow_live, tab):
    page = tab(willow_live.owner.user).visit(SETTINGS)
    page.get_by_label("Light or dark").first.click()
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "rapport-dark"

    answer = page.reload()

    assert 'data-theme="rapport-dark"' in answer.text()


def test_a_change_is_said_in_a_toast_that_can_be_dismissed(willow_live, tab):
    page = tab(willow_live.owner.user).visit(SETTINGS)
    page.get_by_label("Name", exact=True).fill("Willow & Sons")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#toasts")).to_contain_text("Saved.")
    page.locator("#toasts").get_by_label("Dismiss").click()
    expect(page.locator("#toasts")).to_be_empty()
    assert Practice.objects.get().name == "Willow & Sons"


def test_keys_open_the_list_of_keys_and_the_search(willow_live, tab):
    page = tab(willow_live.owner.user).visit(SETTINGS)
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    page.keyboard.press("Control+k")
    expect(page.locator("[data-search]")).to_be_focused()


def test_the_search_finds_people_and_places_by_keyboard(willow_live, tab):
    zoe = make_client(willow_live, "Zoë Baker")
    page = tab(willow_live.owner.user).visit(SETTINGS)
    page.locator("#main").focus()
    page.keyboard.press("/")
    expect(page.locator("#found")).to_contain_text("Calendar")

    page.keyboard.type("zoe")
    expect(page.locator("#found [aria-selected=true]")).to_contain_text("Zoë Baker")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/p/willow/clients/{zoe.pk}/")


def test_enter_waits_for_the_answer_to_what_was_typed_last(willow_live, tab):
    make_client(willow_live, "Zoë Baker")
    liam = make_client(willow_live, "Liam Ortega")
    page = tab(willow_live.owner.user).visit(SETTINGS)
    field = page.locator("[data-search]")
    field.fill("zoe")
    expect(page.locator("#found [aria-selected=true]")).to_contain_text("Zoë Baker")

    field.fill("liam")
    field.press("Enter")

    page.wait_for_url(f"**/p/willow/clients/{liam.pk}/")


def test_on_a_phone_what_is_found_takes_the_whole_width(willow_live, tab):
    make_client(willow_live, "Wilhelmina Whitaker", phone="+1 303 555 0142")
    page = tab(willow_live.owner.user, width=390).visit(SETTINGS)
    page.locator("[data-search]").fill("wilhel")
    name = page.locator("#found .truncate")
    expect(name).to_have_text("Wilhelmina Whitaker")

    assert name.evaluate("(name) => name.scrollWidth <= name.clientWidth")


def test_on_a_phone_the_navigation_opens_and_leads(willow_live, tab):
    window = tab(willow_live.owner.user, width=390)
    page = window.visit(SETTINGS)
    expect(page.locator("#sidebar")).to_be_hidden()

    page.get_by_label("Open navigation").click()
    page.locator("#sidebar").get_by_role("link", name="Patients").click()

    page.wait_for_url("**/p/willow/clients/")


@pytest.mark.parametrize("address", ["/p/willow/settings/jobs/", "/accounts/sessions/"])
def test_on_a_phone_a_row_of_tabs_opens_at_the_one_that_is_shown(address, willow_live, tab):
    page = tab(verified(willow_live.owner.user), width=390).visit(address)

    expect(page.locator(".tab-row [aria-current]")).to_be_in_viewport(ratio=0.9)
    page.locator(".tab-row a").first.focus()
    expect(page.locator(".tab-row a").first).to_be_in_viewport(ratio=0.9)


def test_the_first_tab_stop_skips_to_the_content(willow_live, tab):
    page = tab(willow_live.owner.user).visit(SETTINGS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


UNDER_THE_BAR = """(() => {
    const here = document.activeElement, bar = document.querySelector(".topbar").getBoundingClientRect();
    const top = here.getBoundingClientRect().top;
    return here.closest("#main") && top < bar.bottom ? here.outerHTML.slice(0, 120) : null;
})()"""


def test_what_takes_the_focus_is_never_under_the_bar(willow_live, tab):
    page = tab(willow_live.owner.user).visit(SETTINGS)
    page.set_viewport_size({"width": 1280, "height": 420})
    page.get_by_role("button", name="Save").focus()
    hidden = []
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        hidden.append(page.evaluate(UNDER_THE_BAR))

    assert [one for one in hidden if one] == []


def test_a_new_key_is_copied_and_that_is_said(willow_live, tab):
    window = tab(willow_live.owner.user)
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = window.visit("/p/willow/settings/keys/")
    page.get_by_label("What is it for?").fill("Website")
    page.get_by_role("group", name="It may").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Copy").click()

    expect(page.locator("#toasts")).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#secret").inner_text()


def test_without_a_script_there_is_no_button_that_does_nothing(willow_live, tab):
    page = tab(willow_live.owner.user, java_script_enabled=False).visit(SETTINGS)

    expect(page.get_by_label("Light or dark").first).to_be_hidden()
    page.get_by_text("Your account").locator("..").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_hidden()


def test_a_practice_is_opened_by_somebody_who_never_was_here(transactional_db, tab, settings):
    import re

    from practices.models import AccountMail

    settings.EMAIL_BACKEND = "practices.mail.Outbox"
    page = tab(locale="en-GB", timezone_id="Europe/Berlin").visit("/accounts/signup/")
    page.get_by_label("Your name").fill("Bea Lund")
    page.get_by_label("Email").fill("bea@example.com")
    page.get_by_label("Password").fill("a quiet river stone")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/confirm-email/")
    code = re.search(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]*)\s*$", AccountMail.objects.get().text, re.MULTILINE)[1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url("**/practices/new/")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    page.get_by_label("Name of your practice").fill("Élan")
    page.get_by_label("Spa").check()
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_role("button", name="Open the practice").click()

    page.wait_for_url("**/p/elan/**")
