"""What comes with every poll or scan is told once, and each answer has one line of its own."""

import logging

from django.test import Client as Browser

from config.watch.noise import StrangersHost
from practices import keys
from practices.tenancy import visit
from tests.factories import NOON

OURS = "config.watch.requests"


def heard(said, status, **wanted):
    """Every line of the answers with this status, as level and logger."""
    lines = [one for one in said.lines if one.get("status") == status and wanted.items() <= one.items()]
    return [(one["level"], one["logger"]) for one in lines]


def test_a_program_that_polls_with_a_dead_key_is_warned_of_once_and_named_by_its_number(willow, said):
    with visit(willow.practice):
        key, secret = keys.make(willow.practice, name="Old", scopes=keys.SCOPES, by=willow.owner, at=NOON)
        keys.revoke(key, by=willow.owner, at=NOON)
    for _poll in range(3):
        Browser().get("/api/v1/clients/", headers={"Authorization": f"Bearer {secret}"})

    poll = {"practice": willow.practice.pk, "key": key.pk}
    assert heard(said, 401, **poll) == heard(said, 401) == [("warning", OURS), ("info", OURS), ("info", OURS)]


def test_another_key_that_is_turned_away_is_news(willow, said):
    program = Browser()
    for scopes in (["metrics:read"], ["events:read"]):
        with visit(willow.practice):
            _key, secret = keys.make(willow.practice, name="k", scopes=scopes, by=willow.owner, at=NOON)
        program.get("/api/v1/clients/", headers={"Authorization": f"Bearer {secret}"})
        program.get("/api/v1/clients/", headers={"Authorization": f"Bearer {secret}"})

    assert [level for level, _ in heard(said, 403)] == ["warning", "info", "warning", "info"]


def test_a_no_is_one_line_and_no_warning(willow, said):
    browser = Browser()
    browser.force_login(willow.desk.user)
    browser.get("/p/willow/clients/999999999/")
    browser.post("/p/willow/clients/new/", {"name": ""})

    assert heard(said, 404) == heard(said, 422) == [("info", OURS)]


def test_who_asks_under_a_name_that_is_not_ours_is_no_error_and_told_once(db, said):
    logging.getLogger("django.security.DisallowedHost").addFilter(StrangersHost())  # configured twice
    browser = Browser(raise_request_exception=False)
    for _scan in range(3):
        browser.get("/accounts/login/", headers={"Host": "scanner.example"})

    told = [one["level"] for one in said.lines if one["logger"] == "django.security.DisallowedHost"]
    assert told == ["warning"]
    assert len(heard(said, 400, logger=OURS)) == 3
    assert "scanner" not in said.text
