"""Clients by program: the same rules as on the pages, and health behind a scope of its own."""

import json

import pytest

from clients.models import Client, Consent, ImportBatch, ProfileFact
from practices.models import Event
from tests.api.conftest import Program
from tests.factories import make_client


def register(program, **details):
    return program.post("clients/", {"name": "Zoë Baker", "phone": "(303) 555-0142", **details})


def test_a_client_is_registered_with_a_readable_phone(program):
    response = register(program, email="Zoe@Example.com", tags=["vip"])

    assert response.status_code == 201, response.said
    assert response.said["phone"] == "+13035550142"
    assert response.said["email"] == "zoe@example.com"
    assert program.get(f"clients/{response.said['id']}/").said == response.said


def test_a_phone_nobody_can_call_is_refused(program):
    response = register(program, phone="call me")

    assert (response.status_code, response.said["code"]) == (409, "contact_unreadable")
    assert not Client.objects.exists()


def test_a_clock_that_does_not_exist_is_refused(program):
    path = f"clients/{register(program, time_zone='America/Denver').said['id']}/"

    registered = register(program, time_zone="Mars/Base")
    changed = program.call("PATCH", path, {"time_zone": "mars"})

    assert (registered.status_code, registered.said["code"]) == (409, "zone_unknown")
    assert (changed.status_code, changed.said["code"]) == (409, "zone_unknown")
    assert program.call("PATCH", path, {"time_zone": ""}).said["time_zone"] == ""


def test_a_change_names_the_version_it_was_made_on(program):
    client = register(program)
    path = f"clients/{client.said['id']}/"

    changed = program.call("PATCH", path, {"preferred_name": "Zo"}, **{"If-Match": client.headers["ETag"]})
    stale = program.call("PATCH", path, {"preferred_name": "Z"}, **{"If-Match": client.headers["ETag"]})

    assert (changed.status_code, changed.said["preferred_name"]) == (200, "Zo")
    assert changed.headers["ETag"] != client.headers["ETag"]
    assert (stale.status_code, stale.said["code"]) == (412, "changed_meanwhile")


@pytest.mark.parametrize("field", ["id", "practice", "version", "is_verified", "erased_at", "search_text"])
def test_fields_that_are_not_ours_to_set_are_ignored(program, field):
    client = register(program)

    program.call("PATCH", f"clients/{client.said['id']}/", {field: "x"})

    assert program.get(f"clients/{client.said['id']}/").said == client.said


@pytest.mark.parametrize("written", ["A 1", "A  1", " A 1 "])
def test_one_external_id_names_one_client(program, written):
    first = register(program, external_id="A 1").said
    other = register(program, name="Theo Novak").said

    again = register(program, external_id=written)
    changed = program.call("PATCH", f"clients/{other['id']}/", {"external_id": written})

    for refused in (again, changed):
        assert (refused.status_code, refused.said["code"]) == (409, "external_id_taken")
        assert refused.said["facts"] == {
            "external_id": "A 1",
            "client_id": first["id"],
            "field": "external_id",
        }
    assert Client.objects.count() == 2


def test_a_client_gets_an_external_id_later_and_loses_it(program):
    path = f"clients/{register(program).said['id']}/"

    assert program.call("PATCH", path, {"external_id": "A-1"}).said["external_id"] == "A-1"
    assert program.call("PATCH", path, {"external_id": "A-1", "city": "Troy"}).status_code == 200
    assert program.call("PATCH", path, {"external_id": ""}).said["external_id"] == ""


def test_clients_are_found_by_what_the_program_knows(program):
    register(program, external_id="A-1", tags=["vip"], email="zoe@example.com")
    register(program, name="Theo Novak", phone="+13035550143")

    for query in [
        "external_id=A-1",
        "external_id=%20A-1",
        "email=ZOE%40example.com",
        "phone=%2B13035550142",
        "tag=vip",
    ]:
        assert [row["name"] for row in program.get(f"clients/?{query}").said["data"]] == ["Zoë Baker"]


def test_a_list_is_narrowed_as_on_the_page(program, willow):
    imported = program.call(
        "POST", "imports/?kind=clients&file_name=all.csv", "Name,Mobile\nBea Lund,3035550199\n"
    )
    batch, petra = ImportBatch.objects.get(), program.id_of("mem", willow.practitioner)
    register(program, name="Theo Novak", practitioner=petra)
    held = make_client(willow, "Bea Lund", is_released=False, import_batch=batch)

    def listed(query):
        return [row["name"] for row in program.get(f"clients/?{query}").said["data"]]

    assert listed(f"practitioner={petra}") == ["Theo Novak"]
    assert listed("released=false") == listed(f"batch={imported.said['id']}") == ["Bea Lund"]
    assert listed("released=true") == ["Theo Novak"]
    assert listed(f"batch={imported.said['id']}&released=true") == []
    program.post(f"clients/{program.id_of('cli', held)}/release/")
    assert listed("released=false") == []


@pytest.mark.parametrize("query", ["practitioner=mem_1", "batch=nonsense", "released=perhaps"])
def test_a_filter_that_names_nothing_is_refused(program, query):
    refused = program.get(f"clients/?{query}")

    assert (refused.status_code, refused.said["errors"][0]["field"]) == (422, query.partition("=")[0])


