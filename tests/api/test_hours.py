"""Closures, days off and other hours by program; what lies outside them now is named."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import book
from tests.followups.worlds import next_monday


@pytest.fixture
def visit(willow):
    now = timezone.now()
    return book(willow, starts_at=next_monday(now), at=now)


def day_of(willow, visit):
    return willow.location.local(visit.starts_at).date()


def test_a_closure_names_the_visits_it_strands_and_is_taken_back(program, willow, visit):
    day = day_of(willow, visit)

    closed = program.post("closures/", {"first": str(day), "last": str(day), "reason": "Holidays"})

    assert (closed.status_code, closed.said) == (201, {"stranded": [program.id_of("apt", visit)]})
    listed = program.get("closures/").said["data"]
    assert [(row["from_on"], row["until_on"]) for row in listed] == [(str(day), str(day + timedelta(days=1)))]
    assert program.call("DELETE", f"closures/{listed[0]['id']}/").status_code == 204
    assert program.get("closures/").said["data"] == []


def test_a_day_off_names_the_visits_it_strands_and_is_taken_back(program, willow, visit):
    day, petra = day_of(willow, visit), program.id_of("res", willow.petra)
    body = {"practitioner": petra, "location": program.id_of("loc", willow.location), "first": str(day)}

    off = program.post("exceptions/", {**body, "last": str(day)})

    assert off.said == {"stranded": [program.id_of("apt", visit)]}
    listed = program.get(f"exceptions/?practitioner={petra}&since={day}").said["data"]
    assert [(row["day"], row["starts"]) for row in listed] == [(str(day), None)]
    assert program.call("DELETE", f"exceptions/{listed[0]['id']}/").status_code == 204


@pytest.mark.parametrize(
    ("changes", "status", "word"),
    [
        ({"last": "2026-12-23"}, 409, "days_backwards"),
        ({"starts": "12:00", "ends": "10:00"}, 409, "hours_backwards"),
        ({"starts": "12:00"}, 422, "invalid"),
        ({"last": "2028-12-24"}, 422, "invalid"),
    ],
)
def test_days_that_make_no_sense_are_refused(program, willow, changes, status, word):
    body = {
        "practitioner": program.id_of("res", willow.petra),
        "location": program.id_of("loc", willow.location),
        "first": "2026-12-24",
        "last": "2026-12-24",
        **changes,
    }

    refused = program.post("exceptions/", body)

    assert (refused.status_code, refused.said["code"]) == (status, word)


def test_a_neighbours_practitioner_gets_no_day_off(program, neighbour, willow):
    body = {
        "practitioner": program.id_of("res", willow.petra),
        "location": program.id_of("loc", willow.location),
    }

    refused = neighbour.post("exceptions/", {**body, "first": "2026-12-24", "last": "2026-12-24"})

    assert {error["field"] for error in refused.said["errors"]} == {"practitioner", "location"}
