from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bookings.importing.rows import read_visit
from clients.importing.choices import Choices
from clients.importing.reading import Record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIELDS = ["external_id", "client_id", "client_name", "service", "practitioner", "location", "start", "duration", "end",
          "status", "price", "paid", "note"]  # fmt: skip
CHOICES = Choices(columns=dict(enumerate(FIELDS)), mark="comma", currency="EUR")


def read(**cells):
    given = {
        "client_id": "7",
        "service": "Massage",
        "start": "01.03.2024 14:30",
        "duration": "60",
        **cells,
    }
    record = Record(2, tuple(given.get(name, "") for name in FIELDS))
    zones = {"london": ZoneInfo("Europe/London")}
    return read_visit(
        record,
        CHOICES,
        zone_of=lambda name: zones.get(name.lower(), ZoneInfo("Europe/Berlin")),
        now=NOW,
    )


def codes(**cells):
    return [(trouble.field, trouble.code) for trouble in read(**cells)[1]]


def test_a_row_becomes_a_visit():
    row, troubles = read(
        external_id="v1",
        practitioner="Petra",
        status="wahrgenommen",
        price="80,-",
        paid="80,00 €",
    )

    assert troubles == []
    assert (row.starts_at, row.minutes, row.status) == (
        datetime(2024, 3, 1, 13, 30, tzinfo=UTC),
        60,
        "completed",
    )
    assert (row.price, row.paid, row.key) == (8000, 8000, "v1")


def test_the_time_is_that_of_the_location():
    assert read(location="London")[0].starts_at == datetime(2024, 3, 1, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("end", ["15:15", "01.03.2024 15:15"])
def test_the_length_is_taken_from_the_end_where_none_is_given(end):
    assert read(duration="", end=end)[0].minutes == 45


def test_a_visit_over_midnight_ends_the_next_day():
    assert read(start="01.03.2024 23:30", duration="", end="00:30")[0].minutes == 60


def test_paid_may_be_a_sum_or_a_word():
    assert read(price="80", paid="ja")[0].paid == 8000
    assert read(price="80", paid="nein")[0].paid == 0
    assert read(price="80", paid="40")[0].paid == 4000
    assert read(price="80")[0].paid is None


def test_what_is_wrong_with_a_visit_is_told_field_by_field():
    assert codes(client_id="") == [("client_name", "client_missing")]
    assert codes(service="") == [("service", "service_missing")]
    assert codes(start="") == [("start", "start_missing")]
    assert codes(start="01.03.2024") == [("start", "time_missing")]
    assert codes(start="01.03.2030 10:00") == [("start", "visit_in_future")]
    assert codes(start="01.03.1970 10:00") == [("start", "date_impossible")]
    assert codes(status="purple") == [("status", "status_unknown")]
    assert codes(price="-5") == [("price", "money_negative")]
    assert codes(duration="forever") == [("duration", "duration_unreadable")]


def test_a_visit_without_an_id_is_known_by_who_what_and_when():
    assert read()[0].key == read(note="again")[0].key != read(start="02.03.2024 14:30")[0].key