def test_a_search_looks_only_among_those_who_pass_the_filters(program, monkeypatch):
    monkeypatch.setattr("clients.queries.search.MOST", 1)
    for tags in ([], [], ["vip"]):
        register(program, name="Zoe Baker", tags=tags)

    listed = program.get("clients/?q=baker&tag=vip").said["data"]

    assert [client["tags"] for client in listed] == [["vip"]]


def test_an_archived_client_is_listed_apart(program):
    path = f"clients/{register(program).said['id']}"
    program.post(f"{path}/archive/")

    assert program.get("clients/").said["data"] == []
    assert len(program.get("clients/?archived=true").said["data"]) == 1
    assert program.post(f"{path}/restore/").said["archived_at"] is None


def test_health_needs_its_scope_and_each_reading_is_recorded(program, willow):
    zoe = make_client(willow)
    client_id = program.id_of("cli", zoe)
    noted = program.post(
        "facts/", {"client": client_id, "kind": "allergy", "value": "Nuts", "severity": "stop"}
    )
    assert noted.status_code == 201, noted.said

    listed = program.get(f"facts/?client={client_id}")

    assert [fact["value"] for fact in listed.said["data"]] == ["Nuts"]
    assert Event.objects.filter(kind="client.sensitive_read").count() == 1
    outsider = Program(willow, scopes=["clients:read"])
    assert outsider.get(f"facts/?client={client_id}").said["code"] == "scope_missing"
    assert b"Nuts" not in outsider.get("clients/").content


def test_a_superseded_fact_stays_readable(program, willow):
    client_id = program.id_of("cli", make_client(willow))
    old = program.post("facts/", {"client": client_id, "kind": "goal", "value": "Run 5 km"}).said

    new = program.post(f"facts/{old['id']}/supersede/", {"value": "Run 10 km"}).said

    assert program.get(f"facts/{old['id']}/").said["replaced_by"] == new["id"]
    again = program.post(f"facts/{old['id']}/supersede/", {"value": "Walk"})
    assert (again.status_code, again.said["code"]) == (409, "fact_over")
    assert program.post(f"facts/{new['id']}/end/").said["ended_at"]
    assert ProfileFact.objects.filter(ended_at=None).count() == 0


def test_a_superseding_program_keeps_the_alert_it_does_not_speak_of(program, willow):
    client_id = program.id_of("cli", make_client(willow))
    alert = {"kind": "allergy", "value": "Almond oil", "severity": "stop", "review_on": "2027-01-15"}
    old = program.post("facts/", {"client": client_id, **alert, "source": "client"}).said

    new = program.post(f"facts/{old['id']}/supersede/", {"value": "Almond and peanut oil"}).said
    later = {"value": "A little", "severity": "caution", "source": "staff", "review_on": "2027-03-01"}
    last = program.post(f"facts/{new['id']}/supersede/", later).said

    assert (new["severity"], new["source"], new["review_on"]) == ("stop", "client", "2027-01-15")
    assert {name: last[name] for name in later} == later


def test_consent_is_a_ledger(program, willow):
    client_id = program.id_of("cli", make_client(willow))
    entry = {
        "client": client_id,
        "purpose": "marketing",
        "channel": "sms",
        "is_given": True,
        "wording": "web-3",
        "source": "website",
        "evidence": {"ip": "203.0.113.9"},
    }

    given = program.post("consents/", entry)
    program.post("consents/", {**entry, "is_given": False})

    assert given.status_code == 201, given.said
    ledger = program.get(f"consents/?client={client_id}").said["data"]
    assert [line["is_given"] for line in ledger] == [False, True]
    assert Consent.objects.count() == 2


def test_what_happened_is_told_thinly(program, willow):
    client = register(program).said
    program.call("PATCH", f"clients/{client['id']}/", {"street": "Secret Lane 1"})

    listed = program.get("events/?type=client.changed")

    assert [event["data"] for event in listed.said["data"]] == [{"client_id": client["id"]}]
    assert b"Secret Lane" not in listed.content


@pytest.mark.parametrize("resource", ["clients", "facts", "consents", "events", "jobs"])
def test_a_neighbours_row_does_not_exist(program, neighbour, cedar, resource):
    zoe = make_client(cedar)
    theirs = neighbour.id_of("cli", zoe)
    prefix = {"clients": "cli", "facts": "fct", "consents": "con", "events": "evt", "jobs": "job"}[resource]

    assert program.get(f"{resource}/{theirs}/").status_code == 404
    assert program.get(f"{resource}/{prefix}_{theirs.partition('_')[2]}/").status_code == 404


@pytest.mark.parametrize("evidence", ['{"a": "\\u0000"}', '{"\\ud800": 1}', '{"a": [{"b": 1e400}]}'])
def test_evidence_that_cannot_be_kept_is_refused_not_a_crash(program, willow, evidence):
    entry = {"purpose": "marketing", "is_given": True, "wording": "w1", "source": "website"}
    body = json.dumps({**entry, "client": program.id_of("cli", make_client(willow))})

    response = program.http.generic(
        "POST",
        "/api/v1/consents/",
        data=f'{body[:-1]}, "evidence": {evidence}}}',
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.secret}"},
    )

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "evidence")
