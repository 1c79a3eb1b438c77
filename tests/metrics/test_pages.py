"""The dashboard and the lists behind it, as people see them."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Resource
from clients.models import Client
from followups.models import Feedback
from metrics import wording
from metrics.definitions import DEFINITIONS
from metrics.models import Daily
from metrics.rules.periods import Period, local_day
from practices.models import Event, Member, User
from practices.tenancy import inside
from tests.factories import make_practice
from tests.metrics.busy import busy_practice

PAGE = "/p/willow/metrics/"


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
        with inside(world.practice):
            world.history = busy_practice(world.practice, until=timezone.now())
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def owner(lived, db, client):
    client.force_login(lived.owner.user)
    return client


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_dashboard_shows_each_number_with_its_definition(owner):
    page = text(owner.get(PAGE, {"range": "90"}))

    for definition in DEFINITIONS.values():
        assert f"<code>{definition.id}</code> · definition {definition.version}" in page, definition.id


@pytest.mark.parametrize(
    "asked", [{}, {"range": "7"}, {"range": "365"}, {"range": "nonsense", "location": "x"}]
)
def test_any_address_gives_a_page(owner, asked):
    assert owner.get(PAGE, asked).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "?range=days&start=0001-01-01&end=0001-01-05",
        "?range=days&start=9999-12-30&end=9999-12-31",
        "retention_cohorts/?month=9999-12",
        "retention_cohorts/?month=0001-01&k=999",
        "retention_cohorts/?month=2999-12&k=999",
    ],
)
def test_days_beyond_all_calendars_give_a_page(owner, address):
    assert owner.get(f"{PAGE}{address}", follow=True).status_code == 200


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("2026-03-02", "", "Choose both days."),
        ("2010-01-01", "2026-01-01", "Three years at most."),
        ("2999-03-01", "2999-03-09", "These days are still to come."),
    ],
)
def test_days_that_cannot_be_shown_are_said_at_the_field(owner, start, end, sentence):
    assert sentence in text(owner.get(PAGE, {"range": "days", "start": start, "end": end}))


def test_two_days_the_wrong_way_round_are_said_at_the_field(owner):
    page = text(owner.get(PAGE, {"range": "days", "start": "2026-03-02", "end": "2026-03-01"}))
    assert "The last day comes before the first." in page


def test_every_number_opens_as_many_rows_as_it_says(owner):
    page = text(owner.get(PAGE, {"range": "90"}))
    links = re.findall(r'href="(/p/willow/metrics/[\w-]+/\?range=90)">(\d+) rows?<', page)
    assert len(links) >= 10
    assert f"{PAGE}revenue/?range=90" in dict(links)

    for link, rows in links:
        assert f"{rows} row" in text(owner.get(link)), link


def test_appointments_without_an_outcome_open_as_many_as_the_page_says(owner):
    page = text(owner.get(PAGE, {"range": "7"}))
    said = int(re.search(r"(\d+) past appointments? ha(?:s|ve) no outcome yet", page)[1])
    link = re.search(r'href="(/p/willow/metrics/unresolved/[^"]*)"', page)[1]
    assert f"{said} row" in text(owner.get(link))


def test_the_list_as_a_file_has_the_same_rows(owner):
    answer = owner.get(f"{PAGE}no_show_rate/rows.csv", {"range": "90"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    page = text(owner.get(f"{PAGE}no_show_rate/", {"range": "90"}))

    assert f"{len(rows) - 1} rows" in page
    assert rows[0][0] == "Client"


def test_a_list_that_leaves_the_house_is_noted(lived, owner):
    owner.get(f"{PAGE}visits/rows.csv", {"range": "90"})
    with inside(lived.practice):
        noted = Event.objects.filter(kind="clients.list_exported").latest("id")
    assert noted.payload["filters"] == "visits?range=90"


@pytest.mark.parametrize(
    ("typed", "noted"),
    [
        ({"range": "30", "q": "Zoe Baker", "location": "Zoe Baker", "practitioner": "9z"}, "visits?range=30"),
        ({"range": "Zoe Baker", "start": "Zoe Baker", "k": "Zoe Baker", "month": "Zoe"}, "visits?range=30"),
        (
            {"range": "days", "start": "2026-03-01", "end": "2026-03-09", "part": "numerator", "page": "2"},
            "visits?range=days&start=2026-03-01&end=2026-03-09",
        ),
        ({"range": "days", "start": "2026-03-09", "end": "2026-03-01"}, "visits?range=30"),
        ({"range": "7", "month": "2026-03", "k": "0"}, "visits?range=7&month=2026-03&k=0"),
    ],
)
def test_the_record_of_an_export_says_what_was_understood_and_nothing_that_was_typed(
    lived, owner, typed, noted
):
    owner.get(f"{PAGE}visits/rows.csv", typed)
    with inside(lived.practice):
        event = Event.objects.filter(kind="clients.list_exported").latest("id")
    assert event.payload["filters"] == noted


def test_the_record_of_an_export_says_of_which_place_whose_hands_and_which_part(lived, owner):
    place, hand = lived.history.places[1].pk, lived.history.hands[0].pk
    owner.get(
        f"{PAGE}csat/rows.csv", {"location": place, "practitioner": hand, "part": "numerator", "month": ""}
    )
    with inside(lived.practice):
        event = Event.objects.filter(kind="clients.list_exported").latest("id")
    assert event.payload["filters"] == f"csat?range=30&location={place}&practitioner={hand}&part=numerator"


@pytest.mark.parametrize(("metric", "part"), [("standing", "numerator"), ("visits", "lapsed")])
def test_a_part_that_a_list_does_not_have_is_all_of_it(owner, metric, part):
    def told(**asked):
        return re.search(r'role="status">(.*?)</p>', text(owner.get(f"{PAGE}{metric}/", asked)))[1]

    assert told(part=part) == told() != "0 rows"


@pytest.mark.parametrize("name", ["=1+1", " =1+1", "＝1+1", "@SUM(A1)"])
def test_a_name_like_a_formula_stays_a_name_in_the_file(lived, owner, name):
    with inside(lived.practice):
        Client.objects.filter(pk__in=[one.pk for one in lived.history.clients]).update(name=name)
    answer = owner.get(f"{PAGE}revenue/rows.csv", {"range": "365"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert {row["Client"] for row in rows} <= {f"'{name}", "Erased"}
    assert any(row["Amount"].startswith("-") for row in rows), "an amount given back stays a number"


def test_the_page_asks_few_questions_however_long_the_history(owner):
    def asked(days):
        with CaptureQueriesContext(connection) as queries:
            owner.get(PAGE, {"range": days})
        return len(queries)

    asked("30")  # the first page of a session asks who it is
    assert max(asked("7"), asked("365")) <= 28  # 8 of them are the house: who asks, and where
    assert max(asked("7"), asked("365")) <= 11  # what was counted is kept until it is counted again


def test_a_new_practitioner_can_be_chosen_at_once(lived, owner):
    assert "Quinn" not in text(owner.get(PAGE))
    with inside(lived.practice):
        Resource.objects.create(practice=lived.practice, kind="practitioner", name="Quinn")
    assert ">Quinn</option>" in text(owner.get(PAGE))


def test_a_number_that_does_not_follow_the_place_that_was_chosen_says_so(lived, owner):
    words = "Of the whole practice, not only of what is chosen above."
    assert words not in text(owner.get(PAGE))
    assert text(owner.get(PAGE, {"location": lived.history.places[1].pk})).count(words) == 1


def test_what_is_chosen_stays_chosen(owner):
    for days in ("90", "7", "90"):
        assert f'<option value="{days}" selected>' in text(owner.get(PAGE, {"range": days}))


def test_what_was_drawn_before_a_count_is_not_shown_after_it(lived, owner):
    before = text(owner.get(PAGE, {"range": "30"}))
    assert text(owner.get(PAGE, {"range": "30"})).count("98,765") == before.count("98,765") == 0
    with inside(lived.practice):
        Daily.objects.filter(pk=Daily.objects.latest("day").pk).update(visits=98_765)

    assert "98," in text(owner.get(PAGE, {"range": "30"}))


def test_an_answer_shows_at_once_although_nobody_counted(lived, owner):
    before = text(owner.get(PAGE, {"range": "365"}))
    with inside(lived.practice):
        Feedback.objects.filter(kind="csat").update(score=1)

    assert text(owner.get(PAGE, {"range": "365"})) != before


def test_a_page_that_was_drawn_is_drawn_again_in_another_language(lived, owner):
    address = {"range": "365"}
    english = text(owner.get(PAGE, address))
    User.objects.filter(pk=lived.owner.user.pk).update(language="de")
    german = text(owner.get(PAGE, address))
    User.objects.filter(pk=lived.owner.user.pk).update(language="")

    row = r'<th scope="row" data-label="([^"]+)"'
    assert "Okt." in " ".join(re.findall(row, german))
    assert "Oct " in " ".join(re.findall(row, english))
    assert re.findall(row, text(owner.get(PAGE, address))) == re.findall(row, english)


def test_a_list_asks_few_questions_however_long_it_is(owner):
    with CaptureQueriesContext(connection) as queries:
        owner.get(f"{PAGE}visits/", {"range": "365"})
    assert len(queries) <= 25


def test_another_filter_on_a_list_keeps_which_list_it_is(owner):
    cohort = text(owner.get(f"{PAGE}retention_cohorts/", {"month": "2026-03", "k": "0", "range": "90"}))
    for name, value in (("month", "2026-03"), ("k", "0")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in cohort
    assert 'name="month" value="2026-04"' in text(
        owner.get(f"{PAGE}retention_cohorts/?month=2026-04&range=90")
    )

    standing = text(owner.get(f"{PAGE}standing/", {"part": "lapsed", "range": "90"}))
    assert '<input type="hidden" name="part" value="lapsed">' in standing


def test_the_way_back_from_a_list_carries_the_filters_only(owner):
    page = text(owner.get(f"{PAGE}retention_cohorts/", {"month": "2026-03", "k": "2", "range": "90"}))
    assert f'href="{PAGE}?range=90"' in page
    assert "month=2026-03&amp;month" not in text(owner.get(PAGE, {"month": "2026-03", "range": "90"}))


@pytest.mark.parametrize(
    ("metric", "days"),
    [
        ("visits", (29, 0)),
        ("new_client_return_90", (91 + 29, 91)),  # the latest 30 first visit days whose 90 days are over
        ("active_90", (89, 0)),
        ("standing", (0, 0)),
        ("ltv_mean", None),
    ],
)
def test_a_list_says_of_which_days_it_is(lived, owner, metric, days):
    page = text(owner.get(f"{PAGE}{metric}/", {"range": "30"}))
    if days is None:
        assert "To date, whatever the days" in page
    else:
        today = local_day(timezone.now(), lived.history.places[0].zone)
        first, last = (today - timedelta(days=back) for back in days)
        days_in_words = re.sub(r"\s+", " ", wording.days(Period(first, last + timedelta(days=1))))
        assert f">{days_in_words}<" in page


def test_a_cohort_of_no_month_is_the_matrix(owner):
    answer = owner.get(f"{PAGE}retention_cohorts/", {"range": "90"})
    assert answer["Location"] == f"{PAGE}?range=90"


def test_an_unknown_number_is_not_found(owner):
    assert owner.get(f"{PAGE}happiness/").status_code == 404


@pytest.mark.parametrize(
    ("role", "page", "rows"), [("marketer", 200, 403), ("read_only", 200, 200), ("front_desk", 403, 403)]
)
def test_who_may_see_numbers_and_who_the_people_behind_them(lived, owner, role, page, rows):
    with inside(lived.practice):
        Member.objects.filter(pk=lived.owner.pk).update(role=role)

    answer = owner.get(PAGE)
    assert answer.status_code == page
    assert owner.get(f"{PAGE}visits/").status_code == rows
    if page == 200 and rows == 403:
        assert "metrics/visits/" not in text(answer)


def test_who_may_only_read_takes_no_list_of_people_away(lived, owner):
    assert "rows.csv" in text(owner.get(f"{PAGE}visits/"))
    with inside(lived.practice):
        Member.objects.filter(pk=lived.owner.pk).update(role="read_only")

    assert "rows.csv" not in text(owner.get(f"{PAGE}visits/"))
    assert owner.get(f"{PAGE}visits/rows.csv").status_code == 403


def test_a_new_practice_sees_what_will_appear(client, cedar):
    client.force_login(cedar.owner.user)
    page = text(client.get("/p/cedar/metrics/"))
    assert "nothing to count yet" in page
    assert "Nobody has visited yet" in page


def test_an_erased_client_has_no_name_behind_the_numbers(owner):
    page = text(owner.get(f"{PAGE}visits/", {"range": "365"}))
    assert "Client 3<" not in page


def test_charts_and_their_tables_are_the_same_thing(owner):
    page = text(owner.get(PAGE, {"range": "90"}))
    assert page.count("<figure") == page.count("data-canvas") == 3
    for figure in page.split("<figure")[1:]:
        assert figure.index("<table") < figure.index("</figure>")
