"""PostgreSQL and Redis really stopped under a serving web process: what people and programs hear, and what is left."""

import os
import re
import threading
import time
from collections import Counter
from datetime import timedelta

import psycopg2
import pytest
from django.utils import timezone

from tests.stack.services import Program, Visitor, standing

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def stack(new_home):
    with standing(new_home("faults")) as stack:
        stack.world = stack.make_world()
        stack.serve()
        yield stack


@pytest.fixture
def program(stack):
    return Program(stack, stack.world["secret"])


@pytest.fixture
def frank(stack):
    frank = Visitor(stack)
    assert frank.sign_in(stack.world["frank"]).status_code == 302
    return frank


def hourly_slots(program, weeks_ahead):
    """Free times that do not touch each other."""
    world, since = program.stack.world, timezone.localdate() + timedelta(weeks=weeks_ahead)
    wanted = {name: world[name] for name in ("service", "location")} | {"practitioner": world["petra"]}
    query = "&".join(
        f"{name}={value}" for name, value in {**wanted, "since": since, "until": since + timedelta(6)}.items()
    )
    answer = program.call("GET", f"availability/?{query}")
    assert answer.status_code == 200, answer.text
    by_hour = {
        slot["starts_at"][:13]: slot for slot in answer.json()["data"] if slot["starts_at"][14:16] == "00"
    }
    return list(by_hour.values())[::2]


def database(stack):
    connection = psycopg2.connect(stack.environment["DATABASE_ADMIN_URL"].replace("/postgres?", "/rapport?"))
    connection.autocommit = True
    return connection.cursor()


def rows(stack):
    """How many visits there are, and how many of each thing that belongs to a visit lack it."""
    cursor = database(stack)
    cursor.execute(
        """SELECT count(*),
                  count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM bookings_occupancy o
                      JOIN bookings_segment s ON s.id = o.segment_id WHERE s.appointment_id = a.id)),
                  count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM practices_event e
                      WHERE e.kind = 'appointment.booked' AND (e.payload->>'appointment_id')::bigint = a.id))
           FROM bookings_appointment a"""
    )
    return cursor.fetchone()


def test_while_postgres_is_away_everybody_hears_when_to_come_back(stack, program, frank):
    assert frank.ask("GET", "/p/willow/clients/").status_code == 200
    stack.halt(stack.postgres)
    try:
        page = frank.ask("GET", "/p/willow/clients/")
        part = frank.ask("GET", "/p/willow/clients/", headers={"HX-Request": "true"})
        public = Visitor(stack).ask("GET", "/book/willow/")
        problem = program.call("GET", "services/")
        booking = program.call("POST", "appointments/", {}, **{"Idempotency-Key": "while-away"})
        ready, alive = Visitor(stack).ask("GET", "/readyz"), Visitor(stack).ask("GET", "/livez")
    finally:
        stack.start_again(stack.postgres)

    for answer in (page, part, public, problem, booking):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), answer.text
    assert page.text.lower().startswith("<!doctype html>")
    assert part.headers["HX-Reswap"] == "none"
    assert "hx-swap-oob" in part.text
    assert problem.headers["Content-Type"] == booking.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "unavailable"
    assert (ready.status_code, ready.json()["checks"]["database"]["ok"]) == (503, False)
    assert alive.status_code == 200

    assert frank.ask("GET", "/p/willow/clients/").status_code == 200, (
        "the very next request, the same session"
    )
    assert program.call("GET", "services/").status_code == 200


