"""A session that is over in the middle of work, and one in use that does not end."""

from datetime import timedelta
from http.cookies import Morsel

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from tests.factories import make_client

DAY = "http://testserver/p/willow/calendar/?day=2026-03-02"
SIGN_IN = "/accounts/login/?next="
PAGE = "/p/willow/settings/jobs/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_part_of_a_page_stays_and_a_note_leads_to_the_sign_in(willow, method):
    answer = getattr(Browser(), method)(
        "/p/willow/visits/new/", headers={"HX-Request": "true", "Referer": DAY}
    )

    assert (answer.status_code, answer.headers["HX-Reswap"]) == (401, "none")
    note = answer.content.decode()
    assert note.startswith('<div hx-swap-oob="beforeend:#toasts">')
    assert f'href="{SIGN_IN}%2Fp%2Fwillow%2Fcalendar%2F%3Fday%3D2026-03-02"' in note
    assert 'target="_blank"' in note


def test_what_was_sent_leads_back_to_its_page_and_a_page_to_itself(willow):
    sent = Browser().post("/p/willow/visits/1/step/", headers={"Referer": DAY})
    assert sent.url == f"{SIGN_IN}/p/willow/calendar/%3Fday%3D2026-03-02"
    assert Browser().get(PAGE).url == f"{SIGN_IN}{PAGE}"


@pytest.mark.parametrize("referer", ["", "http://elsewhere.example/p/willow/", "http://[broken/"])
def test_without_a_page_of_ours_it_leads_to_the_practice(willow, referer):
    sent = Browser().post("/p/willow/visits/1/step/", headers={"Referer": referer})
    assert sent.url == f"{SIGN_IN}/p/willow/"


def test_whose_practice_it_is_is_not_told(willow):
    here, nowhere = (
        Browser().post(f"/p/{slug}/clients/", headers={"HX-Request": "true"}) for slug in ("willow", "wollow")
    )
    assert here.content.replace(b"willow", b"wollow") == nowhere.content


@pytest.fixture
def signed_in(willow, client):
    client.force_login(willow.owner.user)
    client.get(PAGE)
    return client


def ending_in(days):
    end = timezone.now() + timedelta(days=days)
    Session.objects.update(expire_date=end)
    return end


def test_a_session_in_use_is_renewed_and_its_cookie_too(signed_in):
    ending_in(days=2)
    cookie: Morsel[str] = signed_in.get(PAGE).cookies["sessionid"]

    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=13, hours=23)
    assert cookie["max-age"] == 14 * 24 * 3600


def test_it_is_renewed_once_a_day_and_not_at_every_request(signed_in):
    end = ending_in(days=13.5)
    assert "sessionid" not in signed_in.get(PAGE).cookies
    assert Session.objects.get().expire_date == end


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(signed_in):
    end = ending_in(days=2)
    signed_in.get(PAGE, headers={"HX-Request": "true"})
    assert Session.objects.get().expire_date == end


def test_a_renewed_session_is_the_same_one(signed_in, willow):
    make_client(willow)
    key = signed_in.session.session_key
    ending_in(days=2)

    assert signed_in.get(PAGE).status_code == 200
    assert signed_in.session.session_key == key
