"""Webhook endpoints by program: added, changed, rotated, told again; the page and the API meet the same rules."""

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from bookings.events import HoursChanged
from practices.events import LocationOpened, record
from practices.models import Event, WebhookDelivery, WebhookEndpoint
from practices.webhooks.sending import send_due, signed
from tests.api.conftest import Program

HOOK = {"url": "https://hooks.example.com/rapport", "kinds": ["location.opened"], "note": "Our CRM"}


def add(program, **changes):
    response = program.post("webhooks/", {**HOOK, **changes})
    assert response.status_code == 201, response.said
    return response


def happen(willow):
    fact = LocationOpened(location_id=willow.location.pk)
    return record(fact, practice=willow.practice, by=willow.owner, at=timezone.now())


def test_an_endpoint_is_added_and_its_secret_shown_once(program):
    added = add(program).said

    assert added["secret"].startswith("whsec_")
    read = program.get(f"webhooks/{added['id']}/")
    assert {**read.said, "secret": added["secret"]} == added
    assert [row["id"] for row in program.get("webhooks/").said["data"]] == [added["id"]]
    assert "secret" not in program.get("webhooks/").said["data"][0]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "http://hooks.example.com/"}, "bad_address"),
        ({"url": "https://10.1.2.3/hook"}, "bad_address"),
        ({"kinds": ["moon.rose"]}, "unknown_kind"),
    ],
)
def test_what_the_page_refuses_the_api_refuses(program, settings, changes, code):
    settings.WEBHOOKS_MAY_STAY_LOCAL = False
    kept = add(program).said

    added = program.post("webhooks/", {**HOOK, **changes})
    changed = program.call("PATCH", f"webhooks/{kept['id']}/", changes)

    assert (added.status_code, added.said["code"]) == (409, code)
    assert (changed.status_code, changed.said["code"]) == (409, code)
    assert WebhookEndpoint.objects.count() == 1


def test_a_change_of_kinds_names_the_version_it_was_made_on(program, willow):
    added = add(program)
    path = f"webhooks/{added.said['id']}/"
    seen = program.get(path).headers["ETag"]
    assert seen == added.headers["ETag"]

    changed = program.call("PATCH", path, {"kinds": []}, **{"If-Match": seen})
    stale = program.call("PATCH", path, {"note": "x"}, **{"If-Match": seen})

    assert (changed.status_code, changed.said["kinds"], changed.said["note"]) == (200, [], "Our CRM")
    assert (stale.status_code, stale.said["code"]) == (412, "changed_meanwhile")
    assert Event.objects.filter(kind="webhook.changed").count() == 1


def test_a_change_to_the_same_is_no_change(program):
    path = f"webhooks/{add(program).said['id']}/"

    assert program.call("PATCH", path, {"kinds": HOOK["kinds"]}).status_code == 200
    assert not Event.objects.filter(kind="webhook.changed").exists()


def test_while_a_secret_rotates_both_sign(program, willow):
    added = add(program).said
    rotated = program.post(f"webhooks/{added['id']}/rotate-secret/").said
    happen(willow)

    assert rotated["secret"] != added["secret"]
    assert rotated["old_secret_until"]
    delivery = WebhookDelivery.objects.select_related("endpoint").get()
    headers = signed(delivery, willow.practice, "{}", at=timezone.now())
    for secret in (added["secret"], rotated["secret"]):
        Webhook(secret).verify("{}", headers)


def test_an_endpoint_switched_off_hears_nothing_and_nobody_gets_a_letter(program, willow, mailoutbox):
    path = f"webhooks/{add(program).said['id']}"
    happen(willow)

    off = program.post(f"{path}/disable/").said
    happen(willow)

    assert off["disabled_because"] == "by_hand"
    assert list(WebhookDelivery.objects.values_list("status", flat=True)) == ["given_up"]
    assert mailoutbox == []
    assert program.post(f"{path}/enable/").said["disabled_at"] is None
    happen(willow)
    assert WebhookDelivery.objects.filter(status="waiting").count() == 1


def test_a_removed_endpoint_does_not_exist(program, willow):
    path = f"webhooks/{add(program).said['id']}/"
    happen(willow)

    gone = program.call("DELETE", path)

    assert (gone.status_code, gone.content) == (204, b"")
    assert program.get(path).status_code == 404
    assert program.get("webhooks/").said["data"] == []
    assert program.get("deliveries/").said["data"] == []


