"""The settings of production pass Django's own check, and every answer carries the headers that browsers heed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.api.conftest import Program
from tests.factories import make_client, make_user
from tests.house.account_pages import signed_in, with_every_step, with_nothing_but_an_address
from tests.house.production import SAFE


def test_the_deployment_check_has_nothing_to_say():
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    secret = {"SECRET_KEY": "k3yR4nd0mEnough" * 5, "METRICS_TOKEN": "t" * 32}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=inherited | SAFE | secret, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout + done.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": settings.PERMISSIONS_POLICY,
}


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/book/willow/", "/nothing-here/", "/api/v1/clients/", "/livez"]
)
def test_every_answer_carries_the_headers_of_safety(willow, client, path):
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in (
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ):
        assert directive in policy


def test_staff_pages_are_kept_by_no_cache(willow, client):
    client.force_login(willow.desk.user)
    answer = client.get("/p/willow/clients/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/sessions/",
        "/accounts/email/",
        "/practices/new/",
    ],
)
def test_pages_of_an_account_are_kept_by_no_cache(db, path):
    somebody = (
        with_nothing_but_an_address() if "totp" in path else with_every_step(make_user("Bea", "elsewhere"))
    )
    answer = signed_in(somebody).get(path)
    assert answer.status_code == 200
    assert {"private", "no-store"} <= {word.strip() for word in answer.headers["Cache-Control"].split(",")}


def test_answers_to_programs_are_kept_by_no_cache(willow):
    zoe = make_client(willow)
    program = Program(willow)
    once = {"Idempotency-Key": "once"}
    answers = [
        program.get("clients/"),
        program.get(f"clients/{program.id_of('cli', zoe)}/"),
        program.get("clients/cli_nobody/"),
        program.post("clients/", {"name": "Bea Lund"}, **once),
        program.post("clients/", {"name": "Bea Lund"}, **once),
        program.post("clients/", {"name": ""}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 201, 201, 422]
    assert {answer.headers.get("Cache-Control") for answer in answers} == {"no-store"}


def test_cookies_are_for_the_server_and_over_https_in_production():
    command = "import config.settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
    command += " s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_SSL_REDIRECT)"
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=settings.BASE_DIR,
        env=inherited | SAFE,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["True"] * 5
