"""Where somebody is signed in, and when they were last seen there."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices import seen

PAGE = "/p/willow/settings/jobs/"


@pytest.fixture
def owner(willow, client):
    client.force_login(willow.owner.user)
    client.get(PAGE)
    return client


def last_seen():
    return UserSession.objects.get().last_seen_at


def set_back():
    """Make what is noted an hour old, to see whether it is written again."""
    UserSession.objects.update(last_seen_at=last_seen() - timedelta(hours=1))
    return last_seen()


def test_a_session_is_noted_when_it_is_first_seen(owner, willow):
    assert UserSession.objects.get().user == willow.owner.user


def test_it_is_not_noted_again_within_the_minute(owner):
    before = set_back()
    with CaptureQueriesContext(connection) as queries:
        owner.get(PAGE)

    assert last_seen() == before
    assert not [query for query in queries.captured_queries if "usersessions" in query["sql"]]


def test_it_is_noted_again_after_the_minute(owner, monkeypatch):
    before = set_back()
    monkeypatch.setattr(seen, "EVERY", 0.0)
    owner.get(PAGE)
    assert last_seen() > before


@pytest.mark.parametrize("change", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_USER_AGENT": "Another browser"}])
def test_another_address_or_browser_is_noted_at_once(owner, change):
    before = set_back()
    owner.get(PAGE, **change)
    assert last_seen() > before


def test_a_session_that_was_ended_opens_nothing_any_more(owner):
    assert owner.get(PAGE).status_code == 200
    Session.objects.all().delete()
    assert owner.get(PAGE).status_code == 302


def test_a_process_forgets_sessions_rather_than_grow(owner, monkeypatch):
    monkeypatch.setattr(seen, "MOST", 0)
    owner.get(PAGE, HTTP_USER_AGENT="Another browser")
    owner.get(PAGE)
    assert UserSession.objects.count() == 1
