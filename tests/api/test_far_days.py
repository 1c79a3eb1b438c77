"""Days at the ends of the calendar are refused at their field, and crash nothing."""

import pytest


@pytest.mark.parametrize("year", ["0001", "9999"])
@pytest.mark.parametrize(
    "path",
    [
        "metrics/?since={year}-12-30&until={year}-12-31",
        "metrics/retention_cohorts/rows/?month={year}-12-01&k=1",
        "appointments/?since={year}-12-31T23:59:59Z",
        "events/?until={year}-01-01T00:00:00Z",
    ],
)
def test_no_list_is_asked_for_days_nobody_can_mean(program, path, year):
    response = program.get(path.format(year=year))

    assert (response.status_code, response.said["code"]) == (422, "invalid")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_time_is_taken_where_calendars_end(program, willow, day):
    closed = program.post("closures/", {"first": day, "last": day})
    petra = program.id_of("res", willow.petra)
    blocked = program.post(
        "blocks/", {"resource": petra, "starts_at": f"{day}T10:00:00Z", "ends_at": f"{day}T11:00:00Z"}
    )

    assert {error["field"] for error in closed.said["errors"]} == {"first", "last"}
    assert {error["field"] for error in blocked.said["errors"]} == {"starts_at", "ends_at"}
