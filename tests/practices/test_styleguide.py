"""The parts every page is made of."""

from datetime import UTC, datetime

import pytest
from django.template import Context, engines
from django.test import Client

from practices.templatetags.house import initials, money

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/public/"])
def test_every_component_is_drawn_without_inline_style_or_script(address):
    page = Client().get(address)

    html = page.content.decode()
    assert page.status_code == 200
    assert "<c-" not in html
    assert " style=" not in html
    assert " onclick=" not in html


def test_a_refused_field_names_its_error_for_those_who_cannot_see_it():
    html = Client().get("/styleguide/").content.decode()

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html


def test_a_client_page_weighs_little_and_needs_no_script():
    html = Client().get("/styleguide/public/").content.decode()

    assert "<script" not in html


def test_money_is_written_in_minor_units_of_its_currency():
    assert money(8500, "EUR") == "€85.00"
    assert money(8500, "JPY") == "¥8,500"
    assert money(None, "EUR") == "–"


def test_initials_come_from_the_first_and_last_word():
    assert initials("Zoë van der Berg") == "ZB"
    assert initials("") == "?"


def test_a_time_is_shown_on_the_wall_clock_of_its_place():
    source = '{% cotton when :at="at" zone="Europe/Berlin" format="H:i" %}{% endcotton %}'
    html = (
        engines["django"]
        .from_string(source)
        .template.render(Context({"at": datetime(2026, 7, 1, 10, 0, tzinfo=UTC)}))
    )
    assert ">12:00</time>" in html
