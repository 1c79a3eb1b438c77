"""What a client does through the link in a message. The clock is the real one."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar

from bookings import actions, links
from bookings.models import Appointment
from bookings.queries.feed import Wanted
from bookings.queries.free import free_days
from bookings.rules.time import day_of
from bookings.views import desk_history
from clients.models import Client
from clients.queries import timeline
from practices.models import Event
from tests.bookings.reading import buttons
from tests.factories import TEN, book, make_client

GONE = b"This link no longer opens anything"


@pytest.fixture
def visit(willow):
    """A visit about a week ahead."""
    wanted = Wanted(service=willow.service, location=willow.location, practitioner=willow.petra)
    now = timezone.now()
    day = day_of(now, willow.location.time_zone) + timedelta(days=7)
    days = free_days(wanted, willow.practice, first=day, last=day + timedelta(days=6), at=now)
    slot = next(iter(days.values()))[0]
    return book(willow, starts_at=slot.starts_at, at=now)


def test_the_link_shows_the_visit_and_looking_changes_nothing(visit, client):
    path = links.manage_path(visit)
    page = client.get(path)
    assert page.status_code == 200
    assert b"Petra" in page.content
    assert b"First assessment" in page.content
    assert b"Zoe" not in page.content
    for way in ("move", "cancel", "visit.ics"):
        assert client.get(f"{path}{way}{'' if '.' in way else '/'}").status_code == 200
    assert client.get(f"{path}confirm/").status_code == 405
    assert Appointment.objects.get().version == 1


def test_a_client_confirms_with_one_press(visit, client):
    path = links.manage_path(visit)
    assert client.post(f"{path}confirm/").url == path
    assert Appointment.objects.get().status == "confirmed"
    assert client.post(f"{path}confirm/").status_code == 409


def told(visit):
    """The way the link in a message leads."""
    return urlsplit(links.manage_url(visit)).path


@pytest.mark.parametrize("way", ["confirm/", "cancel/", "move/"])
def test_who_acts_by_the_link_in_a_message_has_proven_their_address(visit, client, way):
    path = told(visit)
    page = client.get(f"{path}move/")
    assert client.get(path).status_code == 200
    assert not Client.objects.get().is_verified

    assert client.post(f"{path}{way}", {"time": buttons(page)[5]}).status_code == 302

    assert Client.objects.get().is_verified
    assert Event.objects.get(kind="client.changed").payload["changes"] == {"is_verified": [False, True]}


def test_the_link_that_a_booking_leads_to_proves_nothing(visit, client):
    assert client.post(f"{links.manage_path(visit)}confirm/").status_code == 302
    assert not Client.objects.get().is_verified
    taken_along = client.get(f"{links.manage_path(visit)}visit.ics").content.decode().replace("\r\n ", "")
    assert links.manage_path(visit) in taken_along
    assert told(visit) not in taken_along


def test_a_client_cancels_and_the_old_link_dies(visit, client):
    path = links.manage_path(visit)
    assert b"You are in time" in client.get(f"{path}cancel/").content
    answer = client.post(f"{path}cancel/", {"reason": "Travelling"})
    cancelled = Appointment.objects.get()
    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled_by_client", "Travelling")
    assert b"Cancelled by client" in client.get(answer.url).content
    dead = client.get(path)
    assert (dead.status_code, GONE in dead.content) == (410, True)


@pytest.mark.parametrize(
    ("verb", "how"), [(actions.confirm, {}), (actions.cancel, {}), (actions.reschedule, {"starts_at": TEN})]
)
def test_a_visit_that_moved_after_its_link_was_opened_is_not_touched_through_it(willow, visit, verb, how):
    """The client agreed to the time they saw, and to no other."""
    opened = Appointment.objects.get()
    later = visit.starts_at + timedelta(days=7)
    actions.reschedule(visit, starts_at=later, by=willow.desk, at=timezone.now())
    with pytest.raises(actions.LinkOver):
        actions.by_link(verb, opened, was_told=True, at=timezone.now(), **how)
    moved = Appointment.objects.get()
    assert (moved.starts_at, moved.status, moved.version) == (later, "booked", 2)


def test_a_client_moves_with_the_same_practitioner_first(visit, client):
    path = links.manage_path(visit)
    page = client.get(f"{path}move/")
    assert b"With Petra" in page.content
    assert b"with Ana" not in page.content
    assert b"with Ana" in client.get(f"{path}move/?anyone").content

    answer = client.post(f"{path}move/", {"time": buttons(page)[5]})

    moved = Appointment.objects.get()
    assert moved.starts_at != visit.starts_at
    assert (moved.moves, moved.segments.get().practitioner.name) == (1, "Petra")
    assert client.get(answer.url).status_code == 200
    assert client.get(path).status_code == 410


@pytest.fixture
def double(visit, willow):
    """A visit of two services, an hour with Petra and, five minutes later, one with Ana."""
    actions.cancel(visit, party="practice", by=willow.desk, at=timezone.now())
    asked = [
        actions.Asked(service=willow.service, practitioner=willow.petra, starts_at=visit.starts_at),
        actions.Asked(
            service=willow.service, practitioner=willow.ana, starts_at=visit.ends_at + timedelta(minutes=5)
        ),
    ]
    return actions.book_visit(
        visit.client, asked=asked, location=willow.location, by=willow.desk, at=timezone.now()
    )


def test_a_visit_of_several_services_moves_with_its_own_people(double, willow, client):
    path = links.manage_path(double)
    page = client.get(f"{path}move/")
    assert b"With Petra, Ana" in page.content
    assert b"?anyone" not in page.content
    before = buttons(page)
    wanted = before[5]
    starts_at = instant(wanted)
    book(willow, make_client(willow, "Ida Stone"), starts_at, practitioner=willow.petra, at=timezone.now())
    busy = client.post(f"{path}move/", {"time": wanted})
    assert busy.status_code == 409
    assert wanted not in buttons(busy)
    later = buttons(busy)[-1]

    assert client.post(f"{path}move/", {"time": later}).status_code == 302

    double.refresh_from_db()
    first, second = double.segments.order_by("position")
    assert (first.practitioner, second.practitioner) == (willow.petra, willow.ana)
    assert first.starts_at == double.starts_at == instant(later)
    assert second.starts_at - first.ends_at == timedelta(minutes=5)


def test_every_time_offered_for_several_services_can_be_had(double, willow, client):
    """Ana is taken at ten on the second day offered: no visit that would need her then is offered."""
    path = links.manage_path(double)
    day = willow.location.local(double.starts_at) + timedelta(days=1 if double.starts_at.weekday() < 4 else 3)
    ten = day.replace(hour=10, minute=0)
    book(willow, make_client(willow, "Ida Stone"), ten, practitioner=willow.ana, at=timezone.now())
    for value in buttons(client.get(f"{path}move/?from={ten:%Y-%m-%d}"))[:12]:
        with transaction.atomic():
            actions.reschedule(double, starts_at=instant(value), by=None, at=timezone.now())
            transaction.set_rollback(True)


def instant(value):
    return datetime.fromtimestamp(int(value.partition(".")[0]) * 60, tz=UTC)


def test_a_time_lost_while_moving_keeps_the_visit(visit, willow, client):
    path = links.manage_path(visit)
    value = buttons(client.get(f"{path}move/"))[5]
    starts_at = instant(value)
    book(willow, make_client(willow, "Ida Stone"), starts_at, at=timezone.now())
    answer = client.post(f"{path}move/", {"time": value})
    assert answer.status_code == 409
    assert b"Petra is already taken" in answer.content
    visit.refresh_from_db()
    assert visit.version == 1


def test_inside_the_cut_off_the_page_says_whom_to_call(visit, willow, client):
    willow.practice.phone = "+12125550100"
    willow.practice.save()
    soon = timezone.now() + timedelta(hours=3)
    Appointment.objects.update(starts_at=soon, ends_at=soon + timedelta(hours=1))
    path = links.manage_path(visit)
    assert b"please call us" in client.get(path).content
    assert b"+12125550100" in client.get(f"{path}move/").content
    assert b"late cancellation" in client.get(f"{path}cancel/").content
    client.post(f"{path}cancel/")
    assert Appointment.objects.get().status == "cancelled_late"


@pytest.mark.parametrize("way", ["", "move/", "cancel/", "confirm/", "visit.ics"])
def test_a_dead_or_forged_link_says_nothing(visit, cedar, client, way):
    good = links.token_for(visit)
    forged = good[:-2] + ("AA" if good[-2:] != "AA" else "BB")
    for token in (forged, "x", good.lower()):
        for ask in (client.get, client.post):
            answer = ask(f"/book/willow/visit/{token}/{way}")
            assert answer.status_code in (410, 405)
            assert b"First assessment" not in answer.content
    assert client.get(f"/book/cedar/visit/{good}/").status_code == 410


def test_a_link_ends_a_day_after_the_visit(visit):
    token = links.token_for(visit)
    end = visit.ends_at + timedelta(days=1)
    assert links.opened_by(token, at=end - timedelta(seconds=1)) == visit
    assert links.opened_by(token, at=end) is None


def test_the_calendar_file_says_when_and_where_and_nothing_about_health(visit, client):
    file = client.get(f"{links.manage_path(visit)}visit.ics")
    assert file["Content-Type"].startswith("text/calendar")
    [event] = Calendar.from_ical(file.content).walk("VEVENT")
    assert event.decoded("dtstart") == visit.starts_at
    assert event.decoded("dtend") == visit.ends_at
    assert str(event["summary"]) == "Willow"
    assert "First assessment" not in file.content.decode()


def test_an_old_key_still_opens_links_while_keys_change(visit, settings):
    token = links.token_for(visit)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-of-some-length-for-this-test"
    assert links.opened_by(token, at=timezone.now()) == visit


def test_a_member_can_open_the_link_from_within_the_practice(visit, willow, client):
    """The address of the link never carries the mount of the staff pages."""
    client.force_login(willow.desk.user)
    assert links.manage_path(visit).startswith("/book/willow/visit/")


def test_why_a_client_cancels_stays_with_the_visit_and_out_of_the_record(visit, willow, client):
    """They are asked to leave out their health, and may tell of it all the same. Erasure takes the words along."""
    path = f"{links.manage_path(visit)}cancel/"
    assert "leave out anything about your health" in client.get(path).content.decode()
    client.post(path, {"reason": "My back hurts"})

    cancelled, event = Appointment.objects.get(), Event.objects.get(kind="appointment.cancelled")
    assert "back" not in str(event.payload)
    assert "My back hurts" in desk_history.told(event, cancelled).detail
    later = timezone.now() + timedelta(days=1)
    line = timeline(cancelled.client, member=willow.desk, group="visits", before=later).lines[0]
    assert "My back hurts" in line.text


def test_confirming_a_visit_that_was_cancelled_at_the_desk_is_refused(visit, willow, client):
    path = links.manage_path(visit)
    actions.cancel(visit, party="practice", by=willow.desk, at=timezone.now())
    assert client.post(f"{path}confirm/").status_code == 410
