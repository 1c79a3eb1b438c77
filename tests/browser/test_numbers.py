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
    assert window.findings() == []
