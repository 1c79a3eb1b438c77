"""The first page of the day, as each role sees it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Appointment
from tests.factories import TEN, book, make_client, make_member, make_user


def page_of(member):
    browser = Client()
    browser.force_login(member.user)
    return browser.get(f"/p/{member.practice.slug}/").content.decode()


def book_today(world, name="Zoe Baker"):
    """A visit that began in the past hour, whatever the clock says: today everywhere near it."""
    visit = book(world, make_client(world, name))
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    Appointment.objects.filter(pk=visit.pk).update(
        starts_at=now, ends_at=now + (visit.ends_at - visit.starts_at)
    )
    return visit


def test_the_day_names_who_comes_and_what_it_is_worth(willow):
    book_today(willow)

    html = page_of(willow.owner)

    assert "Zoe Baker" in html
    assert willow.service.name in html
    assert "Ana</h1>" in html


def test_a_practitioner_sees_their_own_day(willow):
    book_today(willow)
    paul = make_member(willow.practice, make_user("Paul", "willow"), "practitioner")

    assert "Zoe Baker" in page_of(willow.practitioner)
    assert "Zoe Baker" not in page_of(paul)


def test_a_marketer_sees_no_names(willow):
    book_today(willow)
    leo = make_member(willow.practice, make_user("Leo", "willow"), "marketer")

    html = page_of(leo)
    assert "Zoe Baker" not in html
    assert "/p/willow/metrics/" in html


def test_a_full_day_asks_as_many_questions_as_a_quiet_one(willow):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            page_of(willow.owner)
        return len(asked)

    book_today(willow)
    few = questions()
    for number in range(4):
        visit = book(willow, make_client(willow, f"Client {number}"), TEN + timedelta(days=1 + number))
        now = timezone.now()
        type(visit).objects.filter(pk=visit.pk).update(starts_at=now, ends_at=now + timedelta(hours=1))

    assert questions() <= few


@pytest.mark.parametrize("address", ["/p/willow/", "/p/nowhere/"])
def test_a_stranger_meets_the_door(db, address):
    assert Client().get(address).url.startswith("/accounts/login/")
