"""What the first page of the day says of free time, of people who stay away, and of the last 30 days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from journeys.models import Journey
from metrics.queries.today import free_minutes, late_by_rhythm
from practices.models import Member
from tests.factories import NOON, book, make_client

HOUR = timedelta(hours=1)


def free(willow, at=NOON, **more):
    return free_minutes([willow.location], at=at, **more)


def test_free_time_is_what_is_left_of_the_working_hours(willow):
    morning = NOON - 3 * HOUR
    before = free(willow, morning)
    assert before == 2 * 8 * 60  # Ana and Petra, 9 to 13 and 14 to 18
    assert free(willow, morning, member=willow.practitioner) == 8 * 60

    visit = book(willow)
    taken = willow.service.before_minutes + willow.service.minutes + willow.service.after_minutes
    assert free(willow, morning) == before - taken
    assert free(willow, visit.starts_at + 12 * HOUR) == 0


def stay_away(willow, client, *, at_risk, lapses, today):
    journey, _ = Journey.objects.update_or_create(
        client=client, defaults={"practice": willow.practice, "entered_at": NOON, "cadence_days": 30}
    )
    journey.at_risk_on, journey.lapses_on = today + timedelta(days=at_risk), today + timedelta(days=lapses)
    journey.last_visit_on = today - timedelta(days=50)
    journey.save()


@pytest.mark.parametrize(("at_risk", "lapses", "listed"), [(0, 9, 1), (-5, 1, 1), (1, 9, 0), (-9, 0, 0)])
def test_who_is_late_is_listed_until_they_book_or_are_given_up(willow, at_risk, lapses, listed):
    stay_away(willow, make_client(willow), at_risk=at_risk, lapses=lapses, today=NOON.date())
    assert late_by_rhythm(NOON.date()).count() == listed


@pytest.mark.parametrize("role", Member.Role.values)
def test_each_role_sees_the_late_and_the_numbers_that_are_theirs(willow, client, role):
    stay_away(willow, make_client(willow), at_risk=-3, lapses=20, today=timezone.now().date())
    Member.objects.filter(pk=willow.desk.pk).update(role=role)
    client.force_login(willow.desk.user)
    page = client.get("/p/willow/").content.decode()

    assert ("All numbers" in page) == (role in {"owner", "manager", "marketer", "read_only"})
    assert ("Late by their own rhythm" in page) == (role != "marketer")
