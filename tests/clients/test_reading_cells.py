from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.importing import dates, spoken
from clients.importing.dates import DateEvidence, read_date, read_moment, read_time
from clients.importing.numbers import NumberEvidence, read_minutes, read_money
from clients.rules.trouble import Troubled

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 22)


def order_of(*cells):
    evidence = DateEvidence.none()
    for cell in cells:
        evidence.note(cell)
    return evidence.order


def test_one_thirteenth_settles_the_order_for_the_whole_column():
    assert order_of("03/04/2024", "05/06/2024", "13/01/2024") == dates.DAY_FIRST
    assert order_of("03/04/2024", "05/06/2024", "01/13/2024") == dates.MONTH_FIRST


def test_a_column_that_proves_nothing_is_ambiguous_and_one_that_proves_both_is_mixed():
    assert order_of("03/04/2024", "05/06/2024") == dates.AMBIGUOUS
    assert order_of("13/04/2024", "05/16/2024") == dates.MIXED
    assert order_of("2024-03-01", "hello") == ""


def test_points_between_the_numbers_mean_day_first():
    assert order_of("03.04.2024") == dates.DAY_FIRST


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("03/04/2024", date(2024, 4, 3)),
        ("4-13-24", date(2024, 4, 13)),
        ("2024-03-01", date(2024, 3, 1)),
        ("2024/3/1", date(2024, 3, 1)),
        ("20240301", date(2024, 3, 1)),
        ("2024-03-01T10:00:00Z", date(2024, 3, 1)),
        ("3. März 2024", date(2024, 3, 3)),
        ("Mar 3, 2024", date(2024, 3, 3)),
        ("Monday, March 3, 2025", date(2025, 3, 3)),
        ("mardi 3 juin 2025", date(2025, 6, 3)),
        ("3 de marzo de 2024", date(2024, 3, 3)),
        ("1er août 2024", date(2024, 8, 1)),
        ("12-Dez-85", date(1985, 12, 12)),
        ("1.2.85", date(1985, 2, 1)),
        ("45352", date(2024, 3, 1)),
    ],
)
def test_a_day_is_read_however_it_is_written(written, day):
    assert read_date(written, order=dates.DAY_FIRST, today=TODAY) == day


def test_the_order_decides_only_where_the_value_does_not():
    assert read_date("03/04/2024", order=dates.MONTH_FIRST) == date(2024, 3, 4)
    assert read_date("13/04/2024", order=dates.MONTH_FIRST) == date(2024, 4, 13)


@given(
    st.dates(date(1900, 1, 1), date(2060, 1, 1)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y"]),
)
def test_every_day_comes_back_from_the_way_it_was_written(day, style):
    assert read_date(day.strftime(style), order=dates.DAY_FIRST) == day


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31.02.2024", "date_impossible"),
        ("soon", "date_unreadable"),
        ("1/2", "date_unreadable"),
        ("45/45/2024", "date_impossible"),
    ],
)
def test_a_day_that_is_none_is_refused_with_its_reason(written, code):
    with pytest.raises(Troubled, match=code):
        read_date(written, order=dates.DAY_FIRST)


@pytest.mark.parametrize(
    ("written", "clock", "moment"),
    [
        ("2024-03-01 14:30", "", datetime(2024, 3, 1, 13, 30, tzinfo=UTC)),
        ("2024-03-01T14:30:00Z", "", datetime(2024, 3, 1, 14, 30, tzinfo=UTC)),
        (
            "2024-03-01 14:30:15.123+02:00",
            "",
            datetime(2024, 3, 1, 12, 30, 15, tzinfo=UTC),
        ),
        ("01/03/2024 2:30 PM", "", datetime(2024, 3, 1, 13, 30, tzinfo=UTC)),
        ("01.03.2024 14.30 Uhr", "", datetime(2024, 3, 1, 13, 30, tzinfo=UTC)),
        ("1/3/24", "14h30", datetime(2024, 3, 1, 13, 30, tzinfo=UTC)),
        ("1/7/24", "12:15 a.m.", datetime(2024, 6, 30, 22, 15, tzinfo=UTC)),
        ("45352,5", "", datetime(2024, 3, 1, 11, 0, tzinfo=UTC)),
        ("45352", "0.75", datetime(2024, 3, 1, 17, 0, tzinfo=UTC)),
        (
            "2024-10-27 02:30",
            "",
            datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
        ),  # twice that night: the first
    ],
)
def test_a_moment_is_read_in_the_zone_of_its_location(written, clock, moment):
    assert read_moment(written, order=dates.DAY_FIRST, zone=BERLIN, clock=clock) == moment


