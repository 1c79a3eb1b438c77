"""Time kept free of visits, from the calendar."""

import re
from datetime import timedelta

import pytest

from bookings import actions
from bookings.models import Occupancy
from practices.actions.places import open_location
from practices.tenancy import inside
from tests.factories import NOON, TEN, book

PART = {"HX-Request": "true"}
PATH = "/p/willow/calendar/block/"


@pytest.fixture
def desk(willow, client):
    client.force_login(willow.desk.user)
    return client


@pytest.fixture
def wanted(willow):
    return {
        "who": willow.petra.public_id,
        "day": "2026-03-02",
        "begins": "10:00",
        "ends": "11:30",
        "reason": "Team meeting",
    }


def blocks():
    return Occupancy.objects.filter(kind="block")


def test_the_desk_keeps_time_free_and_takes_it_back(desk, wanted):
    answer = desk.post(PATH, wanted, headers=PART)

    kept = blocks().get()
    assert (kept.starts_at, kept.ends_at, kept.reason) == (TEN, TEN + timedelta(hours=1.5), "Team meeting")
    assert "day:changed" in answer["HX-Trigger"]
    assert f"{PATH}{kept.pk}/open/" in answer.content.decode()

    answer = desk.post(f"{PATH}{kept.pk}/open/", headers=PART)
    assert not blocks().exists()
    desk.post(re.search(r'action="([^"]+/again/[^"]+)"', answer.content.decode())[1], headers=PART)
    assert blocks().get().reason == "Team meeting"


def test_a_visit_is_not_blocked_away(willow, desk, wanted):
    book(willow)

    answer = desk.post(PATH, wanted, headers=PART)

    assert answer.status_code == 422
    assert b"already taken" in answer.content
    assert b"Team meeting" in answer.content


def test_time_runs_forward(desk, wanted):
    answer = desk.post(PATH, {**wanted, "ends": "09:00"}, headers=PART)

    assert answer.status_code == 422
    assert b"after the start" in answer.content


def test_time_is_kept_free_until_midnight(willow, desk, wanted):
    page = desk.get(f"{PATH}?at=2026-03-02T23:15", headers=PART).content.decode()
    assert ('value="23:15"' in page, 'value="00:00"' in page) == (True, True)

    assert desk.post(PATH, {**wanted, "begins": "23:15", "ends": "00:00"}, headers=PART).status_code == 200

    assert blocks().get().ends_at == TEN + timedelta(hours=14)


def test_the_hour_that_comes_twice_is_kept_free_twice(willow, desk, wanted):
    night = {**wanted, "day": "2026-11-01", "begins": "01:00", "ends": "02:00"}
    assert desk.post(PATH, night, headers=PART).status_code == 200
    kept = blocks().get()
    assert kept.ends_at - kept.starts_at == timedelta(hours=2)


def test_the_times_are_those_of_the_place_the_form_was_opened_at(willow, desk, wanted):
    denver = open_location(
        willow.practice, name="Denver", time_zone="America/Denver", by=willow.owner, at=NOON
    )
    opened = desk.get(f"{PATH}?location={willow.location.pk}", headers=PART).content.decode()
    desk.get(f"/p/willow/calendar/?location={denver.pk}")  # in another tab

    desk.post(re.search(r'action="([^"]+/block/[^"]*)"', opened)[1], wanted, headers=PART)

    assert blocks().get().starts_at == TEN


def test_the_form_starts_where_the_calendar_was_pressed(willow, desk):
    page = desk.get(
        f"{PATH}?at=2026-03-02T15:15&with={willow.petra.public_id}", headers=PART
    ).content.decode()

    assert 'value="15:15"' in page
    assert 'value="16:15"' in page


def test_a_block_on_the_calendar_leads_to_its_opening(willow, desk):
    kept = actions.block_time(
        willow.petra, starts_at=TEN, ends_at=TEN + timedelta(hours=1), by=willow.owner, at=NOON
    )

    [card] = [
        event["extendedProps"]["url"]
        for event in desk.get("/p/willow/calendar/feed/?day=2026-03-02").json()["events"]
        if event["extendedProps"]["kind"] == "block"
    ]

    assert card == f"{PATH}{kept.pk}/"
    assert b"Open it for visits again" in desk.get(card).content


def test_a_neighbours_block_is_out_of_reach(willow, cedar, desk):
    with inside(cedar.practice):
        kept = actions.block_time(
            cedar.petra, starts_at=TEN, ends_at=TEN + timedelta(hours=1), by=cedar.owner, at=NOON
        )

    assert desk.post(f"{PATH}{kept.pk}/open/").status_code == 404
