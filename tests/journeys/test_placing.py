"""Clients stand where the facts say, whoever brings the news and however often."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from clients import actions as clients
from clients.exporting import packed
from journeys import actions
from journeys.models import Journey, Stage, StageEntry
from journeys.queries.moves import open_stay
from practices.models import Event
from tests.factories import NOON, make_client

LATER = NOON + timedelta(hours=1)


def stage_of(client):
    return Journey.objects.get(client=client).stage


def test_a_new_client_begins_at_awareness(willow):
    client = make_client(willow)

    assert stage_of(client) == Stage.AWARENESS
    assert Event.objects.filter(kind="journey.stage_entered", client_id=client.pk).count() == 1


def test_the_same_news_twice_changes_nothing(willow):
    client = make_client(willow)

    for _ in range(2):
        actions.place(client.pk, practice=willow.practice, cause="client.registered", by=None, at=LATER)

    assert StageEntry.objects.filter(journey__client=client).count() == 1


def test_a_hand_moves_a_client_with_a_reason_and_the_stay_says_so(willow):
    journey = make_client(willow).journey

    moved = actions.move(journey, to="booking", reason="Calls back on Friday", by=willow.desk, at=LATER)

    stay = moved.entries.get(left_at=None)
    assert (stay.stage, stay.reason, stay.moved_by) == ("booking", "Calls back on Friday", willow.desk)
    assert moved.entries.get(stage="awareness").left_at == LATER


def test_a_move_without_a_reason_is_refused(willow):
    journey = make_client(willow).journey

    with pytest.raises(actions.ReasonMissing):
        actions.move(journey, to="booking", reason="  ", by=willow.desk, at=LATER)


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        ("awareness", actions.AlreadyThere),
        ("arrival", actions.OnlyAtTheDoor),
        ("service", actions.OnlyAtTheDoor),
        ("payment", actions.NoVisitYet),
        ("rebooking", actions.NoVisitYet),
    ],
)
def test_a_move_against_what_is_plain_is_refused(willow, to, refusal):
    client = make_client(willow)

    with pytest.raises(refusal):
        actions.move(client.journey, to=to, reason="I would like it", by=willow.desk, at=LATER)

    assert stage_of(client) == Stage.AWARENESS


def test_a_move_by_hand_holds_until_something_happens_after_it(willow):
    client = make_client(willow)
    actions.move(client.journey, to="booking", reason="Chooses a time", by=willow.desk, at=LATER)

    actions.place(client.pk, practice=willow.practice, cause="late.news", by=None, at=NOON)
    assert stage_of(client) == Stage.BOOKING

    actions.place(client.pk, practice=willow.practice, cause="news", by=None, at=LATER + timedelta(minutes=1))
    assert stage_of(client) == Stage.AWARENESS


def test_a_move_by_hand_can_be_taken_back_as_if_it_had_not_been_made(willow):
    client = make_client(willow)
    actions.move(client.journey, to="booking", reason="Wrong card", by=willow.desk, at=LATER)

    actions.undo_move(client.journey, stay=open_stay(client.journey), by=willow.desk, at=LATER)

    journey = Journey.objects.get(client=client)
    assert (journey.stage, journey.entered_at, journey.by_hand_at) == ("awareness", NOON, None)
    assert journey.entries.get().left_at is None


def test_the_way_somebody_came_is_in_the_export_of_all_that_is_kept_of_them(willow):
    client, other = make_client(willow), make_client(willow, "Ben Adler")
    for journey in (client.journey, other.journey):
        actions.move(journey, to="booking", reason="Calls back", by=willow.desk, at=LATER)

    with zipfile.ZipFile(io.BytesIO(packed(client))) as files:
        told = json.loads(files.read("everything.json"))

    assert [one["stage"] for one in told["journey"]] == ["booking"]
    assert [(one["stage"], one["moved_by"], one["reason"]) for one in told["stages"]] == [
        ("awareness", None, ""),
        ("booking", "Frank", "Calls back"),
    ]


def test_what_was_overtaken_by_the_facts_cannot_be_undone(willow):
    client = make_client(willow)

    with pytest.raises(actions.NothingToUndo):
        actions.undo_move(client.journey, stay=open_stay(client.journey), by=willow.desk, at=LATER)


def test_no_stay_ends_before_it_began_when_the_news_of_a_file_is_late(willow):
    """The file came in while somebody booked; what it says is dated to its beginning."""
    client = make_client(willow, at=LATER)
    Journey.objects.update(stage="lapsed")
    StageEntry.objects.update(stage="lapsed")

    actions.place_many([client.pk], practice=willow.practice, cause="visits.imported", at=NOON)

    stays = [(one.stage, one.entered_at, one.left_at) for one in StageEntry.objects.order_by("id")]
    assert stays == [("lapsed", LATER, LATER), ("awareness", LATER, None)]


def test_who_is_erased_while_a_file_comes_in_gets_no_journey_by_it(willow):
    client, other = make_client(willow), make_client(willow, "Ben Adler")
    clients.erase(client, reason="", by=willow.owner, at=LATER)
    Journey.objects.all().delete()

    actions.place_many([client.pk, other.pk], practice=willow.practice, cause="import.broken", at=LATER)

    assert [journey.client for journey in Journey.objects.all()] == [other]


def test_an_erased_person_leaves_the_board_and_never_comes_back(willow):
    client = make_client(willow)
    actions.close_journey(client.pk)
    type(client).objects.filter(pk=client.pk).update(erased_at=LATER)

    assert actions.place(client.pk, practice=willow.practice, cause="news", by=None, at=LATER) is None
    assert not Journey.objects.filter(client=client).exists()
