"""Keys of programs: shown once, kept as a hash, bound to one practice, and mortal."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from practices import keys
from practices.actions.members import change_role, leave
from practices.actions.seen import FieldsChanged
from practices.models import ApiKey, Event
from practices.tenancy import visit
from tests.factories import NOON, make_practice


def make(willow, **changes):
    asked = {"name": "Website", "scopes": ["clients:read"], "by": willow.owner, "at": NOON}
    return keys.make(willow.practice, **{**asked, **changes})


def test_a_key_leads_to_its_practice(willow, cedar):
    _, secret = make(willow)

    assert keys.practice_id_of(secret) == willow.practice.pk


def test_a_key_is_kept_as_a_hash_only(willow):
    key, secret = make(willow)

    assert secret.startswith(key.start)
    assert secret not in str(ApiKey.objects.values().get())


def test_a_mistyped_key_fails_its_checksum(willow):
    _, secret = make(willow)
    mistyped = secret[:20] + ("a" if secret[20] != "a" else "b") + secret[21:]

    assert not keys.looks_like_a_key(mistyped)
    assert keys.practice_id_of(mistyped) is None


def test_a_key_nobody_made_leads_nowhere(db):
    assert keys.practice_id_of(keys.new_secret()) is None


def test_an_unknown_scope_is_refused(willow):
    with pytest.raises(keys.UnknownScope, match="everything"):
        make(willow, scopes=["everything"])


def test_a_key_that_may_do_nothing_is_refused(willow):
    with pytest.raises(keys.NoScopes):
        make(willow, scopes=[])


def test_a_key_expires(willow):
    key, _ = make(willow, expires_at=NOON + timedelta(days=1))

    assert key.is_valid(NOON)
    assert not key.is_valid(NOON + timedelta(days=1))


def test_a_rotated_key_overlaps_with_its_successor(willow):
    key, _ = make(willow)

    successor, _ = keys.rotate(key, overlap=timedelta(hours=1), by=willow.owner, at=NOON)

    key.refresh_from_db()
    assert successor.scopes == key.scopes
    assert key.is_valid(NOON + timedelta(minutes=59))
    assert not key.is_valid(NOON + timedelta(hours=1))


@pytest.mark.parametrize("days", [None, 90])
def test_a_successor_lives_as_long_as_the_rotated_key_was_made_for(willow, days):
    key, _ = make(willow, expires_at=days and NOON + timedelta(days=days))
    later = NOON + timedelta(days=80)

    successor, _ = keys.rotate(key, overlap=timedelta(days=1), by=willow.owner, at=later)

    assert successor.expires_at == (days and later + timedelta(days=days))
    assert ApiKey.objects.get(pk=key.pk).expires_at == later + timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_a_key_revoked_while_it_is_rotated_leaves_no_successor():
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    with visit(willow.practice):
        key, _ = make(willow)
    is_revoked, outcome = threading.Event(), []

    def rotate():
        with visit(willow.practice):
            seen = ApiKey.objects.get(pk=key.pk)
            is_revoked.wait(20)
            try:
                keys.rotate(seen, overlap=timedelta(days=1), by=willow.owner, at=NOON)
            except keys.KeyRevoked:
                outcome.append("refused")
        connection.close()

    other = threading.Thread(target=rotate)
    other.start()
    with visit(willow.practice):
        keys.revoke(key, by=willow.owner, at=NOON)
        is_revoked.set()
        time.sleep(0.5)  # the other waits for this row, or has read what was true before
    other.join()

    assert outcome == ["refused"]


def test_a_revoked_key_stops_at_once_and_only_once(willow):
    key, _ = make(willow)

    keys.revoke(key, by=willow.owner, at=NOON)

    key.refresh_from_db()
    assert not key.is_valid(NOON)
    with pytest.raises(keys.KeyRevoked):
        keys.revoke(key, by=willow.owner, at=NOON)
    with pytest.raises(keys.KeyRevoked):
        keys.rotate(key, overlap=timedelta(0), by=willow.owner, at=NOON)
    assert list(
        Event.objects.filter(kind__startswith="api_key").order_by("id").values_list("kind", flat=True)
    ) == [
        "api_key.made",
        "api_key.revoked",
    ]


def test_the_keys_of_somebody_who_leaves_stop_and_the_record_says_so(willow):
    key, _ = make(willow, by=willow.desk)
    mine, _ = make(willow)

    leave(willow.desk, by=willow.owner, at=NOON)

    key.refresh_from_db()
    assert (key.revoked_at, key.is_valid(NOON), mine.is_valid(NOON)) == (NOON, False, True)
    assert Event.objects.get(kind="api_key.revoked").payload == {"api_key_id": key.pk}


def test_a_key_that_somebody_else_rotated_is_theirs(willow):
    key, _ = make(willow, by=willow.desk)
    successor, _ = keys.rotate(key, overlap=timedelta(days=1), by=willow.owner, at=NOON)

    leave(willow.desk, by=willow.owner, at=NOON)

    assert ApiKey.objects.get(pk=successor.pk).is_valid(NOON)
    assert not ApiKey.objects.get(pk=key.pk).is_valid(NOON)


@pytest.mark.parametrize(("role", "stands"), [("manager", True), ("front_desk", False)])
def test_the_keys_of_somebody_who_may_make_none_any_more_stop(willow, role, stands):
    change_role(willow.desk, role="owner", by=willow.owner, at=NOON)
    key, _ = make(willow, by=willow.desk)

    change_role(willow.desk, role=role, by=willow.owner, at=NOON)

    assert ApiKey.objects.get(pk=key.pk).is_valid(NOON) is stands


def test_a_key_made_while_its_maker_was_leaving_opens_nothing(willow):
    leave(willow.desk, by=willow.owner, at=NOON)
    key, _ = make(willow, by=willow.desk)

    assert not ApiKey.objects.get(pk=key.pk).is_valid(NOON)


def test_a_changed_key_keeps_its_secret_and_the_record_says_from_what_to_what(willow):
    key, secret = make(willow)

    keys.change(
        key, scopes=["bookings:read", "clients:read"], networks=["203.0.113.7"], by=willow.desk, at=NOON
    )

    key.refresh_from_db()
    assert (key.name, key.secret_hash) == ("Website", keys.hash_of(secret))
    assert (key.scopes, key.networks) == (["bookings:read", "clients:read"], ["203.0.113.7/32"])
    event = Event.objects.get(kind="api_key.changed")
    assert event.actor == willow.desk
    assert event.payload["changes"] == {
        "scopes": [["clients:read"], ["bookings:read", "clients:read"]],
        "networks": [[], ["203.0.113.7/32"]],
    }


def test_a_key_that_stays_as_it_was_leaves_no_record(willow):
    key, _ = make(willow, networks=["203.0.113.7"])

    keys.change(
        key, name="Website", scopes=["clients:read"], networks=["203.0.113.7/32"], by=willow.owner, at=NOON
    )

    assert not Event.objects.filter(kind="api_key.changed").exists()


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"scopes": []}, keys.NoScopes),
        ({"scopes": ["everything"]}, keys.UnknownScope),
        ({"networks": ["home"]}, keys.BadNetwork),
    ],
)
def test_a_key_is_not_changed_to_what_could_not_be_made(willow, wanted, refusal):
    key, _ = make(willow)

    with pytest.raises(refusal):
        keys.change(key, name="New", **wanted, by=willow.owner, at=NOON)

    key.refresh_from_db()
    assert (key.name, key.scopes, key.networks) == ("Website", ["clients:read"], [])


def test_a_key_that_opens_nothing_any_more_is_not_changed(willow):
    key, _ = make(willow)
    over, _ = make(willow, expires_at=NOON)
    keys.revoke(key, by=willow.owner, at=NOON)

    for one in (key, over):
        with pytest.raises(keys.KeyRevoked):
            keys.change(one, name="New", by=willow.owner, at=NOON)


def test_who_changes_a_key_gives_back_nothing_that_was_taken_from_it_meanwhile(willow):
    key, _ = make(willow, scopes=["clients:read", "health:read"])
    seen = {"name": key.name, "scopes": key.scopes, "networks": key.networks}
    keys.change(key, scopes=["clients:read"], by=willow.owner, at=NOON)

    keys.change(key, **{**seen, "networks": ["203.0.113.7"]}, seen=seen, by=willow.desk, at=NOON)
    key.refresh_from_db()
    assert (key.scopes, key.networks) == (["clients:read"], ["203.0.113.7/32"])

    more = {**seen, "scopes": [*seen["scopes"], "events:read"]}
    with pytest.raises(FieldsChanged):
        keys.change(key, **more, seen=seen, by=willow.desk, at=NOON)
