"""What a neighbour notices: nothing. Every page is asked, by GET and by POST, those of a practice's site and those that
clients, the invited and providers open without signing in; test_sweep_api.py asks the API.

Cedar's answers must be the same, to the byte, whether or not Willow's rows exist, even when Cedar asks with Willow's
ids. It is tried with all walls up, and with row-level security lifted, so that a view that goes round the manager is
found although the database would have stopped it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path

from config import practice_urls, urls
from practices.models import Member, Practice
from practices.permissions import may
from practices.tenancy import inside
from tests.factories import make_member, make_practice, make_user
from tests.house.neighbours import MARK, lift
from tests.house.pages import furnish_every_page, staff_pages
from tests.house.public_pages import address_of, furnish_every_public_page, public_pages

CHANGING = re.compile(rb'(nonce=|csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"')


def plain(response: HttpResponse) -> tuple[int, bytes]:
    """An answer without what differs from one request to the next."""
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, CHANGING.sub(rb"\1", content)


def asked(browser: Client, addresses: dict[str, str]) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Each page by GET and by POST; what a POST changes is taken back."""
    for route, address in addresses.items():
        for method in ("get", "post"):
            with transaction.atomic():
                yield f"{method} {route}", plain(getattr(browser, method)(address))
                transaction.set_rollback(True)


@dataclass(frozen=True)
class Ground:
    """What is swept: routes of Cedar, each with the ids of Willow's rows, once Willow has some of each kind."""

    furnish: Callable[[SimpleNamespace], None]
    addresses: Callable[[SimpleNamespace], dict[str, str]]


def staff_addresses(willow: SimpleNamespace) -> dict[str, str]:
    return {
        f"/p/cedar/{page.pattern}": page.address(willow).replace("/p/willow/", "/p/cedar/", 1)
        for page in staff_pages()
    }


def public_addresses(willow: SimpleNamespace) -> dict[str, str]:
    """All but those of a person's account, which is in no practice, and those of the whole installation."""
    willow.door = Practice.objects.get(slug="cedar")
    pages = [page for page in public_pages() if not page.pattern.startswith("accounts/")]
    asked_for = [page for page in pages if page.name not in OF_THE_INSTALLATION]
    return {f"/{page.pattern}": address_of(page, willow) for page in asked_for}


OF_THE_INSTALLATION = {":livez", ":readyz", ":metrics"}
STAFF = Ground(furnish_every_page, staff_addresses)
PUBLIC = Ground(furnish_every_public_page, public_addresses)


def sweep(neighbour: Client, ground: Ground = STAFF) -> list[str]:
    """Every route where Cedar's answer changes with Willow's rows, or shows one of their names.

    What was found is asked for once more: a clock that struck between two answers is no leak.
    """
    found = swept_once(neighbour, ground)
    again = swept_once(neighbour, ground) if found else []
    return [route for route in found if route in again]


def swept_once(neighbour: Client, ground: Ground) -> list[str]:
    with transaction.atomic():
        lift(False)
        willow = make_practice("willow", owner=f"{MARK}Ana", desk=f"{MARK}Frank", practitioner=f"{MARK}Petra")
        ground.furnish(willow)
        lift(True)
        with inside(willow.practice):
            addresses = ground.addresses(willow)
        beside = dict(asked(neighbour, addresses))
        transaction.set_rollback(True)
    lift(True)
    alone = dict(asked(neighbour, addresses))
    lift(False)
    return [route for route, answer in beside.items() if answer != alone[route] or MARK.encode() in answer[1]]


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


@pytest.mark.parametrize("who", ["a stranger", "the owner next door"])
def test_no_open_page_shows_a_neighbour_anything(who, cedar_alone):
    browser = Client()
    if who != "a stranger":
        browser.force_login(cedar_alone.owner.user)

    assert sweep(browser, PUBLIC) == []


@may("see_today")
def leaky(request):
    """A page as nobody should write it."""
    names = [row.name for row in Member.unscoped.order_by("name")]
    return HttpResponse(", ".join(names))


def test_the_sweep_finds_a_view_that_goes_round_the_manager(cedar_alone, monkeypatch):
    monkeypatch.setattr(practice_urls, "urlpatterns", [path("leaky/", leaky, name="leaky")])
    clear_url_caches()
    browser = Client()
    browser.force_login(cedar_alone.owner.user)

    assert sweep(browser) == ["get /p/cedar/leaky/", "post /p/cedar/leaky/"]

    monkeypatch.undo()
    clear_url_caches()


def open_leak(request):
    """A page without sign-in, as nobody should write it."""
    return HttpResponse(", ".join(row.name for row in Member.unscoped.order_by("name")))


def test_the_sweep_finds_such_a_view_outside_the_practices_too(cedar_alone, monkeypatch):
    monkeypatch.setattr(urls, "urlpatterns", [path("leaky/", open_leak, name="leaky")])
    clear_url_caches()

    assert sweep(Client(), PUBLIC) == ["get /leaky/", "post /leaky/"]

    monkeypatch.undo()
    clear_url_caches()


def test_a_part_of_an_address_without_a_sample_fails_the_sweep(cedar_alone, monkeypatch):
    monkeypatch.setattr(urls, "urlpatterns", [path("new/<slug:thing>/", open_leak, name="new")])
    clear_url_caches()

    with pytest.raises(KeyError, match=":new:thing|:thing"):
        sweep(Client(), PUBLIC)

    monkeypatch.undo()
    clear_url_caches()


def test_with_all_walls_up_even_that_view_shows_nothing(cedar_alone, willow):
    with inside(cedar_alone.practice):
        assert set(Member.unscoped.values_list("name", flat=True)) == {"Nina", "Cleo", "Paul"}
