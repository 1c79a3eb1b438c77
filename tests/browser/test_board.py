"""The board of journeys under a real mouse and a real keyboard."""

import pytest

from journeys.models import Journey
from practices.tenancy import visit
from tests.factories import make_client

BOARD = "/p/willow/journeys/"


@pytest.fixture
def board(willow_live, tab):
    """Zoe stands in awareness; the front desk looks at the board."""
    make_client(willow_live, name="Zoe Baker")
    page = tab(willow_live.desk.user).visit(BOARD)
    page.wait_for_load_state("networkidle")
    return page


def stage_of_zoe(world):
    with visit(world.practice):
        return Journey.objects.get().stage


def in_column(page, stage):
    return page.locator(f"[data-column={stage}] [data-card]")


def drag(page, to):
    card, column = (
        in_column(page, "awareness").bounding_box(),
        page.locator(f"[data-column={to}]").bounding_box(),
    )
    page.mouse.move(card["x"] + 60, card["y"] + card["height"] - 8)
    page.mouse.down()
    page.mouse.move(card["x"] + 90, card["y"] + 40, steps=5)
    page.mouse.move(column["x"] + 80, column["y"] + 30, steps=12)
    page.mouse.up()


def test_a_card_is_moved_by_its_menu_with_a_reason_and_back_by_undo(willow_live, board):
    board.get_by_role("link", name="Move to").click()
    form = board.locator("#overlay-body")
    form.get_by_text("Booking", exact=True).click()
    form.get_by_label("Why?").fill("Calls back on Friday")
    form.get_by_role("button", name="Move").click()

    in_column(board, "booking").wait_for()
    assert stage_of_zoe(willow_live) == "booking"

    board.get_by_role("button", name="Undo").click()
    in_column(board, "awareness").wait_for()
    assert stage_of_zoe(willow_live) == "awareness"


def test_a_card_dropped_where_only_a_visit_leads_goes_back(willow_live, board):
    drag(board, "service")

    board.get_by_text("Only a visit leads there").wait_for()
    board.get_by_role("button", name="Leave as it is").click()
    in_column(board, "awareness").wait_for()
    assert stage_of_zoe(willow_live) == "awareness"


def test_a_card_is_dropped_and_given_a_reason(willow_live, board):
    drag(board, "booking")

    form = board.locator("#overlay-body")
    form.get_by_label("Why?").fill("Chooses a time at home")
    form.get_by_role("button", name="Move").click()

    in_column(board, "booking").get_by_text("Moved by hand").wait_for()
    assert stage_of_zoe(willow_live) == "booking"


def test_a_card_is_moved_by_keyboard_alone(willow_live, board):
    in_column(board, "awareness").get_by_role("link", name="Zoe Baker").first.focus()
    board.keyboard.press("Shift+ArrowRight")

    form = board.locator("#overlay-body")
    form.get_by_label("Why?").focus()
    board.keyboard.type("Chooses a time at home")
    board.keyboard.press("Enter")

    in_column(board, "booking").wait_for()
    assert stage_of_zoe(willow_live) == "booking"
