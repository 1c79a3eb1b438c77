"""The board: counts, cards, filters, and moves by drag, menu and keyboard alike."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import actions as bookings
from clients import actions as clients
from clients.models import Client
from journeys import actions
from journeys.models import Journey, StageEntry
from practices.models import Member
from practices.permissions import ROLES
from tests.bookings.worlds import insist
from tests.factories import TEN, book, make_client, make_member, make_user
from tests.followups.worlds import next_monday

NOW = timezone.now()
BOARD = "/p/willow/journeys/"


@pytest.fixture
def desk(willow, client):
    client.force_login(willow.desk.user)
    return client


def crowd(willow, count, stage="awareness", entered_at=NOW, prefix="Person"):
    """Rows in bulk, as an import makes them: this test is about how many there are."""
    people = Client.objects.bulk_create(
        Client(
            practice=willow.practice,
            name=f"{prefix} {n:03}",
            sort_name=f"{prefix} {n:03}".lower(),
            search_text=f"{prefix} {n:03}".lower(),
            registered_at=NOW,
        )
        for n in range(count)
    )
    actions.place_many([p.pk for p in people], practice=willow.practice, cause="clients.imported", at=NOW)
    Journey.objects.filter(client__in=people).update(stage=stage, entered_at=entered_at)
    return people


def test_the_board_shows_each_client_once_in_their_stage(willow, desk):
    make_client(willow, name="Zoe Baker")
    visitor = make_client(willow, name="Liam Ortega")
    book(willow, visitor)

    page = desk.get(BOARD).content.decode()

    awareness = page.split('data-column="awareness"')[1].split("</ol>")[0]
    assert "Zoe Baker" in awareness
    assert "Liam Ortega" not in awareness
    assert page.count(">Zoe Baker</a>") == 1


def test_an_empty_column_says_so_where_it_is_seen(willow, desk):
    """Its list goes down to the end of the longest, so that a card can be dropped anywhere."""
    make_client(willow)
    page = desk.get(BOARD).content.decode()

    before, _, column = page.partition('data-column="booking"')
    assert before.rpartition('id="stage-booking"')[2].count("Nobody right now.") == 1
    assert "Nobody right now." not in column.partition("</section>")[0]


def test_a_column_shows_a_few_and_says_how_many_there_are(willow, desk):
    crowd(willow, 40)

    page = desk.get(BOARD).content.decode()

    assert page.count("data-card=") == 10
    assert "Show all 40" in page


def test_the_whole_column_can_be_leafed_through(willow, desk):
    crowd(willow, 40)

    first = desk.get(f"{BOARD}stage/awareness/").content.decode()
    second = desk.get(f"{BOARD}stage/awareness/?page=2").content.decode()

    assert (first.count("data-card="), second.count("data-card=")) == (24, 16)
    assert desk.get(f"{BOARD}stage/paradise/").status_code == 404


def test_who_stands_too_long_floats_to_the_top(willow, desk):
    crowd(willow, 15, entered_at=NOW - timedelta(days=3))
    crowd(willow, 1, prefix="Overdue", entered_at=NOW - timedelta(days=30))

    page = desk.get(BOARD).content.decode()

    first_card = page.split("data-card=")[1]
    assert "Overdue 000" in first_card
    assert "data-stalled" in first_card


def test_only_who_waits_can_be_asked_for(willow, desk):
    crowd(willow, 5)
    crowd(willow, 2, prefix="Overdue", entered_at=NOW - timedelta(days=30))

    page = desk.get(f"{BOARD}?stalled=1").content.decode()

    assert page.count("data-card=") == 2


def test_the_board_can_be_searched_without_accents_and_capitals(willow, desk):
    make_client(willow, name="Zoë O'Neill")
    make_client(willow, name="Liam Ortega")

    page = desk.get(f"{BOARD}?q=ZOE+oneill").content.decode()

    assert page.count("data-card=") == 1
    assert "Nobody fits" in desk.get(f"{BOARD}?q=xyzzy").content.decode()


def test_the_board_can_be_asked_for_one_practitioner(willow, desk):
    make_client(willow, name="Zoe Baker", practitioner=willow.practitioner)
    make_client(willow, name="Liam Ortega")

    page = desk.get(f"{BOARD}?practitioner={willow.practitioner.pk}").content.decode()

    assert page.count("data-card=") == 1
    assert desk.get(f"{BOARD}?practitioner=nobody").status_code == 200


def test_the_board_asks_the_same_number_of_questions_for_many_as_for_few(
    willow, desk, django_assert_max_num_queries
):
    for stage in ("awareness", "aftercare", "rebooking", "lapsed"):
        crowd(willow, 60, stage=stage)

    with django_assert_max_num_queries(24):
        desk.get(BOARD)


def test_a_move_without_javascript_comes_back_to_the_board_and_can_be_undone(willow, desk):
    journey = make_client(willow).journey

    answer = desk.post(f"{BOARD}{journey.pk}/move/", {"to": "booking", "reason": "Calls on Friday"})

    assert (answer.status_code, answer["Location"]) == (302, BOARD)
    undo = f"{BOARD}{journey.pk}/undo/{journey.entries.get(left_at=None).pk}/"
    assert undo in desk.get(BOARD).content.decode()
    desk.post(undo)
    journey.refresh_from_db()
    assert journey.stage == "awareness"


def test_an_undo_takes_back_its_own_move_and_no_other(willow, desk):
    journey = make_client(willow).journey
    undo = []
    for reason, stage in (("Calls on Friday", "booking"), ("Did not call", "awareness")):
        actions.move(journey, to=stage, reason=reason, by=willow.desk, at=NOW)
        undo.append(f"{BOARD}{journey.pk}/undo/{journey.entries.get(left_at=None).pk}/")

    for pressed in (undo[0], undo[1], undo[1]):
        desk.post(pressed)

    journey.refresh_from_db()
    assert (journey.stage, journey.entries.latest("pk").reason) == ("booking", "Calls on Friday")


def test_a_move_leads_back_to_no_other_house(willow, desk):
    journey = make_client(willow).journey
    entry = {"to": "booking", "reason": "Calls on Friday", "back": "https://elsewhere.example/p/willow/"}

    assert desk.post(f"{BOARD}{journey.pk}/move/", entry)["Location"] == BOARD


def test_a_move_over_htmx_answers_with_the_board_as_it_was_filtered(willow, desk):
    journey = make_client(willow, name="Zoe Baker").journey
    make_client(willow, name="Liam Ortega")

    answer = desk.post(
        f"{BOARD}{journey.pk}/move/",
        {"to": "booking", "reason": "Calls on Friday"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{BOARD}?q=zoe"},
    )

    page = answer.content.decode()
    assert answer["HX-Retarget"] == "#board"
    assert "Zoe Baker" in page.split('data-column="booking"')[1].split("</ol>")[0]
    assert "Liam Ortega" not in page


@pytest.mark.parametrize(
    "entry", [{"to": "booking", "reason": ""}, {"to": "arrival", "reason": "Why not"}, {}]
)
def test_a_move_that_cannot_be_made_keeps_the_entry_and_says_why(willow, desk, entry):
    journey = make_client(willow).journey

    answer = desk.post(f"{BOARD}{journey.pk}/move/", entry)

    assert answer.status_code == 422
    assert StageEntry.objects.filter(journey=journey).count() == 1


def test_a_drop_on_a_closed_stage_is_answered_with_the_reason(willow, desk):
    journey = make_client(willow).journey

    page = desk.get(f"{BOARD}{journey.pk}/move/?to=service", headers={"HX-Request": "true"}).content.decode()

    assert "Only a visit leads there" in page


def test_the_way_of_one_client_shows_every_stay_and_reason(willow, desk):
    journey = make_client(willow).journey
    actions.move(journey, to="booking", reason="Back from holiday on Monday", by=willow.desk, at=NOW)

    page = desk.get(f"{BOARD}{journey.pk}/").content.decode()

    assert "Back from holiday on Monday" in page
    assert "Awareness" in page


def test_the_next_visit_is_told_by_the_day_it_has_here(willow, desk):
    """Nine in the evening of the ninth is the tenth in Greenwich."""
    client = make_client(willow)
    bookings.complete(book(willow, client), by=willow.desk, at=TEN + timedelta(hours=1))
    evening = TEN + timedelta(days=7, hours=10)
    book(willow, client, evening, at=TEN + timedelta(hours=1), **insist("hours"))

    page = desk.get(f"{BOARD}{client.journey.pk}/").content.decode()
    assert "9 Mar 2026" in page
    assert "10 Mar 2026" not in page


def test_a_neighbours_client_is_nowhere_on_the_board(willow, cedar, desk):
    theirs = make_client(cedar, name="Nora Neighbour")

    assert "Nora Neighbour" not in desk.get(BOARD).content.decode()
    with_pk = Journey.unscoped.filter(client_id=theirs.pk).values_list("pk", flat=True)
    for pk in list(with_pk) or [10**6]:
        assert desk.get(f"{BOARD}{pk}/").status_code == 404


@pytest.fixture
def treated(willow):
    """Zoe, with a stop alert and a visit in a week or two, moved by hand before."""
    zoe = make_client(willow, name="Zoe Baker", phone="+13035550123", practitioner=willow.practitioner)
    actions.move(zoe.journey, to="booking", reason="Wants rest first", by=willow.desk, at=NOW)
    book(willow, zoe, starts_at=next_monday(NOW), at=NOW)
    clients.note_fact(zoe, kind="alert", value="Latex", severity="stop", by=willow.practitioner, at=NOW)
    return zoe


SAID_OF_HER = ("Zoe Baker", "Stop alert", "First assessment", "Petra</span>")


@pytest.mark.parametrize("role", Member.Role.values)
def test_only_who_sees_clients_sees_who_stands_where_and_why(willow, client, treated, role):
    sees = role in ROLES["see_clients"]
    client.force_login(make_member(willow.practice, make_user("Mia", "willow"), role).user)
    stage = Journey.objects.get().stage

    for path in (BOARD, f"{BOARD}stage/{stage}/"):
        page = client.get(path).content.decode()
        assert page.count("data-card=") == 1
        assert [said for said in SAID_OF_HER if said in page] == (list(SAID_OF_HER) if sees else [])
        for words in ("zoe", "3035550123"):
            found = client.get(f"{path}?q={words}").content.decode()
            assert ("data-card=" in found, words in found) == (True, sees)
        assert ("data-card=" in client.get(f"{path}?q=nobody").content.decode()) is not sees
    way = client.get(f"{BOARD}{treated.journey.pk}/")
    assert (way.status_code, "Wants rest first" in way.content.decode()) == (
        (200, True) if sees else (403, False)
    )


def test_a_marketer_sees_the_board_and_moves_nobody(willow, client):
    marketer = make_member(willow.practice, make_user("Mia", "willow"), "marketer")
    make_client(willow)
    client.force_login(marketer.user)

    page = client.get(BOARD).content.decode()

    assert "data-card=" in page
    assert "Move to" not in page
