from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clients.models import ProfileFact
from practices import bulk
from practices.models import Location, Member
from practices.sealing import sealed_for
from tests.factories import NOON, make_client


def rows(practice, *names):
    return [
        {"practice_id": practice.pk, "name": name, "role": "marketer", "joined_at": NOON} for name in names
    ]


def test_many_rows_come_in_at_once_with_the_defaults_of_their_model(willow):
    found = bulk.insert(Member, rows(willow.practice, "Mia", "Moe"), returning=("name", "id"))
    mia = Member.objects.get(pk=dict(found)["Mia"])

    assert (mia.name, mia.title, mia.left_at, mia.joined_at, mia.user) == ("Mia", "", None, NOON, None)
    assert bulk.insert(Member, []) == []


def test_json_and_defaults_made_anew_come_in_too(willow):
    bulk.insert(
        Location,
        [{"practice_id": willow.practice.pk, "name": "Annex", "time_zone": "UTC", "hours": [[0, "9"]]}],
    )

    assert Location.objects.get(name="Annex").hours == [[0, "9"]]


def test_rows_may_bring_their_own_ids_and_text_that_is_sealed_for_them(willow):
    client = make_client(willow)
    pk, seal = 900_000_001, uuid4()
    sealed = sealed_for(
        ProfileFact, "value_sealed", willow.practice.pk, seal, text="Latex. Use nitrile gloves."
    )
    bulk.insert(
        ProfileFact,
        [
            {
                "id": pk, "practice_id": willow.practice.pk, "client_id": client.pk, "kind": "allergy",
                "seal": seal, "value_sealed": sealed, "noted_at": NOON,
            }
        ],
    )  # fmt: skip

    assert ProfileFact.objects.get(pk=pk).value == "Latex. Use nitrile gloves."


def test_the_wall_and_the_constraints_hold(willow, cedar):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        bulk.insert(Member, rows(cedar.practice, "Mia"))
    twice = [{**row, "user_id": willow.owner.user_id} for row in rows(willow.practice, "Mia")]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Member, twice)
    bulk.insert(Member, twice, passing_over=True)
    assert not Member.objects.filter(name="Mia").exists()


def test_many_rows_change_at_once(willow, cedar):
    willow.desk.title, willow.owner.left_at = "Front", NOON + timedelta(days=1)
    cedar.desk.title = "Taken over"
    bulk.update(Member, [willow.desk, willow.owner, cedar.desk], ["title", "left_at"])
    for member in (willow.desk, willow.owner):
        member.refresh_from_db()

    assert (willow.desk.title, willow.desk.left_at, willow.owner.left_at) == (
        "Front",
        None,
        NOON + timedelta(days=1),
    )
    from practices.tenancy import inside

    with inside(cedar.practice):
        cedar.desk.refresh_from_db()
        assert cedar.desk.title == ""
