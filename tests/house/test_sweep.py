"""What a neighbour notices: nothing. Every page is asked, by GET and by POST; test_sweep_api.py asks the API.

Cedar's answers must be the same, to the byte, whether or not Willow's rows exist, even when Cedar asks with Willow's
ids. It is tried with all walls up, and with row-level security lifted, so that a view that goes round the manager is
found although the database would have stopped it.
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config import practice_urls
from practices.models import Member
from practices.permissions import may
from practices.tenancy import inside
from tests.factories import make_member, make_practice, make_user
from tests.house.pages import furnish_every_page, staff_pages

CHANGING = re.compile(rb'(nonce=|csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"')
MARK = "Zqxwillow"


def plain(response: HttpResponse) -> tuple[int, bytes]:
    """An answer without what differs from one request to the next."""
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, CHANGING.sub(rb"\1", content)


def asked(browser: Client, addresses: list[str]) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Each page by GET and by POST; what a POST changes is taken back."""
    for address in addresses:
        for method in ("get", "post"):
            with transaction.atomic():
                yield f"{method} {address}", plain(getattr(browser, method)(address))
                transaction.set_rollback(True)


def lift(is_lifted: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.lifted', %s, true)", ["yes" if is_lifted else ""])


def sweep(neighbour: Client) -> list[str]:
    """Every address where Cedar's answer changes with Willow's rows, or shows one of their names.

    What was found is asked for once more: a clock that struck between two answers is no leak.
    """
    found = swept_once(neighbour)
    again = swept_once(neighbour) if found else []
    return [address for address in found if address in again]


def swept_once(neighbour: Client) -> list[str]:
    with transaction.atomic():
        lift(False)
        willow = make_practice("willow", owner=f"{MARK}Ana", desk=f"{MARK}Frank", practitioner=f"{MARK}Petra")
        furnish_every_page(willow)
        lift(True)
        with inside(willow.practice):
            paths = [page.address(willow) for page in staff_pages()]
        addresses = [path.replace("/p/willow/", "/p/cedar/", 1) for path in paths]
        beside = dict(asked(neighbour, addresses))
        transaction.set_rollback(True)
    lift(True)
    alone = dict(asked(neighbour, addresses))
    lift(False)
    return [
        address
        for address, answer in beside.items()
        if answer != alone[address] or MARK.encode() in answer[1]
    ]


@pytest.fixture
def cedar_alone(db: None) -> SimpleNamespace:
    return make_practice("cedar", owner="Nina", desk="Cleo", practitioner="Paul")


@pytest.mark.slow
@pytest.mark.parametrize("role", Member.Role.values)
def test_a_neighbour_notices_nothing(role, cedar_alone):
    with inside(cedar_alone.practice):
        member = make_member(cedar_alone.practice, make_user("Somebody", "cedar"), role)
    browser = Client()
    browser.force_login(member.user)

    assert sweep(browser) == []


@may("see_today")
def leaky(request):
    """A page as nobody should write it."""
    names = [row.name for row in Member.unscoped.order_by("name")]
    return HttpResponse(", ".join(names))


def test_the_sweep_finds_a_view_that_goes_round_the_manager(cedar_alone, monkeypatch):
    monkeypatch.setattr(practice_urls, "urlpatterns", [path("leaky/", leaky, name="leaky")])
    from django.urls import clear_url_caches

    clear_url_caches()
    browser = Client()
    browser.force_login(cedar_alone.owner.user)

    assert sweep(browser) == ["get /p/cedar/leaky/", "post /p/cedar/leaky/"]

    monkeypatch.undo()
    clear_url_caches()


def test_with_all_walls_up_even_that_view_shows_nothing(cedar_alone, willow):
    with inside(cedar_alone.practice):
        assert set(Member.unscoped.values_list("name", flat=True)) == {"Nina", "Cleo", "Paul"}
