"""Parts of pages that a process keeps: they hold what they are drawn of and nothing of anybody else."""

from pathlib import Path

import pytest
from django.test import Client as Browser
from django.utils import translation

from practices.models import Member, Practice
from practices.page import PARTS, drawn
from practices.tenancy import visit
from tests.factories import make_member

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
KEPT = (
    "layouts/parts/sidebar.html",
    "layouts/parts/switcher.html",
    "layouts/parts/theme_menu.html",
    "metrics/parts/filters.html",
)


def page_of(member, address="/p/willow/metrics/", **more):
    browser = Browser()
    browser.force_login(member.user)
    return browser.get(address, **more).content.decode()


@pytest.mark.parametrize("template", KEPT)
def test_a_part_that_is_kept_asks_nothing_of_the_request(template):
    text = (TEMPLATES / template).read_text()
    for word in ("request", "csrf", "nonce", "user", "member", "messages"):
        assert word not in text, word


def test_the_switcher_lists_the_practices_of_who_looks(willow, cedar):
    with visit(willow.practice):
        make_member(willow.practice, cedar.owner.user, "owner")
    nina, ana = page_of(cedar.owner), page_of(willow.owner)

    assert 'href="/p/cedar/"' in nina
    assert 'href="/p/cedar/"' not in ana
    assert 'href="/p/cedar/"' in page_of(cedar.owner)


def test_a_place_is_lit_on_its_own_page_alone(willow):
    lit = 'href="/p/willow/clients/" aria-current="page"'
    assert lit not in page_of(willow.owner)
    assert lit in page_of(willow.owner, "/p/willow/clients/")
    assert lit not in page_of(willow.owner)


def test_another_role_is_led_elsewhere_at_once(willow):
    metrics = 'class="nav-link" href="/p/willow/metrics/"'
    assert metrics in page_of(willow.owner, "/p/willow/")
    with visit(willow.practice):
        Member.objects.filter(pk=willow.owner.pk).update(role="front_desk")
    assert metrics not in page_of(willow.owner, "/p/willow/")


def test_another_name_is_shown_at_once(willow):
    page_of(willow.owner)
    Practice.objects.filter(pk=willow.practice.pk).update(name="Willow & Daughters")
    assert 'truncate font-semibold">Willow &amp; Daughters<' in page_of(willow.owner)


def test_another_theme_or_language_is_another_part():
    def kept(theme):
        drawn("layouts/parts/theme_menu.html", theme=theme)
        return len(PARTS._drawn)

    PARTS._drawn.clear()
    assert (kept(""), kept("rapport"), kept("")) == (1, 2, 2)
    with translation.override("de"):
        assert kept("") == 3
    assert 'data-set-theme="rapport" aria-pressed="true"' in drawn(
        "layouts/parts/theme_menu.html", theme="rapport"
    )


def test_what_is_kept_was_escaped():
    told = drawn("layouts/parts/switcher.html", name="<b>", role="", others=(), new_practice="/")
    assert "<b>" not in told
    assert "&lt;b&gt;" in told
