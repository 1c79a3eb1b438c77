"""A visit at the desk, step by step: one click forward, one back, and never over somebody else's change."""

from datetime import timedelta

import pytest

from bookings import actions
from bookings.models import Appointment
from clients import actions as clients
from practices.models import Event
from tests.factories import NOON, TEN, book, make_client

PART = {"HX-Request": "true"}


@pytest.fixture
def desk(willow, client):
    client.force_login(willow.desk.user)
    return client


@pytest.fixture
def visit(willow):
    return book(willow)


def step(desk, visit, verb, seen="", **how):
    path = f"/p/willow/visits/{visit.public_id}/step/"
    return desk.post(path, {"verb": verb, "seen": seen}, headers=PART, **how)


def test_each_click_takes_the_visit_on_and_offers_the_way_back(desk, visit):
    for verb, status in (
        ("confirm", "confirmed"),
        ("mark_arrived", "arrived"),
        ("start_service", "in_service"),
        ("complete", "completed"),
    ):
        answer = step(desk, visit, verb)
        visit.refresh_from_db()
        assert visit.status == status
        assert f"/undo/1.{status}/" in answer.content.decode()
        assert "day:changed" in answer["HX-Trigger"]


def test_undo_goes_back_where_the_visit_came_from(desk, visit):
    step(desk, visit, "mark_arrived")

    answer = desk.post(f"/p/willow/visits/{visit.public_id}/undo/1.arrived/", headers=PART)

    visit.refresh_from_db()
    assert (visit.status, visit.arrived_at) == ("booked", None)
    assert b"again" in answer.content


def test_two_people_on_one_visit_do_not_overwrite_each_other(willow, desk, visit):
    actions.mark_no_show(visit, by=willow.owner, at=TEN + timedelta(hours=1))

    answer = step(desk, visit, "mark_arrived", seen="1.booked")

    visit.refresh_from_db()
    assert answer.status_code == 409
    assert b"Ana changed this a moment ago" in answer.content
    assert visit.status == "no_show"


def test_an_old_undo_undoes_nothing_newer(desk, visit):
    step(desk, visit, "mark_arrived")
    step(desk, visit, "start_service")

    answer = desk.post(f"/p/willow/visits/{visit.public_id}/undo/1.arrived/", headers=PART)

    visit.refresh_from_db()
    assert answer.status_code == 409
    assert visit.status == "in_service"


def test_a_step_that_leads_nowhere_is_refused_in_words(desk, visit):
    step(desk, visit, "complete")

    answer = step(desk, visit, "mark_arrived")

    assert answer.status_code == 409
    assert b"cannot be done" in answer.content


def test_an_unknown_verb_is_no_step(desk, visit):
    assert step(desk, visit, "explode").status_code == 400


def test_without_a_script_a_step_returns_to_where_it_was_taken(desk, visit):
    data = {"verb": "mark_arrived", "back": "/p/willow/calendar/?day=2026-03-02"}
    path = f"/p/willow/visits/{visit.public_id}/step/"

    assert desk.post(path, data).url == "/p/willow/calendar/?day=2026-03-02"
    assert desk.post(path, {**data, "verb": "complete", "back": "https://evil.example/"}).url.startswith(
        "/p/willow/"
    )


def test_the_panel_shows_who_comes_what_is_owed_and_what_happened(willow, desk, visit):
    clients.note_fact(visit.client, kind="preference", value="Quiet room", by=willow.owner, at=NOON)
    actions.confirm(visit, by=willow.desk, at=NOON)
    actions.reschedule(visit, starts_at=TEN + timedelta(hours=1), by=willow.desk, at=NOON)

    page = desk.get(f"/p/willow/visits/{visit.public_id}/", headers=PART).content.decode()

    assert "<!doctype" not in page
    for words in ("Zoe Baker", "Quiet room", "First assessment", "$120.00", "Moved", "Mon 2 Mar, 10:00 AM →"):
        assert words in page


def test_the_panel_shows_another_contact_given_when_booking(willow, desk, visit):
    assert b"another contact" not in desk.get(f"/p/willow/visits/{visit.public_id}/").content
    Appointment.objects.update(contact_given="zoe@new.example")
    page = desk.get(f"/p/willow/visits/{visit.public_id}/").content.decode()
    assert "zoe@new.example" in page
    assert f"/p/willow/clients/{visit.client_id}/edit/" in page


def test_who_may_only_look_sees_no_buttons(willow, client, visit):
    from tests.factories import make_member, make_user

    client.force_login(make_member(willow.practice, make_user("Rita", "willow"), "read_only").user)

    page = client.get(f"/p/willow/visits/{visit.public_id}/").content.decode()

    assert "Arrived" not in page
    assert "Call off" not in page


@pytest.mark.parametrize(
    ("party", "tell", "status", "quiet"),
    [("client", "yes", "cancelled_by_client", False), ("practice", "no", "cancelled_by_practice", True)],
)
def test_a_cancellation_says_who_why_and_whether_to_tell(willow, desk, party, tell, status, quiet):
    from django.utils import timezone

    today = timezone.now()
    coming = today.replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=14 - today.weekday())
    visit = book(willow, make_client(willow, "Liam Ortega"), coming)
    path = f"/p/willow/visits/{visit.public_id}/cancel/"

    answer = desk.post(path, {"party": party, "tell": tell, "reason": "A cold"}, headers=PART)

    visit.refresh_from_db()
    assert answer.status_code == 200
    assert (visit.status, visit.cancel_reason) == (status, "A cold")
    assert Event.objects.get(kind="appointment.cancelled").payload["is_quiet"] is quiet

    desk.post(f"/p/willow/visits/{visit.public_id}/undo/2.{status}/", headers=PART)
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_visit_that_has_begun_is_not_called_off_by_the_client(desk, visit):
    path = f"/p/willow/visits/{visit.public_id}/cancel/"

    answer = desk.post(path, {"party": "client", "tell": "yes", "reason": "A cold"}, headers=PART)

    assert answer.status_code == 422
    assert b"A cold" in answer.content
