"""Who may come in by the API, how often, and what a no looks like."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.api.answers import DOORS
from config.api.refusals import sentences
from practices import keys
from practices.actions.members import leave
from practices.api import limits
from practices.api.problems import TITLES, title
from practices.models import ApiKey, Event
from tests.api.conftest import Program


def test_without_a_key_the_door_says_how_to_knock(program):
    response = program.http.get("/api/v1/services/")

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "key_missing"


NOWHERE = ["v1/clients", "v1/clients/x/archive", "v1/nothing/", "v1/docs", "v1/", "v1", "v2/clients/", ""]


@pytest.mark.parametrize("debug", [False, True])
def test_where_nothing_is_programs_are_told_so_and_redirected_nowhere(program, settings, debug):
    settings.DEBUG = debug
    with_key = {"Authorization": f"Bearer {program.secret}"}
    asked = [
        (method, path, headers)
        for method in ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]
        for path in NOWHERE
        for headers in ({}, with_key, {**with_key, "Idempotency-Key": "order-50"})
    ]

    for method, path, headers in asked:
        response = program.http.generic(
            method, f"/api/{path}", data='{"name": "Zoe"}', content_type="application/json", headers=headers
        )

        assert response.status_code == 404, (method, path)
        assert response.headers["Content-Type"] == "application/problem+json"
        assert method == "HEAD" or response.json()["code"] == "not_found"


def test_a_forgotten_slash_leaves_its_idempotency_key_free(program):
    once = {"Idempotency-Key": "order-51"}

    assert program.post("clients", {"name": "Bea Lund"}, **once).status_code == 404
    assert program.post("clients/", {"name": "Bea Lund"}, **once).status_code == 201


def test_a_problem_has_a_title_for_people_and_a_code_for_programs(program, willow):
    said = [
        program.get("clients/cli_1/").said,
        program.post("clients/", {"name": ""}).said,
        program.post("clients/", {"name": "Zoe", "phone": "call me"}).said,
    ]

    assert [(one["code"], one["title"]) for one in said] == [
        ("not_found", "Not found"),
        ("invalid", "Some fields are not right"),
        ("contact_unreadable", "Contact unreadable"),
    ]


def test_no_two_codes_share_a_title():
    codes = set(sentences()) | set(DOORS)

    assert len({title(code) for code in codes}) == len(codes)
    assert set(TITLES) <= set(DOORS)


@pytest.mark.parametrize(
    "secret", ["nonsense", "rpt_live_short", keys.new_secret()], ids=["odd", "short", "new"]
)
def test_an_unknown_key_is_refused(program, secret):
    program.secret = secret

    response = program.get("services/")

    assert (response.status_code, response.said["code"]) == (401, "key_unknown")


def test_a_revoked_key_is_refused_like_an_unknown_one(program, willow):
    keys.revoke(program.key, by=willow.owner, at=timezone.now())

    assert program.get("services/").status_code == 401


def test_the_key_of_somebody_who_left_is_refused(willow):
    willow.owner, ana = willow.desk, willow.owner
    program = Program(willow)
    assert program.get("services/").status_code == 200

    leave(willow.desk, by=ana, at=timezone.now())

    assert program.get("services/").status_code == 401


def test_an_expired_key_is_refused(program):
    program.key.expires_at = timezone.now() - timedelta(seconds=1)
    program.key.save()

    assert program.get("services/").status_code == 401


def test_a_key_without_the_scope_hears_which_one_it_lacks(willow):
    reader = Program(willow, scopes=["clients:read"])

    response = reader.get("services/")

    assert (response.status_code, response.said["code"]) == (403, "scope_missing")
    assert "bookings:read" in response.said["detail"]


@pytest.fixture
def at_home(willow):
    """A program whose key names one network, where it is not."""
    program = Program(willow)
    program.key.networks = ["203.0.113.0/24"]
    program.key.save()
    return program


def test_a_key_that_names_its_networks_opens_nothing_from_elsewhere(at_home):
    once = {"Idempotency-Key": "order-52"}
    for refused in (
        at_home.get("services/"),
        at_home.post("clients/", {"name": "Bea Lund"}, **once),
        at_home.post("clients/", {"name": "Bea Lund" * 10_000}),
    ):
        assert (refused.status_code, refused.said["code"]) == (403, "network_not_allowed")

    at_home.http.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert at_home.get("services/").status_code == 200
    assert at_home.post("clients/", {"name": "Bea Lund"}, **once).status_code == 201


def test_a_use_from_elsewhere_is_on_record_once_an_hour(at_home):
    turned_away = Event.objects.filter(kind="api_key.turned_away")
    at_home.get("services/")
    at_home.get("services/")
    assert turned_away.get().payload == {"api_key_id": at_home.key.pk, "address": "127.0.0.1"}
    assert turned_away.get().source == f"api:{at_home.key.start[-6:]}"

    ApiKey.objects.update(refused_at=timezone.now() - timedelta(minutes=61))
    at_home.get("services/")
    at_home.key.refresh_from_db()
    assert turned_away.count() == 2
    assert at_home.key.used_at is None


def test_a_network_is_looked_for_behind_the_proxies_we_trust(at_home, settings):
    asking = {"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}
    assert at_home.get("services/", **asking).status_code == 403

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert at_home.get("services/", **asking).status_code == 200
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    assert at_home.get("services/", **asking).status_code == 403


def test_the_successor_of_a_key_may_be_used_from_the_same_networks(at_home, willow):
    fresh, at_home.secret = keys.rotate(
        at_home.key, overlap=timedelta(days=1), by=willow.owner, at=timezone.now()
    )

    assert fresh.networks == ["203.0.113.0/24"]
    assert at_home.get("services/").said["code"] == "network_not_allowed"


def test_the_last_use_of_a_key_is_noted(program):
    program.get("services/")

    program.key.refresh_from_db()
    assert program.key.used_at is not None


def test_every_answer_says_how_much_may_still_be_asked(program):
    first, second = program.get("services/"), program.get("services/")

    assert int(first.headers["RateLimit-Limit"]) == limits.PER_WINDOW
    assert int(first.headers["RateLimit-Remaining"]) - int(second.headers["RateLimit-Remaining"]) == 1


def test_too_many_requests_wait(program, monkeypatch):
    monkeypatch.setattr(limits, "PER_WINDOW", 2)

    answers = [program.get("services/") for _ in range(3)]

    assert [answer.status_code for answer in answers][:2] == [200, 200]
    assert answers[2].status_code == 429
    assert int(answers[2].headers["Retry-After"]) <= 60


def test_without_redis_a_small_local_limit_holds(program, settings, monkeypatch):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    monkeypatch.setattr(limits, "PER_WINDOW_WITHOUT_REDIS", 1)

    assert program.get("services/").status_code == 200
    assert program.get("services/").status_code == 429


@pytest.mark.parametrize("path", ["services/", "appointments/", "locations/", "practitioners/"])
def test_lists_of_a_neighbour_are_not_mine(program, neighbour, path):
    mine, theirs = program.get(path).said["data"], neighbour.get(path).said["data"]

    assert not {row["id"] for row in mine} & {row["id"] for row in theirs}


def test_a_neighbours_id_answers_like_no_id_at_all(program, neighbour, cedar):
    theirs = neighbour.id_of("svc", cedar.service)

    answers = {program.get(f"services/{text}/").content for text in (theirs, "svc_" + "0" * 22, "svc_1", "1")}

    assert len(answers) == 1
    assert program.get(f"services/{theirs}/").said["code"] == "not_found"
    assert neighbour.get(f"services/{theirs}/").status_code == 200


def test_a_cursor_leads_through_the_whole_list_once(program, willow):
    from bookings.models import Service

    pages, cursor = [], ""
    while cursor is not None:
        said = program.get(f"services/?limit=2&cursor={cursor}").said
        pages.append([row["name"] for row in said["data"]])
        cursor = said["next_cursor"]

    names = [name for page in pages for name in page]
    assert sorted(names) == sorted(Service.objects.values_list("name", flat=True))
    assert all(len(page) == 2 for page in pages[:-1])


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", f"limit={'9' * 5000}", "cursor=nonsense", "limit=²"]
)
def test_a_bad_page_is_refused_by_its_field(program, query):
    response = program.get(f"services/?{query}")

    assert response.status_code == 422
    assert response.said["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("depth", [50, 900, 100_000])
def test_a_body_that_is_nested_too_deeply_is_malformed_not_a_crash(program, depth):
    response = program.http.generic(
        "POST",
        "/api/v1/clients/",
        data='{"name": "Zoe", "tags": ' + "[" * depth + "]" * depth + "}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.secret}"},
    )

    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_what_a_key_may_is_asked_anew_with_each_request(program, willow):
    assert program.get("services/").status_code == 200

    keys.change(program.key, scopes=["clients:read"], by=willow.owner, at=timezone.now())
    assert program.get("services/").said["code"] == "scope_missing"

    keys.change(program.key, networks=["203.0.113.0/24"], by=willow.owner, at=timezone.now())
    assert program.get("clients/").said["code"] == "network_not_allowed"
