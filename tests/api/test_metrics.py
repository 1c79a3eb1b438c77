"""The numbers by program: the same as on the dashboard, with what they counted and the rows behind."""

import pytest
from django.db import transaction
from django.utils import timezone

from metrics.definitions import DEFINITIONS
from metrics.queries.numbers import numbers_of
from metrics.queries.scope import scope_of
from practices.models import Location
from practices.tenancy import inside
from tests.api.conftest import Program
from tests.factories import make_practice
from tests.metrics.busy import busy_practice


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """A year and more of a busy practice, made once for all of these tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
        with inside(world.practice):
            world.history = busy_practice(world.practice, until=timezone.now())
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def reader(lived, db):
    with inside(lived.practice):
        yield Program(lived, scopes=["metrics:read"])


def numbers(reader, query=""):
    response = reader.get(f"metrics/?{query}")
    assert response.status_code == 200, response.said
    return {number["metric"]: number for number in response.said["data"]}


def test_each_number_says_what_it_counted_and_what_it_means(reader):
    said = numbers(reader, "days=90")

    rate = said["rebooking_24h"]
    assert rate["value"] == pytest.approx(rate["numerator"] / rate["denominator"])
    assert rate["interval"]["low"] <= rate["value"] <= rate["interval"]["high"]
    assert rate["definition"]["version"] == DEFINITIONS["rebooking_24h"].version
    assert rate["definition"]["formula"]
    assert rate["before"]["denominator"] is not None
    assert said["visits"]["value"] == said["visits"]["counted"] > 0
    assert said["visits"]["numerator"] is None


def test_the_numbers_are_those_of_the_dashboard(reader, lived):
    scope = scope_of(lived.practice, list(Location.objects.order_by("id")), at=timezone.now(), days=90)
    there, here = numbers_of(scope), numbers(reader, "days=90")

    assert set(here) == set(there.by_id)
    for metric, number in there.by_id.items():
        expected = number.share.rate if number.share else number.amount
        assert here[metric]["value"] == (expected if expected is None else pytest.approx(expected)), metric


@pytest.mark.parametrize(
    "metric", ["visits", "revenue", "new_clients", "no_show_rate", "rebooking_24h", "csat"]
)
def test_the_rows_behind_a_number_are_as_many_as_it_says(reader, metric):
    number = numbers(reader, "days=90")[metric]
    rows, cursor = [], ""
    while cursor is not None:
        page = reader.get(f"metrics/{metric}/rows/?days=90&limit=200&cursor={cursor}").said
        rows, cursor = rows + page["data"], page["next_cursor"]

    assert len(rows) == number["counted"]
    if number["numerator"] is not None:
        assert len([row for row in rows if row["counts"]]) == number["numerator"]
        part = reader.get(f"metrics/{metric}/rows/?days=90&part=numerator&limit=200").said["data"]
        assert len(part) == min(200, number["numerator"])


@pytest.mark.parametrize("metric", sorted(DEFINITIONS))
def test_every_number_has_rows_by_api_too(reader, metric):
    response = reader.get(f"metrics/{metric}/rows/?limit=2")

    assert response.status_code == 200, response.said
    assert all(set(row) >= {"client", "day", "amount"} for row in response.said["data"])


def test_one_number_is_read_by_its_name(reader):
    whole = numbers(reader, "days=30")

    assert reader.get("metrics/revenue/?days=30").said == whole["revenue"]
    assert reader.get("metrics/moon/").said["code"] == "not_found"
    assert reader.get("metrics/moon/rows/").said["code"] == "not_found"


def test_the_period_is_half_open_and_so_is_the_one_before(reader):
    said = reader.get("metrics/?since=2026-03-01&until=2026-03-31").said

    assert said["period"] == {"since": "2026-03-01", "until": "2026-03-31"}
    assert said["before"] == {"since": "2026-01-30", "until": "2026-03-01"}
    assert said["time_zone"] == "America/New_York"
    assert {line["standing"] for line in said["standings"]} == {"scheduled", "active", "at_risk", "lapsed"}


def test_a_place_and_a_person_narrow_the_numbers(reader, lived):
    place = reader.id_of("loc", lived.history.places[0])
    hands = reader.id_of("res", lived.history.hands[0])

    all_of_it = numbers(reader, "days=90")["visits"]["value"]
    narrowed = numbers(reader, f"days=90&location={place}&practitioner={hands}")["visits"]["value"]

    assert 0 < narrowed < all_of_it


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("days=31", "days"),
        ("since=2026-03-01", "until"),
        ("until=2026-03-01", "since"),
        ("since=2026-03-02&until=2026-03-01", "until"),
        ("since=2010-01-01&until=2026-03-01", "until"),
        ("location=loc_1", "location"),
    ],
)
def test_what_cannot_be_shown_is_said_at_the_field(reader, query, field):
    response = reader.get(f"metrics/?{query}")

    assert (response.status_code, response.said["errors"][0]["field"]) == (422, field)


def test_cohorts_never_keep_more_than_they_began_with(reader):
    said = reader.get("metrics/cohorts/").said

    assert said["definition"]["version"] == DEFINITIONS["retention_cohorts"].version
    for row in said["data"]:
        assert row["came"][0]["clients"] == row["clients"]
        assert all(cell["clients"] <= row["clients"] for cell in row["came"])
        assert row["came"][-1]["is_running"]


def test_the_rows_of_a_cohort_are_one_cell(reader):
    row = reader.get("metrics/cohorts/").said["data"][0]

    said = reader.get(f"metrics/retention_cohorts/rows/?month={row['month']}&k=1&limit=200").said

    assert len(said["data"]) == row["came"][1]["clients"]


def test_numbers_take_a_fixed_number_of_queries(reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(34):
        reader.get("metrics/?days=365")
    with django_assert_max_num_queries(14):
        reader.get("metrics/no_show_rate/rows/?days=365")


def test_a_neighbours_place_is_no_place(reader, lived, cedar):
    theirs = Program(cedar, scopes=["metrics:read"])

    refused = theirs.get(f"metrics/?location={reader.id_of('loc', lived.history.places[0])}")

    assert (refused.status_code, refused.said["errors"][0]["field"]) == (422, "location")
    assert numbers(theirs)["visits"]["value"] == 0


def test_numbers_need_their_scope(lived, reader):
    outsider = Program(lived, scopes=["clients:read"])

    for path in ("metrics/", "metrics/visits/", "metrics/cohorts/", "metrics/visits/rows/"):
        assert "metrics:read" in outsider.get(path).said["detail"]
