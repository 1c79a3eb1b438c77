import pytest
from django.db import connection

from clients import actions
from clients.models import ProfileFact
from practices.models import Event
from tests.factories import NOON, make_client


def note(willow, **changes):
    zoe = make_client(willow)
    given = {"kind": "allergy", "value": "Nut oil", "severity": "stop", "by": willow.practitioner, "at": NOON}
    return actions.note_fact(zoe, **{**given, **changes})


def test_a_fact_is_sealed_dated_and_on_record_without_its_text(willow):
    fact = note(willow)

    assert ProfileFact.objects.get().value == "Nut oil"
    with connection.cursor() as cursor:
        cursor.execute("SELECT value_sealed FROM clients_profilefact")
        assert b"Nut" not in bytes(cursor.fetchone()[0])
    payload = Event.objects.get(kind="client.fact_noted").payload
    assert payload == {
        "client_id": fact.client_id,
        "fact_id": fact.pk,
        "fact_kind": "allergy",
        "severity": "stop",
        "replaces_id": None,
    }


def test_a_changed_fact_leaves_the_old_one_readable(willow):
    old = note(willow)
    new = actions.supersede(old, value="Nut and sesame oil", severity="stop", by=willow.owner, at=NOON)

    old.refresh_from_db()
    assert (old.value, old.ended_at, old.replaced_by) == ("Nut oil", NOON, new)
    assert (new.value, new.ended_at, new.kind, new.author) == (
        "Nut and sesame oil",
        None,
        "allergy",
        willow.owner,
    )


def test_a_changed_fact_warns_like_the_old_one_until_somebody_says_otherwise(willow):
    old = note(willow, source="client", review_on=NOON.date())

    same = actions.supersede(old, value="Nut and sesame oil", by=willow.owner, at=NOON)
    other = actions.supersede(same, value="Once", severity="", review_on=None, by=willow.owner, at=NOON)

    assert (same.severity, same.source, same.review_on) == ("stop", "client", NOON.date())
    assert (other.severity, other.source, other.review_on) == ("", "client", None)


def test_an_ended_fact_stays_readable_and_is_ended_once(willow):
    fact = note(willow)
    actions.end_fact(fact, by=willow.owner, at=NOON)

    assert ProfileFact.objects.get().ended_at == NOON
    with pytest.raises(actions.FactOver):
        actions.end_fact(fact, by=willow.owner, at=NOON)
    with pytest.raises(actions.FactOver):
        actions.supersede(fact, value="x", by=willow.owner, at=NOON)


def test_an_empty_or_endless_fact_is_refused(willow):
    with pytest.raises(actions.FactEmpty):
        note(willow, value="  ")
    with pytest.raises(actions.FactTooLong):
        note(willow, value="x" * 5001)


def test_each_reading_of_health_text_is_on_record(willow):
    fact = note(willow)
    actions.read_sensitive(fact.client, facts=[fact], where="profile", by=willow.practitioner, at=NOON)

    event = Event.objects.get(kind="client.sensitive_read")
    assert (event.actor, event.client_id) == (willow.practitioner, fact.client_id)
    assert (event.payload["fact_ids"], event.payload["where"]) == ([fact.pk], "profile")


def test_a_fact_does_not_open_in_another_row(willow):
    from cryptography.exceptions import InvalidTag

    first, second = note(willow), note(willow, value="Latex")
    ProfileFact.objects.filter(pk=second.pk).update(value_sealed=first.value_sealed)
    second.refresh_from_db()

    with pytest.raises(InvalidTag):
        second.value  # noqa: B018  reading is the test


def test_the_neighbour_s_fact_cannot_be_ended(willow, cedar):
    from practices.tenancy import inside

    with inside(cedar.practice):
        theirs = note(cedar)
    with pytest.raises(ProfileFact.DoesNotExist):
        actions.end_fact(theirs, by=willow.owner, at=NOON)
