"""Redis away: pages, sessions and bookings go on; what is limited stays limited, by a small count of each process."""

import time

import pytest
from django.core.cache import cache

from bookings import limits
from config import cache as house
from practices.counting import count
from tests.factories import NOON, make_client

AWAY = "redis://127.0.0.1:1/0"


@pytest.fixture
def _without_redis(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": AWAY}}
    cache.clear()
    yield
    cache.clear()
    house.forget_failure()


def sign_in(client, password):
    return client.post("/accounts/login/", {"login": "frank@willow.example", "password": password})


@pytest.mark.usefixtures("_without_redis")
def test_signing_in_works_and_guessing_ends_after_a_few_tries(willow, client):
    assert sign_in(client, "correct horse battery").status_code == 302
    client.logout()
    said = [sign_in(client, f"guess {number}").content.decode() for number in range(7)]
    assert "Too many failed" not in said[0]
    assert "Too many failed" in said[-1]
    assert sign_in(client, "correct horse battery").status_code != 302, "the limit is closed, not open"


@pytest.mark.usefixtures("_without_redis")
def test_staff_pages_and_sessions_need_no_redis(willow, client):
    make_client(willow, "Zoe Baker")
    client.force_login(willow.desk.user)
    assert b"Zoe Baker" in client.get("/p/willow/clients/").content


@pytest.mark.usefixtures("_without_redis")
def test_the_public_page_stays_open_to_a_fifth_of_the_usual(willow, client):
    answers = [client.get("/book/willow/").status_code for _ in range(limits.LOOKS.times // 5 + 1)]
    assert set(answers[:-1]) == {200}
    assert answers[-1] == 429


@pytest.mark.usefixtures("_without_redis")
def test_a_count_says_that_it_is_of_this_process_alone():
    assert [count("window", seconds=60).times for _ in range(3)] == [1, 2, 3]
    assert count("window", seconds=60).is_alone


def test_a_count_in_redis_is_everybodys():
    assert not count("window", seconds=60).is_alone


def test_redis_is_left_alone_for_a_moment_and_then_asked_again(settings, monkeypatch):
    there = settings.CACHES["default"]["LOCATION"]
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": AWAY}}
    cache.set("kept", "here")
    assert house.is_away()
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": there}}
    assert cache.get("kept") == "here", "still the memory of this process"

    monkeypatch.setattr(house, "_away_until", time.monotonic())
    assert cache.get("kept") is None
    cache.set("kept", "there")
    assert cache.get("kept") == "there"


@pytest.mark.usefixtures("_without_redis")
def test_every_word_of_the_cache_has_an_answer():
    assert cache.add("a", 1) is True
    assert cache.add("a", 1) is False
    assert cache.incr("a") == 2
    assert cache.touch("a", 5) is True
    assert "a" in cache
    cache.set_many({"b": 2, "c": 3})
    assert cache.get_many(["a", "b", "c"]) == {"a": 2, "b": 2, "c": 3}
    cache.delete_many(["b", "c"])
    assert cache.delete("a") is True
    assert cache.get("a", "gone") == "gone"
    assert cache.get_or_set("d", NOON) == NOON
