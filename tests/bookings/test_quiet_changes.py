"""A change can be made without telling the client; the record says so, and follow-ups keep still."""

from datetime import timedelta

import pytest

from bookings import actions
from practices.models import Event
from tests.factories import NOON, TEN, book


@pytest.mark.parametrize("quietly", [True, False])
def test_a_move_says_whether_the_client_is_told(willow, quietly):
    visit = book(willow)

    actions.reschedule(visit, starts_at=TEN + timedelta(hours=1), quietly=quietly, by=willow.desk, at=NOON)

    assert Event.objects.get(kind="appointment.moved").payload["is_quiet"] is quietly


@pytest.mark.parametrize("quietly", [True, False])
def test_a_cancellation_says_whether_the_client_is_told(willow, quietly):
    visit = book(willow)

    actions.cancel(visit, party="practice", quietly=quietly, by=willow.desk, at=NOON)

    assert Event.objects.get(kind="appointment.cancelled").payload["is_quiet"] is quietly
