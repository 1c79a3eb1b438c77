"""Every line is JSON, says whose request, practice and task it was, and nothing of what it was about.

The markers stand for a client: they go through a real request, a failing one, a failing task and the loggers of
libraries, and are looked for in everything that was written.
"""

import io
import logging

import pytest
from celery import shared_task
from django.db import connection
from django.test import Client as Browser

from clients import actions
from config.watch import logs
from config.watch.context import current_task
from config.watch.tasks import begin
from practices import keys
from practices.tenancy import visit
from tests.factories import NOON, make_client
from tests.operations.said import ALL, MAIL, NAME, NOTE, PHONE, TOKEN
from tests.operations.trouble import Inside


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = "tests.operations.trouble"
    settings.PRACTICE_URLCONF = Inside
    return Browser(raise_request_exception=False)


def test_a_request_says_who_and_where_by_number(willow, browser, said):
    zoe = make_client(willow, NAME)
    browser.force_login(willow.desk.user)
    answer = browser.get(f"/p/willow/clients/{zoe.pk}/?q={NAME}", headers={"X-Request-ID": "0123abcd-ef"})

    line = said.line("request", route="clients:profile")
    assert answer.headers["X-Request-ID"] == line["request_id"] == "0123abcd-ef"
    assert (line["practice"], line["member"]) == (willow.practice.pk, willow.desk.pk)
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
    assert line["queries"] > 0
    assert line["ms"] > 0
    assert line["timestamp"].endswith("Z")
    assert said.is_silent_about_them()


@pytest.mark.parametrize("odd", ["", "short", "x" * 65, "with space and more", f"{MAIL}", "line\\nbreak!!"])
def test_an_odd_request_id_is_not_repeated(db, browser, said, odd):
    answer = browser.get("/livez", headers={"X-Request-ID": odd})
    assert len(answer.headers["X-Request-ID"]) == 32
    assert said.line("request", route="livez")["request_id"] == answer.headers["X-Request-ID"]


def test_a_key_is_named_by_its_number(willow, said):
    with visit(willow.practice):
        key, secret = keys.make(willow.practice, name=NAME, scopes=keys.SCOPES, by=willow.owner, at=NOON)
    Browser().get(f"/api/v1/clients/?q={MAIL}", headers={"Authorization": f"Bearer {secret}"})

    line = said.line("request")
    assert (line["practice"], line["key"], line["route"]) == (willow.practice.pk, key.pk, line["route"])
    assert secret not in said.text
    assert said.is_silent_about_them()


def test_what_a_stranger_types_is_in_no_line(willow, browser, said):
    form = {"name": NAME, "email": MAIL, "phone": PHONE, "wish": NOTE}
    browser.post(f"/book/willow/details/123e4567-e89b-12d3-a456-426614174000/?next={TOKEN}", form)
    browser.get(f"/m/willow/{TOKEN}/")
    browser.get(f"/book/willow/visit/{TOKEN}:{TOKEN}/")
    browser.get(f"/{NAME}/{PHONE}/{MAIL}")
    browser.get("/livez", headers={"Host": f"{MAIL}"})
    browser.post("/accounts/login/", {"login": MAIL, "password": NOTE})
    assert len(said.lines) > 5
    assert said.is_silent_about_them()


def test_a_failing_request_says_where_and_not_what(willow, browser, said, monkeypatch):
    from tests.operations import trouble

    def fail(statement):
        try:
            actions.register(willow.practice, name=NAME, email=MAIL, phone=PHONE, by=None, at=NOON)
            connection.cursor().execute("INSERT INTO practices_practice (slug) VALUES (%s)", [NAME])
        except Exception as error:
            raise LookupError(ALL, {"note": NOTE}) from error

    monkeypatch.setattr(trouble, "run", fail)
    browser.force_login(willow.desk.user)
    assert browser.post("/p/willow/trouble/works/", {"note": NOTE}).status_code == 500

    line = said.line("Internal Server Error", level="error")
    assert line["error"]["type"] == "LookupError"
    assert any("tests/operations/test_logs.py" in place for place in line["error"]["where"])
    assert line["error"]["after"]["type"] == "django.db.utils.IntegrityError"
    assert line["error"]["after"]["after"]["said"].startswith("23502 practices_practice")
    assert (line["practice"], line["member"]) == (willow.practice.pk, willow.desk.pk)
    assert line["route"] == "trouble_works"
    assert said.is_silent_about_them()