def test_what_was_told_is_listed_in_a_fixed_number_of_queries(program, willow, django_assert_max_num_queries):
    first, second = add(program).said, add(program).said
    events = [happen(willow) for _ in range(3)]

    with django_assert_max_num_queries(12):
        listed = program.get(f"deliveries/?endpoint={first['id']}").said["data"]

    assert [row["event"] for row in listed] == [program.id_of("evt", event) for event in reversed(events)]
    assert {row["type"] for row in listed} == {"location.opened"}
    of_one = program.get(f"deliveries/?event={listed[0]['event']}&status=waiting").said["data"]
    assert {row["endpoint"] for row in of_one} == {first["id"], second["id"]}


def test_a_delivery_is_told_once_more(program, willow, monkeypatch):
    add(program)
    happen(willow)
    monkeypatch.setattr("practices.webhooks.sending.post", lambda *args: 204)
    send_due(willow.practice, clock=timezone.now)
    delivery = program.get("deliveries/").said["data"][0]
    assert (delivery["status"], delivery["answered"]) == ("delivered", 204)

    again = program.post(f"deliveries/{delivery['id']}/resend/")

    assert (again.status_code, again.said["status"]) == (202, "waiting")
    assert program.get(f"deliveries/{delivery['id']}/").said == again.said


def test_what_was_missed_is_told_again_from_an_event(program, willow):
    events = [happen(willow) for _ in range(3)]
    path = f"webhooks/{add(program).said['id']}/replay/"

    replayed = program.post(path, {"after": program.id_of("evt", events[0])})

    assert (replayed.status_code, replayed.said) == (202, {"queued": 2})
    nothing = program.post(path, {"after": program.id_of("evt", Event.objects.latest("pk"))})
    assert (nothing.status_code, nothing.said["code"]) == (409, "nothing_to_replay")


def test_an_event_read_by_itself_names_every_id_of_a_long_list(program, willow):
    fact = HoursChanged(resource_id=None, location_id=willow.location.pk, stranded_ids=list(range(1, 131)))
    event = record(fact, practice=willow.practice, by=willow.owner, at=timezone.now())

    [listed] = program.get("events/?type=hours.changed").said["data"]
    read = program.get(f"events/{program.id_of('evt', event)}/").said

    assert [len(one["data"]["stranded_ids"]) for one in (listed, read)] == [100, 130]
    assert [one["data"]["stranded_count"] for one in (listed, read)] == [130, 130]


def test_who_is_off_is_told_nothing_again(program, willow):
    path = f"webhooks/{add(program).said['id']}"
    event = happen(willow)
    delivery = program.get("deliveries/").said["data"][0]
    program.post(f"{path}/disable/")

    again = program.post(f"deliveries/{delivery['id']}/resend/")
    replayed = program.post(f"{path}/replay/", {"after": program.id_of("evt", event)})

    assert (again.status_code, again.said["code"]) == (409, "endpoint_off")
    assert (replayed.status_code, replayed.said["code"]) == (409, "endpoint_off")


def test_a_neighbours_endpoint_is_no_endpoint(program, neighbour, willow):
    mine = add(program).said["id"]
    happen(willow)
    told = program.get("deliveries/").said["data"][0]

    for path in (f"webhooks/{mine}/", f"deliveries/{told['id']}/"):
        assert neighbour.get(path).said["code"] == "not_found"
    for path in (f"webhooks/{mine}/disable/", f"webhooks/{mine}/replay/", f"deliveries/{told['id']}/resend/"):
        assert neighbour.post(path, {"after": told["event"]}).status_code == 404
    filtered = neighbour.get(f"deliveries/?endpoint={mine}")
    assert (filtered.status_code, filtered.said["errors"][0]["field"]) == (422, "endpoint")
    theirs = add(neighbour).said["id"]
    crossed = neighbour.post(f"webhooks/{theirs}/replay/", {"after": told["event"]})
    assert (crossed.status_code, crossed.said["errors"][0]["field"]) == (422, "after")


def test_only_a_key_that_manages_webhooks_sees_them(willow):
    reader = Program(willow, scopes=["events:read", "clients:read"])

    for path in ("webhooks/", "deliveries/"):
        assert reader.get(path).said["code"] == "scope_missing"
        assert "webhooks:write" in reader.get(path).said["detail"]
