"""The usual week of a practitioner by program: read, set from a day on, guarded by its version."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practices.models import Event
from tests.factories import book
from tests.followups.worlds import next_monday

LATE = [{"weekday": 0, "starts": "18:00", "ends": "00:00"}]


@pytest.fixture
def path(program, willow):
    return f"practitioners/{program.id_of('res', willow.petra)}/week/"


@pytest.fixture
def place(program, willow):
    return program.id_of("loc", willow.location)


def today(willow):
    return willow.location.local(timezone.now()).date()


def test_a_week_is_read_as_it_holds(program, path, place):
    said = program.get(f"{path}?location={place}").said

    assert said["location"] == place
    assert {row["weekday"] for row in said["hours"]} == {0, 1, 2, 3, 4}
    assert {row["until_on"] for row in said["hours"]} == {None}


def test_a_week_is_set_from_a_day_on_and_names_the_visits_it_strands(program, willow, path, place):
    now = timezone.now()
    visit = book(willow, starts_at=next_monday(now), at=now)
    day = today(willow)

    answer = program.call("PUT", path, {"location": place, "from_on": str(day), "hours": LATE})

    assert (answer.status_code, answer.said) == (200, {"stranded": [program.id_of("apt", visit)]})
    [row] = program.get(f"{path}?location={place}").said["hours"]
    assert (row["starts"], row["ends"], row["from_on"]) == ("18:00:00", "00:00:00", str(day))
    assert Event.objects.filter(kind="hours.changed").exists()


def test_what_holds_until_then_stays(program, willow, path, place):
    later = today(willow) + timedelta(days=30)

    program.call("PUT", path, {"location": place, "from_on": str(later), "hours": []})

    rows = program.get(f"{path}?location={place}").said["hours"]
    assert rows
    assert {row["until_on"] for row in rows} == {str(later)}


def test_a_week_that_changed_since_it_was_read_is_not_overwritten(program, willow, path, place):
    seen = program.get(f"{path}?location={place}").headers["ETag"]
    body = {"location": place, "from_on": str(today(willow)), "hours": LATE}

    first = program.call("PUT", path, body, **{"If-Match": seen})
    again = program.call("PUT", path, body, **{"If-Match": seen})

    assert (first.status_code, again.status_code) == (200, 412)
    assert first.headers["ETag"] == program.get(f"{path}?location={place}").headers["ETag"] != seen


@pytest.mark.parametrize(
    "hours",
    [
        [{"weekday": 0, "starts": "12:00", "ends": "09:00"}],
        [{"weekday": 0, "starts": "12:00", "ends": "12:00"}],
        [
            {"weekday": 0, "starts": "09:00", "ends": "13:00"},
            {"weekday": 0, "starts": "12:00", "ends": "17:00"},
        ],
    ],
)
def test_a_week_that_runs_backwards_is_refused(program, willow, path, place, hours):
    answer = program.call("PUT", path, {"location": place, "from_on": str(today(willow)), "hours": hours})

    assert (answer.status_code, answer.said["code"]) == (409, "hours_backwards")


@pytest.mark.parametrize("changes", [{"hours": [{"weekday": 7}]}, {"from_on": "soon"}, {"location": "loc_1"}])
def test_a_week_that_cannot_be_read_is_refused_by_field(program, willow, path, place, changes):
    body = {"location": place, "from_on": str(today(willow)), "hours": LATE, **changes}

    assert program.call("PUT", path, body).status_code == 422


def test_a_neighbour_has_no_week_here(neighbour, program, willow, cedar, path, place):
    theirs = neighbour.id_of("loc", cedar.location)

    assert neighbour.get(f"{path}?location={theirs}").status_code == 404
    assert program.get(f"{path}?location={theirs}").status_code == 422
