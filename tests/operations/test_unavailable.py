"""The database away, slow or busy: 503 and when to come back, in the language of who asks; then all is well again."""

import pytest
from django.db import close_old_connections, connection
from django.test import Client as Browser

from clients.models import Client
from practices.tenancy import visit
from tests.factories import make_practice
from tests.operations.trouble import Inside

CODES = [
    ("lost", 503, "unavailable"),
    ("cut", 503, "uncertain"),
    ("slow", 503, "too_slow"),
    ("locked", 503, "too_busy"),
]

pytestmark = pytest.mark.django_db(transaction=True)


class Server(Browser):
    """Looks at its connection before each request, as a server does and Django's test client does not."""

    def request(self, **request):
        close_old_connections()
        return super().request(**request)


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = "tests.operations.trouble"
    settings.PRACTICE_URLCONF = Inside
    yield Server(raise_request_exception=False)
    connection.close()


@pytest.mark.parametrize(("trouble", "status", "code"), [*CODES, ("bug", 500, "server_error")])
def test_a_page_says_that_nothing_was_changed(browser, trouble, status, code):
    answer = browser.get(f"/trouble/{trouble}/")

    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == (None if status == 500 else "5")
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert page.lower().startswith("<!doctype html>")
    assert "Zoe" not in page
    assert "again" in page


@pytest.mark.parametrize("trouble", ["lost", "bug"])
def test_such_a_page_comes_in_the_colours_that_were_chosen(browser, trouble):
    browser.cookies["theme"] = "rapport-dark"

    assert 'data-theme="rapport-dark"' in browser.get(f"/trouble/{trouble}/").content.decode()


@pytest.mark.parametrize(("trouble", "status", "code"), [*CODES, ("bug", 500, "server_error")])
def test_a_part_of_a_page_stays_and_a_note_says_why(browser, trouble, status, code):
    answer = browser.post(f"/trouble/{trouble}/", headers={"HX-Request": "true"})

    assert answer.status_code == status
    assert answer.headers["HX-Reswap"] == "none"
    note = answer.content.decode()
    assert note.startswith('<div hx-swap-oob="beforeend:#toasts">')
    assert 'data-level="error"' in note
    assert "Zoe" not in note


@pytest.mark.parametrize(("trouble", "status", "code"), [*CODES, ("bug", 500, "server_error")])
def test_a_program_hears_a_problem_with_a_code(browser, trouble, status, code):
    answer = browser.get(f"/api/v1/trouble/{trouble}/")

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    said = answer.json()
    assert (said["status"], said["code"]) == (status, code)
    assert "Zoe" not in said["detail"]


def test_the_next_request_finds_the_database_again(browser):
    assert browser.get("/trouble/works/").status_code == 200
    assert browser.get("/trouble/lost/").status_code == 503
    assert browser.get("/trouble/works/").status_code == 200


def test_what_was_written_before_the_database_went_is_taken_back(browser):
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    browser.force_login(willow.owner.user)

    assert browser.post("/p/willow/trouble/lost/").status_code == 503
    assert browser.get("/p/willow/trouble/works/").content == b"works"

    with visit(willow.practice):
        assert not Client.objects.filter(name="Half Written").exists()


def test_a_database_that_cannot_be_reached_at_all_is_away_too(browser, settings):
    connection.close()
    host = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        assert browser.get("/trouble/works/").status_code == 503
        assert browser.get("/livez").status_code == 200
    finally:
        connection.settings_dict["HOST"] = host
    assert browser.get("/trouble/works/").status_code == 200


def test_a_page_that_cannot_be_drawn_is_said_plainly(browser, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path  # nothing was collected, so that no page knows its style
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": manifest}
    answer = browser.get("/trouble/bug/")
    assert answer.status_code == 500
    assert b"<h1>Something broke on our side</h1>" in answer.content