@pytest.mark.parametrize(
    ("written", "clock", "code"),
    [
        ("2024-03-01", "", "time_missing"),
        ("2024-03-01", "25:00", "time_unreadable"),
        ("2024-03-01", "13:00 pm", "time_unreadable"),
        ("2024-03-01", "lunch", "time_unreadable"),
        ("2024-03-31 02:30", "", "time_skipped"),
    ],
)
def test_a_time_that_never_was_is_refused_with_its_reason(written, clock, code):
    with pytest.raises(Troubled, match=code):
        read_moment(written, order=dates.DAY_FIRST, zone=BERLIN, clock=clock)


@given(st.times())
def test_every_time_of_day_comes_back(at):
    assert read_time(at.strftime("%H:%M"))[0] == time(at.hour, at.minute)


@pytest.mark.parametrize(
    ("written", "mark", "minor"),
    [
        ("1.234,50", "", 123450),
        ("1,234.50", "", 123450),
        ("€ 80,-", "", 8000),
        ("80.–", "", 8000),
        ("CHF 1'234.50", "", 123450),
        ("1\u202f234,50 €", "", 123450),
        ("(5.00)", "", -500),
        ("-80", "", -8000),
        ("80", "", 8000),
        ("1.234", "comma", 123400),
        ("1.234", "point", 123),
        ("1,234,567", "", 123456700),
        ("12,5", "", 1250),
    ],
)
def test_a_sum_is_read_whatever_the_country(written, mark, minor):
    assert read_money(written, mark=mark, currency="EUR") == minor


def test_the_smallest_unit_is_the_currency_s_own():
    assert read_money("1.500", mark="comma", currency="JPY") == 1500
    assert read_money("1.500", mark="point", currency="KWD") == 1500


@pytest.mark.parametrize("written", ["free", "12 or 13", "999999999999999"])
def test_a_sum_that_is_none_is_refused(written):
    with pytest.raises(Troubled):
        read_money(written, mark="point", currency="EUR")


@given(st.integers(0, 10_000_000), st.sampled_from(["point", "comma"]))
def test_every_sum_comes_back_from_the_way_it_was_written(cents, mark):
    written = f"{cents / 100:,.2f}"
    if mark == "comma":
        written = written.translate(str.maketrans(",.", ".,"))
    evidence = NumberEvidence.none()
    evidence.note(written)

    assert evidence.mark == mark
    assert read_money(written, mark="", currency="EUR") == cents


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("60", 60), ("1:00", 60), ("01:30:00", 90), ("60 min", 60), ("1h30", 90), ("1 h 30 min", 90), ("1,5 Std.", 90),
     ("PT1H30M", 90), ("90 Minuten", 90), ("45'", 45), ("60.0", 60), ("2 hours", 120)],
)  # fmt: skip
def test_a_length_is_read_in_minutes(written, minutes):
    assert read_minutes(written) == minutes


@pytest.mark.parametrize("written", ["0", "long", "2000", ""])
def test_a_length_that_is_none_is_refused(written):
    with pytest.raises(Troubled):
        read_minutes(written)


@pytest.mark.parametrize(
    ("word", "status"),
    [("Completed", "completed"), ("No-Show", "no_show"), ("Nicht erschienen", "no_show"), ("No asistió", "no_show"),
     ("Cancelled", "cancelled_by_client"), ("storniert", "cancelled_by_client"), ("Annulé", "cancelled_by_client"),
     ("Late cancellation", "cancelled_late"), ("kurzfristig abgesagt", "cancelled_late"),
     ("Cancelled by practice", "cancelled_by_practice"), ("Abgeschlossen", "completed"), ("", "completed"),
     ("Confirmed", "completed")],
)  # fmt: skip
def test_what_became_of_a_past_visit_is_understood_in_four_languages(word, status):
    assert spoken.read_status(word, is_past=True) == status


def test_a_visit_to_come_is_booked_and_an_unknown_word_is_refused():
    assert spoken.read_status("confirmed", is_past=False) == "booked"
    with pytest.raises(Troubled, match="status_unknown"):
        spoken.read_status("purple", is_past=True)


def test_yes_and_no_in_four_languages():
    assert [spoken.read_yes(word) for word in ("Ja", "oui", "SÍ", "x", "✓", "TRUE", "1")] == [True] * 7
    assert [spoken.read_yes(word) for word in ("nein", "non", "No", "0", "-")] == [False] * 5
    with pytest.raises(Troubled, match="yes_or_no"):
        spoken.read_yes("maybe")


def test_languages_are_known_by_code_and_by_name():
    words = ("de", "de-AT", "English", "Français", "Español", "Italiano", "Klingon", "")
    assert [spoken.read_language(word) for word in words] == [
        "de",
        "de",
        "en",
        "fr",
        "es",
        "it",
        "",
        "",
    ]


def test_a_cell_of_tags_is_a_list_without_repeats():
    assert spoken.read_list("VIP, back  pain; VIP|new") == ["VIP", "back pain", "new"]
