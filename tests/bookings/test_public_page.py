"""The booking page as a stranger with a plain browser sees it. The clock is the real one."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import actions, limits, links
from bookings.models import Appointment, Hold, Resource
from clients import actions as clients
from clients.models import Client, Consent
from practices.models import Location
from tests.bookings.reading import buttons
from tests.factories import book, make_client

NAMED = {"name": "Zoe Baker", "email": "zoe@example.org", "phone": ""}


def times_path(willow, who="anyone"):
    return f"/book/willow/service/{willow.service.public_id}/times/?with={who}"


def hold(client, willow, number=0):
    """The address of the details page, after pressing the time of that number."""
    path = times_path(willow)
    answer = client.post(path, {"time": buttons(client.get(path))[number]})
    assert answer.status_code == 302
    return answer.url


def test_a_stranger_books_in_five_steps(willow, client):
    page = client.get("/book/willow/")
    assert b"First assessment" in page.content
    assert b"$120.00" in page.content
    assert b"24 hours before" in page.content

    page = client.get(f"/book/willow/service/{willow.service.public_id}/")
    assert b"Anyone" in page.content
    assert b"Petra" in page.content

    page = client.get(times_path(willow, willow.petra.public_id))
    assert b"Times in New York" in page.content

    details = client.post(times_path(willow, willow.petra.public_id), {"time": buttons(page)[0]}).url
    page = client.get(details)
    assert b"We keep this time for you until" in page.content
    assert b'name="wants_news"' in page.content
    assert b"checked" not in page.content

    done = client.post(details, NAMED)
    assert done.status_code == 302
    page = client.get(done.url)
    assert b"You're booked" in page.content

    appointment = Appointment.objects.get()
    assert (appointment.source, appointment.client.name) == ("online", "Zoe Baker")
    assert appointment.segments.get().practitioner == willow.petra
    assert not Hold.objects.exists()
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["visit_messages"]


def test_the_first_day_shown_is_the_first_with_a_free_time_and_empty_days_are_left_out(willow, client):
    page = client.get(times_path(willow))
    days = re.findall(r'id="day-(\d{4}-\d{2}-\d{2})"', page.content.decode())
    assert len(days) == 5
    assert not {"Saturday", "Sunday"} & set(re.findall(r"Saturday|Sunday", page.content.decode()))
    later = re.search(r"from=(\d{4}-\d{2}-\d{2})", page.content.decode())[1]
    assert later > days[-1]
    assert f'id="day-{later}"' in client.get(f"{times_path(willow)}&from={later}").content.decode()


def test_a_time_that_was_taken_meanwhile_is_answered_with_the_nearest_ones(willow, client):
    path = times_path(willow, willow.petra.public_id)
    value = buttons(client.get(path))[0]
    from bookings.queries.public import read_time

    starts_at, who = read_time(value)
    book(willow, make_client(willow, "Ida Stone"), starts_at, practitioner=who, at=timezone.now())

    answer = client.post(path, {"time": value})

    assert answer.status_code == 409
    assert b"Petra is already taken" in answer.content
    assert value not in buttons(answer)
    assert len(buttons(answer)) > 3


def test_when_the_time_is_lost_at_the_last_step_the_entry_is_kept(willow, client):
    details = hold(client, willow)
    kept = Hold.objects.get()
    Hold.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    kept.occupancies.update(expires_at=timezone.now() - timedelta(minutes=1))
    who = willow.petra if kept.plan["practitioner_id"] == willow.petra.pk else willow.ana
    book(willow, make_client(willow, "Ida Stone"), kept.starts_at, practitioner=who, at=timezone.now())

    lost = client.post(details, NAMED)
    assert lost.status_code == 409
    assert b'value="Zoe Baker"' in lost.content
    others = buttons(lost, "instead")
    assert len(others) == 3

    again = client.post(details, {**NAMED, "instead": others[0]})
    assert b'value="zoe@example.org"' in again.content
    action = re.search(r'action="(/book/willow/details/[^"]+)"', again.content.decode())[1]
    assert client.post(action, NAMED).status_code == 302
    assert Appointment.objects.filter(client__name="Zoe Baker").count() == 1


@pytest.fixture
def late(willow, client):
    """The address of a form that was filled in for longer than the time was kept."""
    details = hold(client, willow)
    over = timezone.now() - timedelta(minutes=1)
    Hold.objects.update(expires_at=over)
    Hold.objects.get().occupancies.update(expires_at=over)
    assert actions.drop_expired_holds(at=timezone.now()) == 1
    return details


def test_a_form_sent_late_still_books_the_time_if_nobody_took_it(willow, client, late):
    assert b"The ten minutes are over" in client.get(late).content

    done = client.post(late, NAMED)

    assert b"You're booked" in client.get(done.url).content
    assert Appointment.objects.get().client.name == "Zoe Baker"
    assert not Hold.objects.exists()


def test_a_form_sent_late_keeps_its_words_when_the_time_is_taken(willow, client, late):
    plan, starts_at = Hold.objects.get().plan, Hold.objects.get().starts_at
    who = Resource.objects.get(pk=plan["practitioner_id"])
    book(willow, make_client(willow, "Ida Stone"), starts_at, practitioner=who, at=timezone.now())

    answer = client.post(late, {**NAMED, "request": "A quiet room"})

    assert answer.status_code == 409
    assert f"{who.name} is already taken".encode() in answer.content
    for words in (b'value="Zoe Baker"', b'value="zoe@example.org"', b"A quiet room"):
        assert words in answer.content
    again = client.post(late, {**NAMED, "instead": buttons(answer, "instead")[0]})
    action = re.search(r'action="(/book/willow/details/[^"]+)"', again.content.decode())[1]
    assert client.post(action, NAMED).status_code == 302


def test_pressing_twice_books_once(willow, client):
    details = hold(client, willow)
    first, second = client.post(details, NAMED), client.post(details, NAMED)
    assert first.url == second.url == client.get(details).url
    assert Appointment.objects.count() == 1
    assert Client.objects.filter(name="Zoe Baker").count() == 1


def test_one_visitor_keeps_one_time(willow, client):
    hold(client, willow, 0)
    hold(client, willow, 3)
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"name": ""}, b"This field is required"),
        ({"email": ""}, b"Please give an e-mail address or a mobile number"),
        ({"email": "zoe@"}, b"is not an e-mail address"),
        ({"phone": "12345"}, b"not a telephone number"),
    ],
)
def test_what_is_missing_is_said_at_the_field(willow, client, entry, words):
    answer = client.post(hold(client, willow), {**NAMED, **entry})
    assert answer.status_code == 422
    assert words in answer.content
    assert not Appointment.objects.exists()


def test_a_program_that_fills_in_everything_books_nothing(willow, client):
    answer = client.post(hold(client, willow), {**NAMED, "website": "http://spam.example"})
    assert answer.url == "/book/willow/"
    assert not Appointment.objects.exists()


def test_the_answer_is_the_same_whether_or_not_somebody_is_known(willow, client):
    known = make_client(willow, "Zoe Baker", email="zoe@example.org")
    first = client.post(hold(client, willow), NAMED)
    other = client.post(hold(client, willow), {**NAMED, "name": "Max Hill", "email": "max@example.org"})
    assert Appointment.objects.filter(client=known).count() == 1
    assert Client.objects.count() == 2
    pages = [client.get(answer.url).content.decode() for answer in (first, other)]
    assert all("Zoe" not in page and "Max" not in page for page in pages)
    assert len(first.url) == len(other.url)


def test_a_booking_that_goes_to_a_person_keeps_what_was_typed(willow, client):
    zoe = make_client(willow, "Zoe Baker", email="zoe@example.org", preferred_name="Zoezoe")
    clients.note_fact(zoe, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=timezone.now())

    answer = client.post(hold(client, willow), {**NAMED, "request": "A quiet room"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This cannot be booked online at the moment. Please call us." in page
    assert 'value="Zoe Baker"' in page
    assert "A quiet room" in page
    for word in ("Zoezoe", "Latex", "already"):
        assert word not in page
    assert not Appointment.objects.exists()


def test_who_books_is_told_all_they_will_hear_of_it(willow, client):
    page = client.get(hold(client, willow)).content.decode()

    assert "a confirmation, reminders, any change, and afterwards one question" in page


def test_news_is_only_for_those_who_tick_it(willow, client):
    client.post(hold(client, willow), {**NAMED, "wants_news": "on"})
    assert Consent.objects.filter(purpose="marketing", is_given=True, source="booking_page").count() == 1


def test_too_many_tries_have_to_wait(willow, client):
    path = times_path(willow)
    value = buttons(client.get(path))[0]
    answers = [client.post(path, {"time": value}).status_code for _ in range(32)]
    assert answers[-1] == 429
    assert answers.count(429) == 2


def test_without_redis_a_small_limit_holds(willow, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    limit = limits.Limit("test", 10, 600)
    answers = [limits.within(limit, willow.practice, "somebody", at=timezone.now()) for _ in range(3)]
    assert answers == [True, True, False]


def test_what_does_not_exist_and_what_is_not_offered_look_the_same(willow, client):
    willow.service.books_online = False
    willow.service.save()
    assert client.get("/book/nowhere/").status_code == 404
    assert client.get(times_path(willow)).status_code == 404
    willow.practice.books_online = False
    willow.practice.save()
    assert b"cannot be booked online" in client.get("/book/willow/").content


def test_the_neighbours_service_is_not_found_here(willow, cedar, client):
    path = times_path(willow)
    assert client.get(path.replace("/willow/", "/cedar/")).status_code == 404
    details = hold(client, willow)
    assert client.get(details.replace("/willow/", "/cedar/")).url == "/book/cedar/"


def test_each_place_has_its_own_times_and_zone(willow, client):
    Location.objects.create(practice=willow.practice, name="Denver", time_zone="America/Denver", position=2)
    assert b"?place=2" in client.get("/book/willow/").content
    assert client.get(f"/book/willow/?place={'9' * 5000}").status_code == 200
    page = client.get(f"{times_path(willow)}&place=2")
    assert b"Times in Denver" in page.content
    assert not buttons(page)


def test_the_way_back_from_the_details_keeps_place_and_person(willow, client):
    Location.objects.update(position=2)
    Location.objects.create(practice=willow.practice, name="Annex", time_zone="America/New_York", position=1)
    of_petra = f"{times_path(willow, willow.petra.public_id)}&place=2"
    of_anyone = f"{times_path(willow)}&place=2"
    for path in (of_petra, of_anyone):
        details = client.post(path, {"time": buttons(client.get(path))[0]}).url
        assert f'href="{path.replace("&", "&amp;")}"' in client.get(details).content.decode()


def test_the_way_back_names_no_place_where_there_is_one(willow, client):
    page = client.get(hold(client, willow)).content.decode()
    assert f'href="{times_path(willow)}"' in page


def test_the_pages_ask_few_questions(willow, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get("/book/willow/")
    with django_assert_max_num_queries(22):
        client.get(times_path(willow))


def test_a_link_names_nobody_and_cannot_be_forged(willow):
    token = links.token_for(book(willow))
    assert links.opened_by(token, at=timezone.now()) is None  # that visit was in March
    assert re.fullmatch(r"[\w-]{43}", token)


def test_the_hold_shows_in_every_other_search(willow, client):
    value = buttons(client.get(times_path(willow, willow.petra.public_id)))[0]
    client.post(times_path(willow), {"time": value})
    client.cookies.clear()
    assert value not in buttons(client.get(times_path(willow, willow.petra.public_id)))
    assert actions.drop_expired_holds(at=timezone.now()) == 0


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "soon"])
def test_a_day_nobody_can_mean_shows_the_first_times(willow, client, day):
    page = client.get(f"{times_path(willow)}&from={day}")
    assert page.status_code == 200
    assert buttons(page)
