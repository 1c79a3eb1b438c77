"""A second step at the door: an authenticator app, recovery codes, and devices one can sign out."""

import re
import time
from importlib import import_module
from itertools import pairwise
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from practices.second_step import secrets_in
from tests.factories import make_user

PASSWORD = "correct horse battery"
TOTP_PERIOD, SOON_OVER = 30, 3  # seconds


@pytest.fixture
def bea(db):
    user = make_user("Bea", "elsewhere")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def signed_in(user):
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def code_of(secret):
    """What the app shows, at a moment when it will show it a while longer."""
    left = TOTP_PERIOD - time.time() % TOTP_PERIOD
    time.sleep(left if left < SOON_OVER else 0)
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def turn_on(browser):
    """Set up the app as a person does, who is asked once more for the password; gives back the app's secret."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
    browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


def recovery_codes(browser):
    page = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    return re.findall(r"<li>([\w-]+)</li>", page)


def test_with_the_app_turned_on_a_password_alone_opens_nothing(bea):
    secret = turn_on(signed_in(bea))

    browser = Client()
    answer = browser.post("/accounts/login/", {"login": bea.email, "password": PASSWORD})
    assert answer.url == "/accounts/2fa/authenticate/"
    assert browser.get("/").url.startswith("/accounts/login/")
    assert "One more step" in browser.get(answer.url).content.decode()

    cache.clear()  # half a minute later: each code of the app opens once
    browser.post(answer.url, {"code": code_of(secret)})
    assert browser.session["_auth_user_id"] == str(bea.pk)


def test_a_recovery_code_opens_once(bea):
    browser = signed_in(bea)
    turn_on(browser)
    code = recovery_codes(browser)[0]

    opened = []
    for _try in range(2):
        other = signed_in(bea)
        other.post("/accounts/2fa/authenticate/", {"code": code})
        opened.append("_auth_user_id" in other.session)

    assert opened == [True, False]


def test_recovery_codes_are_all_different_and_can_be_downloaded(bea):
    browser = signed_in(bea)
    turn_on(browser)
    codes = sorted(recovery_codes(browser))

    assert len(codes) == 10
    assert all(one != other for one, other in pairwise(codes))
    assert codes[0] in browser.get("/accounts/2fa/recovery-codes/download/").content.decode()


def secrets_of(user):
    """As they stand in the database."""
    return [
        kept for data in user.authenticator_set.values_list("data", flat=True) for kept in secrets_in(data)
    ]


def test_the_database_shows_no_secret_of_an_app_nor_of_recovery_codes(bea):
    browser = signed_in(bea)
    secret = turn_on(browser)

    assert [kept.partition(":")[0] for kept in secrets_of(bea)] == ["sealed", "sealed"]
    assert secret not in str([*Authenticator.objects.values_list("data"), *browser.session.items()])


def test_secrets_that_were_readable_open_until_they_are_sealed_and_after(bea):
    browser = signed_in(bea)
    secret, codes = turn_on(browser), recovery_codes(browser)
    migration = import_module("practices.migrations.0015_secrets_of_second_steps_are_sealed")

    migration.open_again(apps, SimpleNamespace(connection=connection))
    assert secret in secrets_of(bea)
    assert opens(bea, codes[0])

    migration.seal_what_is_readable(apps, SimpleNamespace(connection=connection))
    assert [kept.partition(":")[0] for kept in secrets_of(bea)] == ["sealed", "sealed"]
    assert [opens(bea, codes[0]), opens(bea, codes[1])] == [False, True]
    cache.clear()  # each code of the app opens once
    assert opens(bea, code_of(secret))


def opens(user, code):
    browser = signed_in(user)
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    return "_auth_user_id" in browser.session


def test_changing_how_one_signs_in_asks_again_who_it_is(bea):
    browser = Client()
    browser.force_login(bea)

    answer = browser.get("/accounts/2fa/totp/activate/")

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert "Is it you?" in browser.get(answer.url).content.decode()


def test_other_devices_are_listed_and_signed_out(bea):
    here, there = signed_in(bea), signed_in(bea)
    for browser in (here, there):
        browser.get("/accounts/sessions/")
    assert "Sign out the others" in here.get("/accounts/sessions/").content.decode()

    here.post("/accounts/sessions/")

    assert "_auth_user_id" in here.session
    assert there.get("/").url.startswith("/accounts/login/")
