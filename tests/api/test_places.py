"""Locations by program: opened, changed and closed by the actions of the settings page."""

import pytest

from practices.models import Location

HOURS = [
    {"weekday": 1, "starts": "09:00:00", "ends": "13:00:00"},
    {"weekday": 1, "starts": "14:00:00", "ends": "00:00:00"},
]
NEW = {"name": "Denver", "time_zone": "America/Denver", "city": "Denver", "hours": HOURS}


def test_a_location_is_opened_changed_and_closed(program, willow):
    opened = program.post("locations/", NEW)
    path = f"locations/{opened.said['id']}/"
    changed = program.call("PATCH", path, {"phone": "+13035550142"}, **{"If-Match": opened.headers["ETag"]})
    stale = program.call("PATCH", path, {"city": "Boulder"}, **{"If-Match": opened.headers["ETag"]})

    assert (opened.status_code, opened.said["hours"]) == (201, HOURS)
    assert changed.said == {**opened.said, "phone": "+13035550142"}
    assert (stale.status_code, stale.said["code"]) == (412, "changed_meanwhile")
    assert Location.objects.get(name="Denver").hours == [[1, "09:00", "13:00"], [1, "14:00", "00:00"]]
    assert program.post(f"{path}close/").status_code == 204
    assert program.get(path).status_code == 404


def test_the_last_location_stays_open(program, willow):
    answer = program.post(f"locations/{program.id_of('loc', willow.location)}/close/")

    assert (answer.status_code, answer.said["code"]) == (409, "last_location")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"time_zone": "Mars/Base"}, "zone_unknown"),
        ({"hours": [{"weekday": 0, "starts": "12:00", "ends": "09:00"}]}, "hours_backwards"),
        (
            {"hours": [{"weekday": 0, "starts": f"{at}:00", "ends": f"{at + 1}:00"} for at in (10, 12, 14)]},
            "many_pauses",
        ),
    ],
)
def test_a_location_that_cannot_be_is_refused(program, willow, changes, code):
    opened = program.post("locations/", {**NEW, **changes})
    path = f"locations/{program.id_of('loc', willow.location)}/"
    changed = program.call("PATCH", path, changes)

    assert (opened.status_code, opened.said["code"]) == (409, code)
    assert (changed.status_code, changed.said["code"]) == (409, code)


def test_a_neighbours_location_is_out_of_reach(neighbour, willow, program):
    path = f"locations/{program.id_of('loc', willow.location)}/"

    assert neighbour.call("PATCH", path, {"name": "Mine"}).status_code == 404
    assert neighbour.post(f"{path}close/").status_code == 404
