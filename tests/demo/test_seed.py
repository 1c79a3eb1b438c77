"""The demo: one story, told once, and true in every table."""

import re
from datetime import UTC, datetime

import pytest

from bookings.models import Appointment
from clients.models import Client
from config.demo import names, seed
from config.demo.cedar import CEDAR
from config.demo.juniper import JUNIPER
from config.demo.lives import Story
from config.demo.outcomes import settle
from config.demo.willow import WILLOW
from followups.models import Feedback
from journeys import actions as journeys
from journeys.models import Journey
from metrics.actions import differences
from practices.models import Practice
from practices.tenancy import inside

MIDDAY = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)
"""A Wednesday: half past one in New York, half past six in London."""
NIGHT = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)
"""A Saturday night in New York, with the clocks about to change."""


@pytest.mark.parametrize("plan", [WILLOW, CEDAR, JUNIPER], ids=lambda plan: plan.slug)
@pytest.mark.parametrize("now", [MIDDAY, NIGHT], ids=["midday", "night"])
def test_nothing_in_the_story_happens_before_it_could(plan, now):
    story = Story(plan, now=now, scale=0.3).live()

    for visit in settle(story):
        assert visit.booked_at <= visit.starts_at
        assert visit.life.registered_at <= visit.booked_at
        if visit.status == "completed":
            assert visit.arrived_at <= visit.started_at < visit.completed_at
        if visit.cancelled_at:
            assert visit.cancelled_at > visit.booked_at


@pytest.mark.parametrize("now", [MIDDAY, NIGHT], ids=["midday", "night"])
def test_today_is_a_full_day_with_visits_in_every_state(now):
    story = Story(WILLOW, now=now).live()

    today = [visit for visit in settle(story) if visit.day == story.today[0]]

    assert {visit.status for visit in today} >= {
        "booked", "confirmed", "arrived", "in_service", "completed", "no_show", "cancelled_late",
    }  # fmt: skip
    assert {visit.person.name for visit in today} == {person.name for person in WILLOW.treating}
    assert len(today) >= 30


def test_the_story_is_the_same_every_time():
    def told():
        return [(v.life.name, v.day, v.minute, v.status) for v in settle(Story(CEDAR, now=MIDDAY).live())]

    assert told() == told()


def test_nobody_can_be_reached_at_a_number_of_the_demo():
    fiction = re.compile(r"^(\+1\d{3}55501\d\d|\+447700900\d{3}|\+4917139200\d\d)$")

    assert all(fiction.match(number) for market in names.MARKETS.values() for number in market.phones)


@pytest.mark.slow
def test_the_demo_is_true_in_every_table_and_told_once(db):
    seed.seed(now=MIDDAY, say=print, scale=0.06)
    assert seed.seed(now=MIDDAY, say=print, scale=0.06) == []

    assert set(Practice.objects.values_list("slug", flat=True)) == {"willow", "cedar", "juniper"}
    for practice in Practice.objects.all():
        with inside(practice):
            board = dict(Journey.objects.values_list("client_id", "stage"))
            journeys.place_many(list(board), practice=practice, cause="checked", at=MIDDAY)
            assert dict(Journey.objects.values_list("client_id", "stage")) == board
            assert set(board) == set(Client.objects.values_list("pk", flat=True))
            assert not differences(practice)
            assert Appointment.objects.filter(status="completed").count() > 20
            assert Feedback.objects.exists()
