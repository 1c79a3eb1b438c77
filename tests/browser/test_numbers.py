"""The numbers in a real browser: charts show what their tables say."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from bookings import actions as bookings
from metrics import actions
from practices.tenancy import visit as inside
from tests.factories import book


def test_a_day_on_which_more_was_given_back_than_taken_reaches_below_zero(willow_live, tab):
    now = timezone.now()
    with inside(willow_live.practice):
        visit = book(willow_live)
        paid = bookings.take_payment(
            visit, amount=9000, method="card", by=willow_live.desk, at=now - timedelta(days=40)
        )
        bookings.refund(paid, amount=9000, by=willow_live.owner, at=now)
        actions.refresh(willow_live.practice)

    window = tab(willow_live.owner.user)
    page = window.visit("/p/willow/metrics/?range=7")

    expect(page.locator("figure svg").first).to_contain_text(re.compile(r"−\$"))
    expect(page.get_by_text("1 past appointment has no outcome yet")).to_be_visible()
    assert window.in_every_look() == []


def test_a_month_that_is_not_over_is_drawn_pale(willow_live, tab):
    now = timezone.now()
    with inside(willow_live.practice):
        visit = book(willow_live)
        for back in (0, 40, 80):
            at = now - timedelta(days=back)
            bookings.take_payment(visit, amount=1000, method="card", by=willow_live.desk, at=at)
        actions.refresh(willow_live.practice)

    page = tab(willow_live.owner.user).visit("/p/willow/metrics/?range=365")

    chart = page.locator("figure[data-chart]").first
    expect(chart.locator("svg")).to_be_visible()
    assert chart.locator("tbody tr").last.locator("th[data-partial]").count() == 1  # the running month
    assert chart.locator('svg path[fill-opacity="0.4"], svg path[opacity="0.4"]').count() >= 1
