"""Every page, asked by every role, answers as the one table of permissions says."""

import pytest
from django.db import transaction
from django.test import Client

from practices import keys
from practices.models import Member
from practices.permissions import ROLES, SCOPES
from tests.factories import make_member, make_user
from tests.house.pages import furnish_every_page, staff_pages

PAGES = staff_pages()
ANSWERS = {200, 204, 302, 303, 400, 404, 405, 409, 410, 422}
"""What a page may say to somebody who is allowed in; 404 where the row is not in the state the page is for."""


def answers(browser, address):
    """How GET and POST end; whatever they change is taken back."""
    for method in ("get", "post"):
        with transaction.atomic():
            yield method, getattr(browser, method)(address).status_code
            transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize("role", Member.Role.values)
def test_every_page_answers_each_role_as_the_table_says(role, willow):
    furnish_every_page(willow)
    member = make_member(willow.practice, make_user("Somebody", "willow"), role)
    browser = Client()
    browser.force_login(member.user)
    wrong = []
    for page in PAGES:
        is_allowed = role in ROLES[page.verb]
        for method, status in answers(browser, page.address(willow)):
            fits = status in ANSWERS if is_allowed else status in {403, 405}
            if not fits:
                wrong.append(f"{method} {page.pattern}: {status} for {role} ({page.verb})")

    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_names_its_verb(page):
    assert page.verb in ROLES


@pytest.mark.slow
def test_a_stranger_is_sent_to_the_door_and_a_neighbour_sees_nothing(willow, cedar):
    furnish_every_page(willow)
    neighbour = Client()
    neighbour.force_login(cedar.owner.user)

    for page in PAGES:
        address = page.address(willow)
        assert Client().get(address).url.startswith("/accounts/login/?next=/p/willow/")
        assert neighbour.get(address).status_code == 404
        assert neighbour.post(address).status_code == 404


def test_only_an_owner_decides_who_works_here():
    assert ROLES["manage_members"] == {"owner"}


def test_health_is_read_by_those_who_care_and_lead():
    assert ROLES["see_health"] == {"owner", "manager", "practitioner"}


def test_every_verb_a_key_may_do_is_in_the_table_and_in_one_scope():
    opened = [verb for verbs in SCOPES.values() for verb in verbs]

    assert set(opened) <= set(ROLES)
    assert len(opened) == len(set(opened))
    assert set(SCOPES) == set(keys.SCOPES)
