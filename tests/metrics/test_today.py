"""What the first page of the day says of free time, of people who stay away, and of the last 30 days."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bookings import actions as bookings
from bookings.models import Appointment
from clients import actions as clients
from config.day import TOMORROW, unconfirmed, visits_on
from journeys.models import Journey
from metrics.queries.today import free_minutes, late_by_rhythm
from practices.actions.places import close_location, open_location
from practices.models import Member
from tests.factories import NOON, book, make_client

HOUR = timedelta(hours=1)
ENDS = "/p/willow/calendar/open-ends/"
NEW_YORK = ZoneInfo("America/New_York")


def free(willow, at=NOON, **more):
    return free_minutes([willow.location], at=at, **more)


def test_free_time_is_what_is_left_of_the_working_hours(willow):
    morning = NOON - 3 * HOUR
    before = free(willow, morning)
    assert before == 2 * 8 * 60  # Ana and Petra, 9 to 13 and 14 to 18
    assert free(willow, morning, member=willow.practitioner) == 8 * 60

    visit = book(willow)
    taken = willow.service.before_minutes + willow.service.minutes + willow.service.after_minutes
    assert free(willow, morning) == before - taken
    assert free(willow, visit.starts_at + 12 * HOUR) == 0


def stay_away(willow, client, *, at_risk, lapses, today):
    journey, _ = Journey.objects.update_or_create(
        client=client, defaults={"practice": willow.practice, "entered_at": NOON, "cadence_days": 30}
    )
    journey.at_risk_on, journey.lapses_on = today + timedelta(days=at_risk), today + timedelta(days=lapses)
    journey.last_visit_on = today - timedelta(days=50)
    journey.save()


@pytest.mark.parametrize(("at_risk", "lapses", "listed"), [(0, 9, 1), (-5, 1, 1), (1, 9, 0), (-9, 0, 0)])
def test_who_is_late_is_listed_until_they_book_or_are_given_up(willow, at_risk, lapses, listed):
    stay_away(willow, make_client(willow), at_risk=at_risk, lapses=lapses, today=NOON.date())
    assert late_by_rhythm(NOON.date()).count() == listed


@pytest.mark.parametrize("role", Member.Role.values)
def test_each_role_sees_the_late_and_the_numbers_that_are_theirs(willow, client, role):
    stay_away(willow, make_client(willow), at_risk=-3, lapses=20, today=timezone.now().date())
    Member.objects.filter(pk=willow.desk.pk).update(role=role)
    client.force_login(willow.desk.user)
    page = client.get("/p/willow/").content.decode()

    assert ("All numbers" in page) == (role in {"owner", "manager", "marketer", "read_only"})
    assert ("Late by their own rhythm" in page) == (role != "marketer")


def over(willow, name, *, hours=0, **how):
    """A visit of last week that nobody has closed."""
    then = timezone.now().replace(hour=15, minute=0, second=0, microsecond=0)
    then -= timedelta(days=7 + then.weekday())
    insist = bookings.Details(insist=frozenset({"hours"}))
    return book(willow, make_client(willow, name), then + hours * HOUR, details=insist, **how)


def stat(page, label):
    """A number on Today, and where it leads."""
    found = re.search(rf'href="([^"]+)">{label}</a>.*?text-2xl[^>]*>(\d+)<', page, re.S)
    return found[1].replace("&amp;", "&"), int(found[2])


def to_close(page):
    return stat(page, "(?:My v|V)isits to close")


def test_the_visits_to_close_of_today_are_those_of_all_places(willow, client):
    second = open_location(
        willow.practice, name="Berlin", time_zone="Europe/Berlin", by=willow.owner, at=NOON
    )
    over(willow, "Zoe Baker")
    Appointment.objects.filter(pk=over(willow, "Ida Stone", hours=2).pk).update(location=second)
    client.force_login(willow.desk.user)

    address, count = to_close(client.get("/p/willow/").content.decode())
    page = client.get(address).content.decode()

    assert count == 2
    assert ("Zoe Baker" in page, "Ida Stone" in page, "1–2 of 2" in page) == (True, True, True)
    assert "Zoe Baker" not in client.get(f"{address}?location={second.pk}").content.decode()


def test_what_was_left_open_at_a_place_that_closed_is_still_counted_and_listed(willow, client):
    second = open_location(
        willow.practice, name="Annex", time_zone="America/New_York", by=willow.owner, at=NOON
    )
    over(willow, "Zoe Baker")
    Appointment.objects.filter(pk=over(willow, "Ida Stone", hours=2).pk).update(location=second)
    client.force_login(willow.desk.user)
    assert "Annex (closed)" not in client.get(ENDS).content.decode()
    close_location(second, by=willow.owner, at=timezone.now())

    address, count = to_close(client.get("/p/willow/").content.decode())
    page = client.get(address).content.decode()

    assert count == 2
    assert ("Zoe Baker" in page, "Ida Stone" in page, "Annex (closed)" in page) == (True, True, True)
    page = client.get(f"{address}?location={second.pk}").content.decode()
    assert ("Zoe Baker" in page, "Ida Stone" in page) == (False, True)


def test_a_practitioner_is_counted_and_shown_their_own_visits_to_close(willow, client):
    over(willow, "Zoe Baker")
    over(willow, "Ida Stone", hours=2, practitioner=willow.ana)
    client.force_login(willow.practitioner.user)

    address, count = to_close(client.get("/p/willow/").content.decode())
    page = client.get(address).content.decode()

    assert count == 1
    assert ("Zoe Baker" in page, "Ida Stone" in page) == (True, False)


def booked_at_two_places(willow, now, *, days=0):
    """Two visits at two places, one of them with Ana, and one called off; on the day of `now` or so many later."""
    second = open_location(
        willow.practice, name="Annex", time_zone="America/New_York", by=willow.owner, at=NOON
    )
    insist = bookings.Details(insist=frozenset({"hours"}))
    day = now.astimezone(willow.location.zone).date() + timedelta(days=days)
    ten = datetime.combine(day, time(10), willow.location.zone)
    book(willow, make_client(willow, "Zoe Baker"), ten, details=insist)
    ida = book(willow, make_client(willow, "Ida Stone"), ten, details=insist, practitioner=willow.ana)
    Appointment.objects.filter(pk=ida.pk).update(location=second)
    gone = book(willow, make_client(willow, "Gus Gone"), ten + 2 * HOUR, details=insist)
    bookings.cancel(gone, party="client", by=willow.desk, at=gone.booked_at)


@pytest.mark.parametrize(("label", "days"), [("(?:My v|V)isits today", 0), ("Not confirmed for tomorrow", 1)])
@pytest.mark.parametrize(
    ("who", "shown"), [("desk", {"Zoe Baker", "Ida Stone"}), ("practitioner", {"Zoe Baker"})]
)
def test_a_number_of_visits_opens_as_many_of_all_places(willow, client, label, days, who, shown):
    booked_at_two_places(willow, timezone.now(), days=days)
    client.force_login(getattr(willow, who).user)

    address, count = stat(client.get("/p/willow/").content.decode(), label)
    page = client.get(address).content.decode()

    assert count == len(shown)
    assert {name for name in ("Zoe Baker", "Ida Stone", "Gus Gone") if name in page} == shown
    assert f"1–{count} of {count}" in page


@pytest.mark.parametrize("path", ["today/", "tomorrow/"])
def test_a_list_of_the_day_asks_few_questions_and_says_when_it_is_empty(
    willow, client, path, django_assert_max_num_queries
):
    client.force_login(willow.desk.user)
    assert "Nobody is" in client.get(f"/p/willow/{path}").content.decode()
    booked_at_two_places(willow, timezone.now(), days=0 if path == "today/" else 1)

    with django_assert_max_num_queries(16):
        client.get(f"/p/willow/{path}")


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK),  # 24 hours on it is still the first: the day has 25
        datetime(2026, 3, 7, 23, 30, tzinfo=NEW_YORK),  # 24 hours on it is the ninth: the eighth has 23
    ],
)
def test_tomorrow_is_the_next_date_on_the_wall_also_when_the_clocks_change(willow, now):
    insist = bookings.Details(insist=frozenset({"hours"}))
    for days in (0, 1, 2):
        ten = datetime.combine(now.date() + timedelta(days=days), time(10), NEW_YORK)
        book(willow, make_client(willow, f"Client {days}"), ten, details=insist, at=now - timedelta(days=9))

    [tomorrow] = unconfirmed(visits_on([willow.location], now, own=None, ahead=TOMORROW))
    assert tomorrow.client.name == "Client 1"


def test_all_who_are_late_are_as_many_as_today_says(willow, client, django_assert_max_num_queries):
    for name in ("Zoe Baker", "Ida Stone", "Gone Long"):
        stay_away(willow, make_client(willow, name), at_risk=-3, lapses=20, today=timezone.now().date())
    gone = Journey.objects.get(client__name="Gone Long").client
    clients.archive(gone, by=willow.desk, at=NOON)
    client.force_login(willow.desk.user)

    assert re.search(
        r'href="/p/willow/late/"[^>]*>\s*All <span[^>]*>2<', client.get("/p/willow/").content.decode()
    )
    with django_assert_max_num_queries(14):
        page = client.get("/p/willow/late/").content.decode()
    assert ("1–2 of 2" in page, "Gone Long" in page) == (True, False)


def test_who_is_late_is_already_chosen_when_they_are_booked_from_the_list(willow, client):
    zoe = make_client(willow)
    stay_away(willow, zoe, at_risk=-3, lapses=20, today=timezone.now().date())
    client.force_login(willow.desk.user)

    page = client.get("/p/willow/").content.decode()
    [address] = re.findall(r'href="(/p/willow/visits/new/\?client=[^"]+)"', page)
    form = client.get(address).content.decode()

    assert f'name="client" value="{zoe.public_id}"' in form
