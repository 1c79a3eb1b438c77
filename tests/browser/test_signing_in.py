"""The steps between a door and the house, which open only from the one before: codes, new password, second step."""

import re

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests.house.account_pages import verified
from tests.through.steps import code_for


def send(page, name):
    page.get_by_role("button", name=re.compile(name, re.IGNORECASE)).first.click()


def test_a_code_instead_of_the_password_can_be_looked_at(willow_live, tab):
    window = tab()
    page = window.visit("/accounts/login/code/")
    page.get_by_label("Email").fill(willow_live.owner.user.email)
    send(page, "code")
    page.wait_for_url("**/login/code/confirm/")

    assert window.in_every_look() == []


def test_the_way_to_a_new_password_can_be_looked_at(settings, willow_live, tab):
    settings.EMAIL_BACKEND = "practices.mail.Outbox"
    ana, window = verified(willow_live.owner.user), tab()
    page = window.visit("/accounts/password/reset/")
    page.get_by_label("Email").fill(ana.email)
    send(page, "send|code|reset")
    page.wait_for_url("**/password/reset/confirm/")
    wrong = window.in_every_look()
    page.get_by_label("Code").fill(code_for(ana.email))
    send(page, "continue")
    page.wait_for_url("**/password/reset/complete/")

    assert wrong + window.in_every_look() == []


def test_the_code_that_proves_an_address_can_be_looked_at(transactional_db, tab):
    window = tab()
    page = window.visit("/accounts/signup/")
    page.get_by_label("Your name").fill("Ana Lind")
    page.get_by_label("Email").fill("ana@harbour.example")
    page.get_by_label("Password").fill("a quiet river stone")
    send(page, "continue")
    page.wait_for_url("**/confirm-email/")

    assert window.in_every_look() == []


def test_the_second_step_can_be_looked_at(willow_live, tab):
    ana, window = verified(willow_live.owner.user), tab()
    TOTP.activate(ana, generate_totp_secret())
    page = window.visit("/accounts/login/")
    page.get_by_label("Email").fill(ana.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/")

    assert window.in_every_look() == []
