"""The desk in a real browser: book from an empty slot, drag, stretch, take back, run and close a visit."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import Appointment
from practices.tenancy import visit as inside
from tests.factories import book, make_client


@pytest.fixture
def ten():
    """Ten in New York on a Monday that is still to come (winter time)."""
    today = timezone.now()
    return today.replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=14 - today.weekday())


@pytest.fixture
def booked(willow_live, ten):
    with inside(willow_live.practice):
        return book(willow_live, starts_at=ten)


def calendar(tab, willow, day):
    window = tab(willow.desk.user)
    page = window.visit(f"/p/willow/calendar/?day={day:%Y-%m-%d}")
    expect(page.locator(".ec-resource, .column-head").first).to_be_visible()
    return window, page


def spot(page, name, clock):
    """Where this person's column and this time cross."""
    head = page.locator(".column-head", has_text=name).bounding_box()
    row = page.locator(".ec-sidebar time", has_text=re.compile(f"^{clock}$")).bounding_box()
    return head["x"] + 60, row["y"] + row["height"] / 2 + 4


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 3, start[1] + 8, steps=3)
    page.mouse.move(*end, steps=8)
    page.mouse.up()


def reloaded(willow, row):
    with inside(willow.practice):
        return Appointment.objects.get(pk=row.pk)


def test_an_empty_slot_becomes_a_booking_and_an_undo_gives_it_back(willow_live, tab, ten):
    make_client(willow_live)
    window, page = calendar(tab, willow_live, ten)

    page.mouse.click(*spot(page, "Petra", "11:00 AM"))
    dialog = page.locator("#overlay")
    expect(dialog.get_by_label("Practitioner")).to_contain_text("Petra")
    expect(dialog.locator("[data-own-time]")).to_have_value("11:00")
    dialog.get_by_label("Patient").fill("zoe bakre")
    dialog.get_by_text("Zoe Baker").click()
    expect(dialog.get_by_text("first visit")).to_be_visible()
    assert window.findings() == []
    dialog.get_by_role("button", name="Book", exact=True).click()

    expect(page.locator("#toasts")).to_contain_text("Zoe Baker is booked for")
    expect(page.locator("a.evt", has_text="Zoe Baker")).to_be_visible()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("taken back")
    expect(page.locator("a.evt", has_text="Zoe Baker")).to_have_count(0)


def test_a_dragged_visit_moves_only_after_yes_and_comes_back_by_undo(willow_live, tab, booked, ten):
    _window, page = calendar(tab, willow_live, ten)
    card = page.locator("a.evt", has_text="Zoe Baker")
    home = card.bounding_box()

    x, y = home["x"] + 40, home["y"] + 12
    drag(page, (x, y), spot(page, "Ana", "2:00 PM"))
    dialog = page.locator("#overlay")
    expect(dialog).to_contain_text("with Ana")
    dialog.get_by_role("link", name="Keep").click()
    expect(dialog).to_be_hidden()
    assert abs(card.bounding_box()["y"] - home["y"]) < 2

    drag(page, (x, y), spot(page, "Ana", "2:00 PM"))
    dialog.get_by_role("button", name="Move and tell them").click()
    expect(page.locator("#toasts")).to_contain_text("is moved to")
    moved = reloaded(willow_live, booked)
    assert moved.starts_local.hour == 14

    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("back where they were")
    assert reloaded(willow_live, booked).starts_at == ten


def test_a_drop_on_taken_time_says_why_and_the_card_goes_home(willow_live, tab, booked, ten):
    with inside(willow_live.practice):
        book(willow_live, make_client(willow_live, "Liam Ortega"), ten + timedelta(hours=4))
    _window, page = calendar(tab, willow_live, ten)
    home = page.locator("a.evt", has_text="Zoe Baker").bounding_box()

    drag(page, (home["x"] + 40, home["y"] + 12), spot(page, "Petra", "2:00 PM"))
    dialog = page.locator("#overlay")
    dialog.get_by_role("button", name="Move quietly").click()

    expect(dialog.get_by_role("alert")).to_contain_text("Petra is already taken")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert abs(page.locator("a.evt", has_text="Zoe Baker").bounding_box()["y"] - home["y"]) < 2
    assert reloaded(willow_live, booked).starts_at == ten


def test_a_stretched_card_makes_the_visit_longer(willow_live, tab, booked, ten):
    _window, page = calendar(tab, willow_live, ten)
    card = page.locator(".ec-event", has_text="Zoe Baker").bounding_box()

    edge = (card["x"] + 60, card["y"] + card["height"] - 2)
    drag(page, edge, (edge[0], edge[1] + 38))
    expect(page.locator("#overlay")).to_contain_text("Change the length?")
    page.locator("#overlay").get_by_role("button", name="Change the length").click()

    expect(page.locator("#toasts")).to_contain_text("now stays until 11:30 AM")
    assert reloaded(willow_live, booked).ends_at == ten + timedelta(minutes=90)


def test_others_see_the_change_without_asking(willow_live, tab, booked, ten):
    _window, page = calendar(tab, willow_live, ten)
    _other, elsewhere = calendar(tab, willow_live, ten)
    page.locator("a.evt", has_text="Zoe Baker").click()
    page.locator("#visit").get_by_role("button", name="Confirm").click()
    expect(page.locator("#toasts")).to_contain_text("Confirmed")

    elsewhere.evaluate("document.body.dispatchEvent(new CustomEvent('day:changed', {bubbles: true}))")

    expect(elsewhere.locator(".ec-event.st-confirmed")).to_be_visible()


