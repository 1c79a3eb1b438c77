"""What reaches Sentry, read at a listener in its place: what broke and where, and nobody's data."""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings

from tests.operations.said import spoken

MARKS = "Quillmark Baker +1 212 555 0187 quillmark@marker.example scoliosis wq3NcK9sPbG7Y2xZ1vT4uQ"


@pytest.fixture(scope="module")
def received():
    """The events of one run of the probe."""
    envelopes = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            envelopes.append(body.decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    dsn = f"http://public@127.0.0.1:{server.server_port}/1"
    done = subprocess.run(
        [sys.executable, "-m", "tests.operations.sentry_probe"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"SENTRY_DSN": dsn, "MARKS": MARKS, "DJANGO_SETTINGS_MODULE": "config.settings", "no_proxy": "*"},
        capture_output=True,
        text=True,
    )
    server.shutdown()
    assert done.returncode == 0, done.stderr
    return envelopes


@pytest.fixture(scope="module")
def events(received):
    lines = (json.loads(line) for envelope in received for line in envelope.splitlines())
    return [line for line in lines if "exception" in line or "logentry" in line]


def test_nothing_about_anybody_leaves(received):
    told = spoken("".join(received))
    assert len(received) >= 4
    for mark in ("quillmark", "555", "marker.example", "scoliosis", "wq3nck9s", "cookie", "zoe"):
        assert mark not in told, told


def test_an_error_of_a_request_tells_where_and_in_which(events):
    (bug,) = [event for event in events if event.get("transaction") == "trouble_bug"]
    (error,) = bug["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "")
    last = error["stacktrace"]["frames"][-1]
    assert (last["function"], last["filename"]) == ("have_a_bug", "tests/operations/trouble.py")
    assert "vars" not in last
    assert bug["tags"]["request_id"] == "0123abcdef"
    assert not {"request", "user", "breadcrumbs", "extra", "contexts", "server_name"} & set(bug)


def test_an_error_of_a_task_tells_its_name_and_id(events):
    (failed,) = [event for event in events if event.get("tags", {}).get("task_id") == "task-0003"]
    assert failed["exception"]["values"][-1]["type"] == "LookupError"
    assert failed["transaction"].endswith("failing")


def test_a_line_of_a_library_tells_its_template(events):
    said = [event["logentry"]["message"] for event in events if event.get("logger") == "some.library"]
    assert sorted(said) == ["[…]", "it broke for […]", "the database is away"]


def test_a_database_that_is_away_is_told_once_and_not_with_every_request(events):
    told = [event for event in events if event.get("logentry", {}).get("message") == "the database is away"]
    assert len(told) == 1
    assert told[0]["exception"]["values"][-1]["type"] == "OperationalError"


def test_without_a_dsn_nothing_listens():
    import sentry_sdk

    assert settings.SENTRY_DSN == ""
    assert not sentry_sdk.get_client().is_active()
