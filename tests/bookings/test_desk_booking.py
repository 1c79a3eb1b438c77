"""Booking at the desk: in the dialog and on the page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import actions as services
from bookings.models import AlertReason, Appointment
from bookings.rules.time import first_instant
from clients import actions as clients
from clients.models import Client
from practices.models import Event
from tests.factories import NOON, book, make_client

PATH = "/p/willow/visits/new/"
PART = {"HX-Request": "true"}


@pytest.fixture
def desk(willow, client):
    client.force_login(willow.desk.user)
    return client


@pytest.fixture
def monday():
    """The Monday after next: a working day that is still to come."""
    today = timezone.now().date()
    return today + timedelta(days=14 - today.weekday())


@pytest.fixture
def form(willow, monday):
    """The form as it is sent to book Zoe with Petra at ten."""
    return {
        "client": make_client(willow).public_id,
        "service": willow.service.public_id,
        "with": willow.petra.public_id,
        "location": willow.location.pk,
        "day": monday.isoformat(),
        "slot": "own",
        "time": "10:00",
        "book": "yes",
    }


def test_a_click_on_the_calendar_fills_in_time_and_person(willow, desk, monday):
    page = desk.get(f"{PATH}?at={monday}T10:15&with={willow.petra.public_id}", headers=PART).content.decode()

    assert 'value="10:15"' in page
    assert f'value="{willow.petra.public_id}" selected' in page
    assert "<!doctype" not in page


def test_the_desk_books_and_may_take_it_back(willow, desk, form, monday):
    answer = desk.post(PATH, form, headers=PART)

    assert answer.status_code == 200
    assert "day:changed" in answer["HX-Trigger"]
    visit = Appointment.objects.get()
    assert visit.starts_local.isoformat()[:16] == f"{monday}T10:00"
    assert visit.booked_by == willow.desk
    assert b"Zoe Baker is booked for" in answer.content

    undo = f"/p/willow/visits/{visit.public_id}/unbook/1.booked/"
    assert undo.encode() in answer.content
    desk.post(undo, headers=PART)
    visit.refresh_from_db()
    assert visit.status == "cancelled_by_practice"
    assert Event.objects.get(kind="appointment.cancelled").payload["is_quiet"] is True


def test_without_a_script_the_same_form_is_a_page(willow, desk, form, monday):
    page = desk.get(PATH)
    assert b"<!doctype" in page.content[:20].lower()

    answer = desk.post(PATH, form)

    assert answer.status_code == 302
    assert answer.url == f"/p/willow/calendar/?day={monday}&location={willow.location.pk}"


def test_looking_for_somebody_books_nothing_and_finds_them(willow, desk, form):
    del form["book"], form["client"]

    page = desk.post(PATH, {**form, "q": "zoë bak"}, headers=PART)

    assert page.status_code == 200
    assert b"Zoe Baker" in page.content
    assert Appointment.objects.count() == 0


def test_somebody_new_is_taken_in_with_the_booking(willow, desk, form):
    new = {"client": "new", "new_name": "Mei Tanaka", "new_phone": "(303) 555-0142"}

    assert desk.post(PATH, {**form, **new}, headers=PART).status_code == 200

    mei = Client.objects.get(name="Mei Tanaka")
    assert mei.phone == "+13035550142"
    assert Appointment.objects.get().client == mei


def test_an_unreadable_number_is_said_at_its_field_and_nobody_is_taken_in(willow, desk, form):
    new = {"client": "new", "new_name": "Mei Tanaka", "new_phone": "12"}

    answer = desk.post(PATH, {**form, **new}, headers=PART)

    assert answer.status_code == 422
    assert b'value="Mei Tanaka"' in answer.content
    assert not Client.objects.filter(name="Mei Tanaka").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"client": ""}, "Who comes?"),
        ({"time": ""}, "Choose one of the times"),
        ({"client": "new", "new_name": " "}, "A client needs a name"),
        ({"slot": "nonsense|x"}, "not among those offered"),
        ({"day": "2026-02-30"}, "valid date"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(willow, desk, form, change, said):
    answer = desk.post(PATH, {**form, "request": "Window seat", **change}, headers=PART)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert b"Window seat" in answer.content
    assert Appointment.objects.count() == 0


def test_a_taken_time_is_refused_with_the_three_nearest_and_one_press_takes_one(willow, desk, form):
    desk.post(PATH, form, headers=PART)

    answer = desk.post(PATH, {**form, "client": make_client(willow, "Liam Ortega").public_id}, headers=PART)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Petra is already taken" in page
    offers = [part.split('"')[0] for part in page.split('name="take" value="')[1:]]
    assert len(offers) == 3

    liam = {**form, "client": Client.objects.get(name="Liam Ortega").public_id, "take": offers[0]}
    del liam["book"]
    assert desk.post(PATH, liam, headers=PART).status_code == 200
    assert Appointment.objects.count() == 2


def test_a_member_may_insist_and_the_record_keeps_it(willow, desk, form):
    early = {**form, "time": "07:00"}

    assert b"does not work at that time" in desk.post(PATH, early, headers=PART).content
    assert desk.post(PATH, {**early, "insist": "hours"}, headers=PART).status_code == 200

    assert Event.objects.get(kind="appointment.booked").payload["insisted"] == ["hours"]


def test_a_stop_alert_wants_a_reason_which_is_kept_with_the_name(willow, desk, form):
    zoe = Client.objects.get()
    clients.note_fact(zoe, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)

    answer = desk.post(PATH, form, headers=PART)
    assert answer.status_code == 422
    assert b"has a stop alert" in answer.content
    assert b"Latex" not in answer.content  # Frank at the desk may not read health words

    desk.post(PATH, {**form, "alert_reason": "Petra has nitrile gloves"}, headers=PART)
    kept = Event.objects.get(kind="client.alert_acknowledged")
    assert (kept.actor, AlertReason.objects.get().text) == (willow.desk, "Petra has nitrile gloves")


def test_who_treats_sees_the_words_of_an_alert_and_that_is_on_record_once(willow, client, form):
    zoe = Client.objects.get()
    clients.note_fact(zoe, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)
    client.force_login(willow.practitioner.user)

    for _ in range(3):
        assert b"Latex" in client.get(f"{PATH}?client={zoe.public_id}", headers=PART).content

    assert Event.objects.filter(kind="client.sensitive_read", actor=willow.practitioner).count() == 1


def test_another_visit_that_day_is_mentioned(willow, desk, form, monday):
    at = first_instant(timezone.datetime(monday.year, monday.month, monday.day, 15), "America/New_York")
    book(willow, Client.objects.get(), at)
    del form["book"]

    assert b"Zoe also comes that day: 3:00 PM" in desk.post(PATH, form, headers=PART).content


def test_what_the_client_had_last_time_is_proposed_again(willow, desk):
    zoe = make_client(willow)
    book(willow, zoe)

    page = desk.get(f"{PATH}?client={zoe.public_id}", headers=PART).content.decode()

    assert f'value="{willow.petra.public_id}" selected' in page


def test_free_times_come_with_the_reason_that_speaks_for_them(willow, desk, form):
    del form["book"]

    page = desk.post(PATH, form, headers=PART).content.decode()

    assert page.count('name="slot"') > 3
    assert "closest" in page


def test_a_marketer_does_not_book(willow, client):
    from tests.factories import make_member, make_user

    client.force_login(make_member(willow.practice, make_user("Mo", "willow"), "marketer").user)

    assert client.get(PATH).status_code == 403


def test_what_left_the_list_is_said_at_its_field(willow, desk, form):
    services.archive_service(willow.service, by=willow.owner, at=NOON)
    answer = desk.post(PATH, form, headers=PART)
    assert (answer.status_code, b"no longer offered here" in answer.content) == (422, True)

    services.restore_service(willow.service, by=willow.owner, at=NOON)
    clients.archive(Client.objects.get(), by=willow.owner, at=NOON)
    answer = desk.post(PATH, form, headers=PART)
    assert (answer.status_code, b"Zoe is archived" in answer.content) == (422, True)
    assert not Appointment.objects.exists()


def test_what_is_known_of_somebody_without_a_number_begins_with_no_dot(willow, desk):
    zoe = make_client(willow)
    page = " ".join(desk.get(f"/p/willow/visits/new/?client={zoe.public_id}").content.decode().split())
    assert '<p class="muted text-sm">first visit</p>' in page