def test_keys_walk_the_days_and_the_list_and_can_be_switched_off(willow_live, tab, booked, ten):
    window = tab(willow_live.desk.user)
    page = window.visit(f"/p/willow/calendar/?view=list&day={ten:%Y-%m-%d}")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tuesday")
    page.keyboard.press("t")
    expect(page.locator("#day")).to_have_attribute("data-day", re.compile(r"\d"))
    page.keyboard.press("n")
    expect(page.locator("#overlay")).to_be_visible()

    page.keyboard.press("Escape")
    page.evaluate("localStorage.setItem('single-keys', 'off')")
    page.keyboard.press("n")
    expect(page.locator("#overlay")).to_be_hidden()


def test_a_day_typed_by_keyboard_is_gone_to_once_it_is_whole(willow_live, tab, ten):
    page = tab(willow_live.desk.user).visit(f"/p/willow/calendar/?view=list&day={ten:%Y-%m-%d}")
    field = page.get_by_label("Day", exact=True)
    field.focus()
    page.keyboard.type("03152031", delay=150)

    expect(page.locator("#day")).to_have_attribute("data-day", "2031-03-15")
    expect(field).to_be_focused()


def test_enter_looks_for_times_and_leaves_who_was_chosen(willow_live, tab, ten):
    zoe = make_client(willow_live)
    page = tab(willow_live.desk.user).visit(
        f"/p/willow/visits/new/?client={zoe.public_id}&day={ten:%Y-%m-%d}"
    )
    page.get_by_label("Time", exact=True).fill("15:00")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Time", exact=True)).to_have_value("15:00")
    expect(page.get_by_text("Zoe Baker").first).to_be_visible()
    with inside(willow_live.practice):
        assert not Appointment.objects.exists()


def test_a_visit_is_run_and_closed_on_one_screen(willow_live, tab):
    with inside(willow_live.practice):
        visit = book(willow_live)
    window = tab(willow_live.practitioner.user)
    page = window.visit(f"/p/willow/visits/{visit.public_id}/close/")
    result = page.locator(".close-result")

    page.get_by_role("button", name="Done").click()
    expect(result).to_contain_text("Completed")
    page.get_by_label("New note").fill("Left shoulder better.")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_role("link", name="Read 1 note").click()
    expect(page.locator("#read-notes")).to_contain_text("Left shoulder better.")
    expect(page.get_by_label("Amount (USD)")).to_have_value("120.00")
    page.get_by_role("button", name="Take the payment").click()
    expect(result).to_contain_text("Paid")
    page.locator("button[name=slot]").first.click()
    expect(result).to_contain_text("Next:")

    assert window.findings() == []
    done = reloaded(willow_live, visit)
    assert done.status == "completed"


def test_two_quick_clicks_take_one_payment_and_keep_one_note(willow_live, tab):
    with inside(willow_live.practice):
        visit = book(willow_live)
    page = tab(willow_live.practitioner.user).visit(f"/p/willow/visits/{visit.public_id}/close/")

    page.get_by_label("Amount (USD)").fill("50")
    page.get_by_role("button", name="Take the payment").dblclick()
    expect(page.locator("#close")).to_contain_text("$70.00")
    page.get_by_label("New note").fill("Left shoulder better.")
    page.get_by_role("button", name="Keep the note").dblclick()
    expect(page.get_by_role("link", name="Read 1 note")).to_be_visible()
    page.wait_for_load_state("networkidle")

    with inside(willow_live.practice):
        assert (visit.payments.count(), visit.notes.count()) == (1, 1)


def test_on_a_phone_the_day_is_a_list_and_a_visit_one_tap_away(willow_live, tab, booked, ten):
    window = tab(willow_live.desk.user, width=390)
    page = window.visit(f"/p/willow/calendar/?day={ten:%Y-%m-%d}")
    expect(page.locator("[data-calendar]")).to_be_hidden()

    page.locator("[data-row]").first.click()

    expect(page.locator("#visit")).to_contain_text("First assessment")
    assert window.findings() == []


def test_on_a_phone_an_open_end_is_closed_without_looking_for_the_button(willow_live, tab):
    last_week = timezone.now().replace(hour=15, minute=0, second=0, microsecond=0)
    with inside(willow_live.practice):
        left = make_client(willow_live, "Bartholomew Featherstonehaugh")
        book(willow_live, left, last_week - timedelta(days=7 + last_week.weekday()))
    page = tab(willow_live.desk.user, width=390).visit("/p/willow/calendar/open-ends/")

    button = page.get_by_role("link", name=re.compile("^Close"))
    expect(button).to_be_in_viewport(ratio=1)
    expect(page.locator("main")).to_contain_text("Booked")


def test_without_a_script_the_day_is_there_and_a_booking_is_made(willow_live, tab, ten):
    make_client(willow_live)
    window = tab(willow_live.desk.user, java_script_enabled=False)
    page = window.visit(f"/p/willow/visits/new/?day={ten:%Y-%m-%d}")
    page.get_by_label("Patient").fill("zoe")
    page.get_by_role("button", name="Find").click()
    page.get_by_text("Zoe Baker").click()
    page.get_by_role("button", name="Book", exact=True).click()

    expect(page.locator(".agenda")).to_contain_text("Zoe Baker")