@shared_task
def failing(**later):
    raise LookupError(ALL)


def test_a_failing_task_says_its_name_and_id(said):
    failing.apply(kwargs={"note": NOTE, "name": NAME}, task_id="task-0001")

    trace = next(one for one in said.lines if one["logger"] == "celery.app.trace")
    assert (trace["task_id"], trace["level"]) == ("task-0001", "error")
    assert trace["task"].endswith(".failing")
    assert trace["error"]["type"] == "LookupError"
    assert said.line("task")["outcome"] == "failure"
    assert current_task.get() is None
    assert said.is_silent_about_them()


def test_a_task_names_the_request_that_rang_for_it(db, said):
    class Asked:
        rapport_request_id = "0123456789abcdef"

    class Ring:
        name, request = "followups.tasks.send_due_messages", Asked

    begin(task_id="task-0002", task=Ring)
    try:
        logging.getLogger("followups.tasks").warning("at work")
    finally:
        current_task.set(None)
    assert said.line("at work")["request_id"] == "0123456789abcdef"


@pytest.mark.parametrize(
    "logger",
    [
        "django.db.backends",
        "urllib3.connectionpool",
        "twilio.http_client",
        "celery.worker.strategy",
        "some.library",
    ],
)
def test_what_libraries_merge_into_their_lines_stays_out(said, logger):
    log = logging.getLogger(logger)
    log.warning("it failed for %s (%d)", ALL, 3)
    log.error("Failed: '%s'" % ALL, exc_info=ValueError(ALL))  # noqa: UP031  as libraries do
    log.warning("Task %(name)s with %(args)s", {"name": "a.task", "args": ALL})
    log.warning(f"plainly {ALL}")
    assert said.is_silent_about_them()
    assert len(said.lines) == 4


def test_sql_with_its_parameters_is_never_logged(willow, settings, said):
    settings.DEBUG = True
    connection.force_debug_cursor = True
    try:
        make_client(willow, NAME, email=MAIL)
    finally:
        connection.force_debug_cursor = False
    assert said.is_silent_about_them()


def test_gunicorns_own_access_log_tells_no_path(said):
    atoms = {"m": "GET", "U": f"/m/willow/{TOKEN}/", "s": "200", "M": 12, "r": ALL, "q": ALL, "h": "10.0.0.1"}
    logging.getLogger("gunicorn.access").info('%(h)s "%(r)s" %(s)s "%(q)s"', atoms)
    line = said.line("answered")
    assert (line["method"], line["status"], line["ms"]) == ("GET", "200", 12)
    assert said.is_silent_about_them()
    logging.getLogger("gunicorn.error").error("Error handling request %s", f"/x/?{ALL}")
    assert said.is_silent_about_them()


def test_a_warning_of_python_tells_its_kind_and_its_place(said):
    place = "/venv/lib/python3.11/site-packages/some/library.py:12"
    logging.getLogger("py.warnings").warning("%s", f"{place}: UserWarning: {ALL}\n  warn({ALL})\n")
    assert said.line("UserWarning at some/library.py:12")
    assert said.is_silent_about_them()


def test_a_line_that_cannot_be_said_stops_nobody(said, monkeypatch):
    class Unspeakable:
        def __str__(self):
            raise ValueError(ALL)

    log = logging.getLogger("anywhere.at.all")
    monkeypatch.setattr(log, "propagate", False)  # pytest's own handler would raise
    monkeypatch.setattr(log, "handlers", [said.handler])
    log.warning(Unspeakable())
    log.warning("broken %s %s", ALL)
    log.warning("fine", extra={"fields": ALL, "note": ALL})
    assert said.lines[0]["event"] == "unspeakable"
    assert said.line("fine")
    assert said.is_silent_about_them()


def test_elsewhere_a_line_is_words(db, browser):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(mode="demo"))
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        browser.get("/trouble/bug/")
    finally:
        logger.removeHandler(handler)
    told = stream.getvalue()
    assert "Internal Server Error" in told
    assert "\nValueError" in told
    assert "Zoe" not in told
