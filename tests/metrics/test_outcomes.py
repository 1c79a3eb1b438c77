"""How appointments end, as the day counts them and as the list behind the rate shows them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.models import Appointment
from metrics import actions
from metrics.models import Outcome
from metrics.queries.numbers import numbers_of
from metrics.queries.rows import Asked, behind
from metrics.queries.rows.appointments import outcome
from metrics.queries.scope import scope_of
from metrics.rules.outcomes import Outcomes
from metrics.rules.shares import Share
from tests.metrics.history import History

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 29, 12, tzinfo=BERLIN)  # the clocks went forward that night
HOUR = timedelta(hours=1)


@pytest.fixture
def history(willow):
    return History(willow.practice)


def counted_as(history, visit):
    """How the day counts it; the list must call it the same."""
    actions.refresh(history.practice)
    row = Outcome.objects.get()
    [name] = [name for name in vars(Outcomes()) if getattr(row, name)]
    assert Appointment.objects.annotate(outcome=outcome()).get(pk=visit.pk).outcome == name
    return name


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (25 * HOUR, "early_cancel"),
        (24 * HOUR, "early_cancel"),  # exactly the notice is in time
        (24 * HOUR - timedelta(seconds=1), "late_cancel"),
        (timedelta(seconds=1), "late_cancel"),
        (timedelta(0), "no_show"),
        (-HOUR, "no_show"),
    ],
)
def test_a_cancellation_is_early_late_or_a_no_show_by_the_hours_gone_by(history, before, expected):
    visit = history.book(history.register(), NOON, place=1)
    history.now = NOON.astimezone(ZoneInfo("UTC")) - before
    history.cancel(visit)
    assert counted_as(history, visit) == expected


def test_noon_the_day_before_a_short_night_is_too_late(history):
    visit = history.book(history.register(), NOON, place=1)
    history.now = datetime(2026, 3, 28, 12, tzinfo=BERLIN)  # 23 hours before
    history.cancel(visit)
    assert counted_as(history, visit) == "late_cancel"


def test_the_notice_is_the_one_agreed_when_it_was_booked(history):
    visit = history.book(history.register(), NOON, place=1, late_notice_hours=48)
    history.now = NOON - timedelta(hours=30)
    history.cancel(visit)
    assert counted_as(history, visit) == "late_cancel"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("completed", "attended"),
        ("no_show", "no_show"),
        ("cancelled_by_practice", "practice_cancel"),
        ("cancelled_by_client", "early_cancel"),  # an import says no more
        ("cancelled_late", "late_cancel"),
    ],
)
def test_an_imported_appointment_counts_by_its_status(history, status, expected):
    history.import_visit(history.register(), NOON, status=status)
    assert counted_as(history, history.visits[0]) == expected


def test_what_the_practice_cancelled_or_nobody_resolved_is_in_no_rate():
    counted = Outcomes(attended=80, no_show=5, late_cancel=15, early_cancel=20)
    beside = Outcomes(80, 5, 15, 20, practice_cancel=9, unresolved=7)
    assert counted.no_show_rate == beside.no_show_rate == Share(5, 85)
    assert counted.broken_rate == beside.broken_rate == Share(20, 100)


def test_a_late_cancellation_for_tonight_is_in_the_rate_from_tonight_on(history):
    """Before, nobody knows of anyone else's tonight whether they come: it alone would make the rate look worse."""
    history.complete(history.book(history.register(), history.now - 2 * HOUR))
    history.cancel(history.book(history.register(), history.now + 5 * HOUR))
    actions.refresh(history.practice)

    def told(**more):
        scope = scope_of(history.practice, history.places, at=history.now, days=7, **more)
        share = numbers_of(scope).by_id["broken_rate"].share
        assert behind("broken_rate", Asked(scope)).rows.count() == share.denominator
        assert behind("broken_rate", Asked(scope, "numerator")).rows.count() == share.numerator
        return share

    here = {"location": history.places[0], "practitioner_id": history.hands[0].pk}
    assert told() == told(**here) == Share(0, 1)
    history.now += 6 * HOUR
    assert told() == told(**here) == Share(1, 2)
