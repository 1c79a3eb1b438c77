"""Journeys by program: where clients stand, how long they stood, and moves with a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients import actions as clients
from journeys import actions
from journeys.models import Journey
from tests.api.conftest import Program
from tests.factories import make_client


@pytest.fixture
def zoe(willow):
    return make_client(willow)


def journey_of(program, client):
    return program.get(f"journeys/?client={program.id_of('cli', client)}").said["data"][0]


def test_clients_are_listed_by_stage(program, willow, zoe):
    theo = make_client(willow, "Theo Novak")
    actions.move(
        Journey.objects.get(client=theo), to="booking", reason="Called", by=willow.owner, at=timezone.now()
    )

    listed = program.get("journeys/?stage=booking").said["data"]

    assert [row["client"] for row in listed] == [program.id_of("cli", theo)]
    assert program.get("journeys/?stage=moon").said["errors"][0]["field"] == "stage"


def test_who_stands_too_long_is_marked(program, willow, zoe):
    long_ago = timezone.now() - timedelta(days=100)
    Journey.objects.filter(client=zoe).update(entered_at=long_ago)
    make_client(willow, "Theo Novak", at=timezone.now())

    stalled = program.get("journeys/?stalled=true").said["data"]

    assert [(row["client"], row["is_stalled"]) for row in stalled] == [(program.id_of("cli", zoe), True)]
    assert len(program.get("journeys/?stalled=false").said["data"]) == 1


def test_a_move_needs_a_reason_and_stays_in_the_history(program, willow, zoe):
    path = f"journeys/{journey_of(program, zoe)['id']}"
    mute = program.post(f"{path}/move/", {"to": "booking", "reason": " "})

    moved = program.post(f"{path}/move/", {"to": "booking", "reason": "Called us"})

    assert (mute.status_code, mute.said["code"]) == (409, "reason_missing")
    assert (moved.status_code, moved.said["stage"]) == (200, "booking")
    history = program.get(f"{path}/history/").said["data"]
    assert [(stay["stage"], stay["reason"]) for stay in history] == [
        ("booking", "Called us"),
        ("awareness", ""),
    ]
    assert history[0]["moved_by"] == program.id_of("mem", willow.owner)
    assert history[0]["left_at"] is None
    assert history[1]["seconds"] > 0


@pytest.mark.parametrize(
    ("to", "code"),
    [("awareness", "already_there"), ("service", "only_at_the_door"), ("aftercare", "no_visit_yet")],
)
def test_the_board_refuses_a_program_as_it_refuses_a_hand(program, zoe, to, code):
    path = f"journeys/{journey_of(program, zoe)['id']}/move/"

    refused = program.post(path, {"to": to, "reason": "Because"})

    assert (refused.status_code, refused.said["code"]) == (409, code)


def test_a_move_names_the_stage_it_was_made_on(program, zoe):
    path = f"journeys/{journey_of(program, zoe)['id']}/"
    seen = program.get(path).headers["ETag"]
    move = {"to": "booking", "reason": "Called us"}
    moved = program.post(f"{path}move/", move, **{"If-Match": seen})

    stale = program.post(f"{path}undo/", **{"If-Match": seen})
    taken_back = program.post(f"{path}undo/", **{"If-Match": moved.headers["ETag"]})

    assert (stale.status_code, stale.said["code"]) == (412, "changed_meanwhile")
    assert (taken_back.status_code, taken_back.said["stage"]) == (200, "awareness")
    again = program.post(f"{path}undo/", **{"If-Match": taken_back.headers["ETag"]})
    assert again.said["code"] == "nothing_to_undo"


def test_a_program_takes_back_the_move_it_names_and_no_other(program, willow, zoe):
    path = f"journeys/{journey_of(program, zoe)['id']}/"
    program.post(f"{path}move/", {"to": "booking", "reason": "Called us"})
    mine = program.get(f"{path}history/").said["data"][0]["id"]
    program.post(f"{path}move/", {"to": "awareness", "reason": "Wrong Zoe"})

    for body, how, code in (
        ({}, {}, "move_not_named"),
        ({}, {"If-Match": "*"}, "move_not_named"),
        ({"stay": mine}, {}, "nothing_to_undo"),
    ):
        refused = program.post(f"{path}undo/", body, **how)
        assert (refused.status_code, refused.said["code"]) == (409, code)
    assert journey_of(program, zoe)["stage"] == "awareness"

    newest = program.get(f"{path}history/").said["data"][0]["id"]
    taken_back = program.post(f"{path}undo/", {"stay": newest})
    assert (taken_back.status_code, taken_back.said["stage"]) == (200, "booking")
    assert program.post(f"{path}undo/", {"stay": mine}).said["stage"] == "awareness"


def test_who_left_the_practice_is_on_no_board(program, willow, zoe):
    clients.archive(zoe, by=willow.owner, at=timezone.now())

    assert program.get("journeys/").said["data"] == []


def test_a_list_takes_a_fixed_number_of_queries(program, willow, django_assert_max_num_queries):
    for name in ("Zoe Baker", "Theo Novak", "Bea Lund", "Max Roth", "Ida Berg"):
        make_client(willow, name)

    with django_assert_max_num_queries(12):
        listed = program.get("journeys/?expand=client").said["data"]

    assert {row["client"]["name"] for row in listed} >= {"Zoe Baker", "Ida Berg"}


def test_a_client_is_expanded_only_for_a_key_that_sees_clients(willow, zoe):
    booker = Program(willow, scopes=["bookings:read"])

    refused = booker.get("appointments/?expand=client")

    assert (refused.status_code, refused.said["code"]) == (403, "scope_missing")
    assert "clients:read" in refused.said["detail"]


def test_a_neighbours_journey_is_no_journey(program, neighbour, zoe):
    mine = journey_of(program, zoe)["id"]

    assert neighbour.get(f"journeys/{mine}/").said["code"] == "not_found"
    assert neighbour.get(f"journeys/{mine}/history/").status_code == 404
    assert neighbour.post(f"journeys/{mine}/move/", {"to": "booking", "reason": "x"}).status_code == 404
    filtered = neighbour.get(f"journeys/?client={program.id_of('cli', zoe)}")
    assert (filtered.status_code, filtered.said["errors"][0]["field"]) == (422, "client")


def test_a_key_that_only_reads_moves_nobody(willow, program, zoe):
    reader = Program(willow, scopes=["clients:read"])
    path = f"journeys/{journey_of(reader, zoe)['id']}/move/"

    assert "journeys:write" in reader.post(path, {"to": "booking", "reason": "x"}).said["detail"]
