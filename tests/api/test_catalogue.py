"""Services, practitioners, blocked time, money and notes by program: as the pages keep them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.models import Ability, Resource, ResourcePool, Service
from practices.models import Event
from tests.api.conftest import Program
from tests.factories import TEN, book, make_client
from tests.followups.worlds import next_monday

NEW = {"name": "Hot stones", "hands_on_minutes": 75, "price": 12000}


@pytest.fixture
def petra(program, willow):
    return program.id_of("res", willow.petra)


def add(program, petra, **changes):
    return program.post("services/", {**NEW, "doers": [{"practitioner": petra}], **changes})


def test_a_service_is_added_with_those_who_do_it(program, willow, petra):
    added = add(program, petra, doers=[{"practitioner": petra, "hands_on_minutes": 90}])

    assert (added.status_code, added.said["minutes"]) == (201, 75), added.said
    ability = Ability.objects.get(service__name="Hot stones")
    assert (ability.practitioner, ability.hands_on_minutes, ability.price) == (willow.petra, 90, None)


def test_who_does_a_service_and_what_it_needs_is_shown_as_it_is_sent(program, willow, petra):
    pool = ResourcePool.objects.create(practice=willow.practice, name="Sauna")
    offered = {
        "doers": [{"practitioner": petra, "hands_on_minutes": 90, "price": None}],
        "needs": [program.id_of("pol", pool)],
    }

    added = add(program, petra, **offered)
    path = f"services/{added.said['id']}/"
    sent_back = program.call("PATCH", path, {name: added.said[name] for name in offered})

    assert {name: added.said[name] for name in offered} == offered
    assert sent_back.said == added.said == program.get(path).said
    assert sent_back.headers["ETag"] == added.headers["ETag"]


def test_two_programs_that_change_one_list_do_not_lose_each_others_change(program, willow, petra):
    bea = program.post("practitioners/", {"name": "Bea", "location": program.id_of("loc", willow.location)})
    added = add(program, petra)
    path, seen = f"services/{added.said['id']}/", {"If-Match": added.headers["ETag"]}
    both = {"doers": [*added.said["doers"], {"practitioner": bea.said["id"]}]}

    first = program.call("PATCH", path, both, **seen)
    second = program.call("PATCH", path, {"doers": [{"practitioner": petra, "price": 1}]}, **seen)
    third = program.call("PATCH", path, {"needs": []}, **{"If-Match": first.headers["ETag"]})

    assert [one["practitioner"] for one in first.said["doers"]] == [petra, bea.said["id"]]
    assert (second.status_code, second.said["code"]) == (412, "changed_meanwhile")
    assert third.said == first.said


def test_whoever_retired_does_it_no_more(program, willow, petra):
    bea = program.post("practitioners/", {"name": "Bea", "location": program.id_of("loc", willow.location)})
    added = add(program, petra, doers=[{"practitioner": petra}, {"practitioner": bea.said["id"]}])
    program.post(f"practitioners/{bea.said['id']}/retire/")

    shown = program.get(f"services/{added.said['id']}/").said["doers"]

    assert shown == [{"practitioner": petra, "hands_on_minutes": None, "price": None}]


def test_a_change_leaves_the_rest_as_it_was(program, petra):
    added = add(program, petra)
    path = f"services/{added.said['id']}/"

    changed = program.call("PATCH", path, {"price": 13000}, **{"If-Match": added.headers["ETag"]})
    stale = program.call("PATCH", path, {"price": 1}, **{"If-Match": added.headers["ETag"]})

    assert changed.said == {**added.said, "price": 13000}
    assert (stale.status_code, stale.said["code"]) == (412, "changed_meanwhile")
    assert Ability.objects.filter(service__name="Hot stones").count() == 1
    assert Event.objects.filter(kind="service.changed").count() == 2


def test_finishing_without_processing_is_refused_by_the_rule_of_the_page(program, petra):
    refused = add(program, petra, finishing_minutes=10)

    assert (refused.status_code, refused.said["code"]) == (409, "finishing_without_processing")
    assert not Service.objects.filter(name="Hot stones").exists()


def test_a_service_is_taken_off_the_list_and_put_back(program, petra):
    path = f"services/{add(program, petra).said['id']}"

    assert program.post(f"{path}/archive/").said["archived_at"]
    listed = [row["name"] for row in program.get("services/?limit=200").said["data"]]
    assert "Hot stones" not in listed
    assert [row["name"] for row in program.get("services/?archived=true").said["data"]] == ["Hot stones"]
    assert program.post(f"{path}/restore/").said["archived_at"] is None


def test_a_room_does_no_service(program, willow, petra):
    pool = ResourcePool.objects.create(practice=willow.practice, name="Sauna")
    room = Resource.objects.create(
        practice=willow.practice, kind="room", name="Sauna 1", pool=pool, location=willow.location
    )

    refused = add(program, petra, doers=[{"practitioner": program.id_of("res", room)}])

    assert (refused.status_code, refused.said["errors"][0]["field"]) == (422, "doers[0].practitioner")


def test_rooms_are_listed_by_what_they_are(program, willow):
    pool = ResourcePool.objects.create(practice=willow.practice, name="Sauna")
    Resource.objects.create(
        practice=willow.practice, kind="room", name="Sauna 1", pool=pool, location=willow.location
    )

    listed = {row["name"]: row for row in program.get("pools/").said["data"]}

    assert [unit["name"] for unit in listed["Sauna"]["units"]] == ["Sauna 1"]
    assert program.get(f"pools/{listed['Sauna']['id']}/").said == listed["Sauna"]


def test_practitioners_are_found_by_what_they_do(program, willow, petra):
    service = add(program, petra).said["id"]

    assert [row["id"] for row in program.get(f"practitioners/?service={service}").said["data"]] == [petra]


def test_a_practitioner_is_added_changed_and_retired(program, willow):
    location = program.id_of("loc", willow.location)
    added = program.post("practitioners/", {"name": "Bea  Lund", "location": location})
    path = f"practitioners/{added.said['id']}/"

    changed = program.call("PATCH", path, {"books_online": False}, **{"If-Match": added.headers["ETag"]})

    assert (added.status_code, changed.said["name"], changed.said["books_online"]) == (201, "Bea Lund", False)
    assert program.post(f"{path}retire/").status_code == 204
    assert program.get(path).status_code == 404


def test_a_practitioner_somebody_counts_on_is_not_retired(program, willow, petra):
    now = timezone.now()
    book(willow, starts_at=next_monday(now), at=now)

    refused = program.post(f"practitioners/{petra}/retire/")

    assert (refused.status_code, refused.said["code"]) == (409, "still_booked")


def test_time_is_blocked_and_opened_again(program, willow, petra):
    body = {"resource": petra, "starts_at": "2027-03-01T15:00:00Z", "ends_at": "2027-03-01T16:00:00Z"}
    blocked = program.post("blocks/", {**body, "reason": "Team"})
    path = f"blocks/{blocked.said['id']}/"

    assert blocked.status_code == 201, blocked.said
    assert program.post("blocks/", body).said["code"] == "slot_taken"
    assert program.post("blocks/", {**body, "ends_at": body["starts_at"]}).said["code"] == "no_time_span"
    assert [row["reason"] for row in program.get(f"blocks/?resource={petra}").said["data"]] == ["Team"]
    assert program.call("DELETE", path).status_code == 204
    assert program.get(path).status_code == 404


@pytest.fixture
def paid(program, willow):
    visit = book(willow)
    path = f"appointments/{program.id_of('apt', visit)}/payments/"
    taken = program.post(path, {"amount": visit.price, "method": "card"})
    assert taken.status_code == 201, taken.said
    return taken.said


def test_money_is_given_back_up_to_what_was_paid(program, paid):
    path = f"payments/{paid['id']}/refund/"
    refund = program.post(path, {"amount": paid["amount"] - 1, "reason": "Left early"})

    assert (refund.status_code, refund.said["kind"], refund.said["refunds"]) == (201, "refund", paid["id"])
    more = program.post(path, {"amount": 2})
    assert (more.status_code, more.said["code"]) == (409, "more_than_paid")
    listed = program.get(f"payments/?appointment={paid['appointment']}").said["data"]
    assert [row["kind"] for row in listed] == ["refund", "payment"]


def test_notes_of_a_visit_take_the_scope_of_health_and_each_reading_is_recorded(program, willow):
    visit = program.id_of("apt", book(willow))
    outsider = Program(willow, scopes=["bookings:read", "bookings:write"])

    added = program.post("notes/", {"appointment": visit, "text": "Left shoulder"})
    read = program.get(f"notes/?appointment={visit}")

    assert added.status_code == 201, added.said
    assert [note["text"] for note in read.said["data"]] == ["Left shoulder"]
    assert Event.objects.filter(kind="visit.notes_read").count() == 1
    assert outsider.get(f"notes/?appointment={visit}").said["code"] == "scope_missing"
    assert program.post("notes/", {"appointment": visit, "text": " "}).said["code"] == "note_empty"


def test_lists_take_a_fixed_number_of_queries(program, willow, petra, paid, django_assert_max_num_queries):
    for hour in range(3):
        book(willow, make_client(willow, f"Client {hour}"), starts_at=TEN + timedelta(days=1 + hour))
    for path in ("services/", "practitioners/", "locations/", "pools/", "blocks/", "payments/", "exports/"):
        with django_assert_max_num_queries(8):
            assert program.get(path).status_code == 200


def test_a_neighbours_things_cannot_be_touched_or_named(program, neighbour, willow, paid, petra):
    service = program.id_of("svc", willow.service)

    assert neighbour.call("PATCH", f"services/{service}/", {"price": 1}).status_code == 404
    assert neighbour.post(f"practitioners/{petra}/retire/").status_code == 404
    assert neighbour.post(f"payments/{paid['id']}/refund/", {"amount": 1}).status_code == 404
    assert neighbour.get(f"notes/?appointment={paid['appointment']}").status_code == 422
    assert add(neighbour, petra).said["errors"][0]["field"] == "doers[0].practitioner"
    body = {"resource": petra, "starts_at": "2027-03-01T15:00:00Z", "ends_at": "2027-03-01T16:00:00Z"}
    assert neighbour.post("blocks/", body).said["errors"][0]["field"] == "resource"


def test_only_a_key_of_the_catalogue_changes_services(willow):
    booker = Program(willow, scopes=["bookings:read", "bookings:write"])

    assert "catalogue:write" in booker.post("services/", NEW).said["detail"]
    assert booker.get("services/").status_code == 200
