"""The day at the desk: what the calendar is told, and the same day as a list."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions
from bookings.actions import Details
from bookings.models import Closure, Shift
from bookings.queries.day import day_at, stretches
from clients import actions as clients
from practices.actions.places import change_location
from practices.tenancy import inside
from tests.factories import NOON, TEN, book, make_client

DAY = "2026-03-02"
PAGE = f"/p/willow/calendar/?day={DAY}"
FEED = f"/p/willow/calendar/feed/?day={DAY}"


@pytest.fixture
def desk(willow, client):
    client.force_login(willow.desk.user)
    return client


def visits(feed):
    return [event for event in feed.json()["events"] if event["extendedProps"]["kind"] == "visit"]


def shades(feed, kind):
    return [
        (e["start"][11:], e["end"][11:]) for e in feed.json()["events"] if e["extendedProps"]["kind"] == kind
    ]


def test_times_are_the_wall_times_of_the_place_without_a_zone(willow, desk):
    book(willow)

    [visit] = visits(desk.get(FEED))

    assert (visit["start"], visit["end"]) == ("2026-03-02T10:00", "2026-03-02T11:00")
    assert visit["extendedProps"]["label"] == "10:00 AM–11:00 AM, Zoe Baker, First assessment, Booked, New"


def test_who_works_has_a_column_and_breaks_and_rest_are_shaded(willow, desk):
    book(willow)

    feed = desk.get(FEED)

    assert [one["title"] for one in feed.json()["resources"]] == ["Ana", "Petra"]
    assert shades(feed, "break") == [("13:00", "14:00")] * 2
    assert shades(feed, "closed")[:2] == [("00:00", "09:00"), ("18:00", "24:00")]
    assert shades(feed, "rest") == [("09:55", "10:00"), ("11:00", "11:15")]


def test_blocked_time_stands_on_the_calendar_with_its_reason(willow, desk):
    actions.block_time(
        willow.petra,
        starts_at=TEN,
        ends_at=TEN + timedelta(hours=1),
        reason="Team meeting",
        by=willow.owner,
        at=NOON,
    )

    [block] = [e for e in desk.get(FEED).json()["events"] if e["extendedProps"]["kind"] == "block"]

    assert block["title"] == "Team meeting"
    assert block["editable"] is False


def test_a_closed_day_says_why(willow, desk):
    Closure.objects.create(
        practice=willow.practice, from_on=date(2026, 3, 2), until_on=date(2026, 3, 3), reason="Stocktaking"
    )

    assert b"Stocktaking" in desk.get(PAGE).content
    assert shades(desk.get(FEED), "closed") == [("00:00", "24:00")] * 2


def opens(willow, *hours):
    change_location(willow.location, hours=list(hours), by=willow.owner, at=NOON)


def test_times_outside_the_opening_hours_are_shaded_whoever_works(willow, desk):
    opens(willow, [0, "08:00", "12:00"], [0, "13:30", "17:00"])

    feed = desk.get(FEED)

    assert shades(feed, "closed")[:3] == [("00:00", "08:00"), ("12:00", "13:30"), ("17:00", "24:00")]
    assert shades(feed, "break")[:1] == [("13:30", "14:00")]
    assert shades(feed, "off")[:1] == [("08:00", "09:00")]


def test_a_place_that_never_said_when_it_is_open_is_closed_at_no_time(willow, desk):
    opens(willow)

    feed = desk.get(FEED)

    assert shades(feed, "closed") == []
    assert shades(feed, "off")[:2] == [("00:00", "09:00"), ("18:00", "24:00")]
    assert b"Closed today" not in desk.get(PAGE).content


def test_a_weekday_without_opening_hours_is_a_closed_day(willow, desk):
    opens(willow, [1, "09:00", "18:00"])

    assert shades(desk.get(FEED), "closed") == [("00:00", "24:00")] * 2
    assert b"Closed today" in desk.get(PAGE).content


def test_opening_hours_in_a_night_of_a_clock_change_are_those_on_the_wall(willow):
    opens(willow, [6, "01:00", "05:00"])
    day = day_at(willow.location, date(2026, 3, 8), at=NOON)

    local = [
        willow.location.local(shade.ends_at) for shade in day.columns[0].shades if shade.kind == "closed"
    ]
    assert [f"{moment:%H:%M}" for moment in local] == ["01:00", "00:00"]
    [off] = [shade for shade in day.columns[0].shades if shade.kind == "off"]
    assert off.ends_at - off.starts_at == timedelta(hours=3)


def test_the_gravest_alert_marks_the_card_and_keeps_its_words(willow, desk):
    zoe = make_client(willow)
    for severity, words in (("caution", "Bruises easily"), ("stop", "Latex")):
        clients.note_fact(zoe, kind="allergy", value=words, severity=severity, by=willow.owner, at=NOON)
    book(willow, zoe, details=Details(alert_reason="Nitrile gloves"))

    feed = desk.get(FEED)

    assert visits(feed)[0]["extendedProps"]["alert"] == "stop"
    assert b"Latex" not in feed.content
    assert b"Stop: see alerts" in desk.get(PAGE).content


def test_a_client_who_was_here_before_is_not_new(willow, desk):
    zoe = make_client(willow)
    first = book(willow, zoe, TEN - timedelta(days=7), details=Details(insist=frozenset({"hours"})))
    actions.complete(first, by=willow.desk, at=TEN)
    book(willow, zoe)

    assert visits(desk.get(FEED))[0]["extendedProps"]["isNew"] is False


def test_a_cancelled_visit_leaves_the_calendar_and_stays_on_the_list(willow, desk):
    actions.cancel(book(willow), party="practice", reason="Petra is ill", by=willow.desk, at=NOON)

    assert visits(desk.get(FEED)) == []
    assert b"Petra is ill" in desk.get(PAGE).content


def test_an_unchanged_day_costs_the_browser_nothing(willow, desk):
    visit = book(willow)
    first = desk.get(FEED)
    tag = first["ETag"]

    assert first["Cache-Control"] == "private, no-store"
    assert desk.get(FEED, headers={"If-None-Match": tag}).status_code == 304
    actions.confirm(visit, by=willow.desk, at=NOON)
    assert desk.get(FEED, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", [PAGE, FEED])
def test_a_full_day_asks_no_more_than_an_empty_one(willow, desk, address):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        return len(asked)

    desk.get(address)
    before = queries()
    for number, hours in enumerate((0, 1.5, 4, 5.5)):
        book(willow, make_client(willow, f"Client {number}"), TEN + timedelta(hours=hours))

    assert queries() <= before + 1  # alerts are asked for once somebody comes
    assert before <= 25


def test_the_list_is_the_day_in_the_order_of_the_clock(willow, desk):
    late = book(willow, make_client(willow, "Liam Ortega"), TEN + timedelta(hours=4))
    book(willow)

    page = desk.get(PAGE).content.decode()

    assert page.index("Zoe Baker") < page.index("Liam Ortega")
    assert f"/p/willow/visits/{late.public_id}/" in page


def test_one_practitioner_can_be_looked_at_alone(willow, desk):
    book(willow)

    feed = desk.get(f"{FEED}&with={willow.ana.public_id}")

    assert [one["title"] for one in feed.json()["resources"]] == ["Ana"]
    assert visits(feed) == []


@pytest.mark.parametrize(
    "wrong", ["day=2026-02-30", "day=soon", "day=0001-01-01", "day=9999-12-31", "location=x", "with=x"]
)
def test_an_odd_address_shows_today_instead_of_an_error(willow, desk, wrong):
    assert desk.get(f"/p/willow/calendar/?{wrong}").status_code == 200


@pytest.mark.parametrize("page", ["visits/new/", "calendar/block/"])
@pytest.mark.parametrize("wrong", ["day=9999-12-31", "at=9999-12-31T23:30", "at=0001-01-01T00:00", "at=soon"])
def test_no_dialog_opens_on_a_day_nobody_can_mean(willow, desk, page, wrong):
    assert desk.get(f"/p/willow/{page}?{wrong}").status_code == 200


def test_a_day_nobody_can_mean_is_refused_at_its_field(willow, desk):
    far = {"day": "9999-12-31", "begins": "22:00", "ends": "23:00", "who": willow.petra.public_id}
    answer = desk.post("/p/willow/calendar/block/", far)
    assert (answer.status_code, b"A year from 1900 to 2999" in answer.content) == (422, True)
    slot = {"book": "yes", "slot": f"9999-12-31T10:00:00+00:00|{willow.petra.pk}"}
    assert desk.post("/p/willow/visits/new/", slot).status_code == 422


def test_the_neighbours_day_is_out_of_reach(willow, cedar, desk):
    with inside(cedar.practice):
        visit = book(cedar)

    assert desk.get(f"/p/willow/visits/{visit.public_id}/").status_code == 404
    assert visits(desk.get(FEED)) == []


def test_the_night_of_a_clock_change_keeps_its_wall_times(willow):
    Shift.objects.filter(practitioner=willow.petra).update(weekday=6)
    day = day_at(willow.location, date(2026, 3, 8), at=NOON)

    assert (day.opens, day.closes) == (9 * 60, 18 * 60)


@pytest.mark.parametrize(("bits", "found"), [(0, []), (0b1, [(0, 1)]), (0b0110_0111, [(0, 3), (5, 7)])])
def test_runs_of_minutes_are_found(bits, found):
    assert stretches(bits) == found