def test_postgres_restarted_under_bookings_leaves_no_half_of_one(stack, program):
    """Four programs book while the server is restarted twice; then each asks again with the key it had."""
    slots, clients = hourly_slots(program, 2)[:20], stack.world["clients"]
    before = rows(stack)[0]
    answers = {}

    def book(number, asking):
        body = {"client": clients[number], "slot": slots[number]["token"]}
        return asking.call("POST", "appointments/", body, **{"Idempotency-Key": f"restart-{number}"})

    def several(first):
        asking = Program(stack, stack.world["secret"])
        for number in range(first, len(slots), 4):
            answers.setdefault(number, []).append(book(number, asking))
            time.sleep(0.25)

    programs = [threading.Thread(target=several, args=[first]) for first in range(4)]
    for one in programs:
        one.start()
    for _ in range(2):
        time.sleep(0.4)
        stack.halt(stack.postgres)
        stack.start_again(stack.postgres)
    for one in programs:
        one.join()
    told = Counter(answer.status_code for given in answers.values() for answer in given)
    assert set(told) <= {201, 503}, [answer.text for given in answers.values() for answer in given]
    assert told[503] > 0, "the restarts were felt"

    booked = {number: book(number, program) for number in answers}
    assert {answer.status_code for answer in booked.values()} == {201}, [one.text for one in booked.values()]
    for number, given in answers.items():
        if given[0].status_code == 201:
            assert booked[number].json() == given[0].json(), "asked twice, booked once"
    assert rows(stack) == (before + len(slots), 0, 0)


@pytest.fixture
def _without_redis(stack):
    stack.halt(stack.redis)
    yield
    stack.start_again(stack.redis)


@pytest.mark.usefixtures("_without_redis")
def test_without_redis_pages_sessions_and_bookings_work(stack, program, frank):
    started = time.monotonic()
    assert frank.ask("GET", "/p/willow/clients/").status_code == 200
    assert Visitor(stack).ask("GET", "/book/willow/").status_code == 200
    slot = hourly_slots(program, 4)[0]
    body = {"client": stack.world["clients"][30], "slot": slot["token"]}
    assert program.call("POST", "appointments/", body).status_code == 201
    assert time.monotonic() - started < 20, "nobody waits for it"
    ready = Visitor(stack).ask("GET", "/readyz")
    assert (ready.status_code, ready.json()["checks"]["redis"]["ok"]) == (503, False)
    assert Visitor(stack).ask("GET", "/readyz?only=database,migrations").status_code == 200


@pytest.mark.usefixtures("_without_redis")
def test_without_redis_a_stranger_books_through_the_page(stack):
    stranger = Visitor(stack)
    path = stack.world["service_page"]
    page = stranger.ask("GET", path)
    pressed = re.search(r'<button[^>]* name="time" value="([^"]+)"', page.text)[1]
    held = stranger.ask("POST", path, data={"time": pressed})
    assert held.status_code == 302, held.text
    details = held.headers["Location"]
    stranger.ask("GET", details)
    given = {"name": "Sam Stranger", "email": "sam@example.org", "phone": ""}
    booked = stranger.ask("POST", details, data=given)
    assert booked.status_code == 302, booked.text


def until_refused(ask, most):
    """The statuses of what is asked again and again, until one is 429; two windows of two processes at the most."""
    told = []
    while len(told) <= 4 * most and 429 not in told:
        told.append(ask().status_code)
    return told


@pytest.mark.usefixtures("_without_redis")
def test_without_redis_guessing_and_asking_too_often_end_soon(stack, program):
    """Each of the two web processes counts for itself, so at most twice the small limit gets through."""
    guesses = [Visitor(stack).sign_in(stack.world["frank"], f"guess {number}") for number in range(16)]
    assert {answer.status_code for answer in guesses} == {200}
    assert len([answer for answer in guesses if "Too many failed" not in answer.text]) <= 10

    looks = until_refused(lambda: Visitor(stack).ask("GET", "/book/willow/"), 48)
    assert (set(looks), looks[-1]) == ({200, 429}, 429)
    calls = until_refused(lambda: program.call("GET", "services/"), 60)
    assert (set(calls), calls[-1]) == ({200, 429}, 429)


def test_once_redis_is_back_it_counts_again(stack, program):
    time.sleep(5.5)  # it is left alone for five seconds after a failure
    answer = program.call("GET", "services/")
    assert (answer.status_code, answer.headers["RateLimit-Limit"]) == (200, "600")
    assert Visitor(stack).ask("GET", "/readyz?only=redis").status_code == 200


def test_nothing_of_all_this_was_a_bug(stack):
    """No page of this module ended in an exception that was not the database's absence."""
    log = stack.web_log.read_text()
    assert "Internal Server Error" not in log
    assert "Number3" not in log
    assert os.path.getsize(stack.web_log) < 2_000_000
