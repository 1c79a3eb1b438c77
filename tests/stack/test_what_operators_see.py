"""Web, worker and beat as in production, asked for their last detail: every line is JSON, knows whose request it was,
and nothing of what the request was about; and one scrape of the web tells of the worker too.
"""

import json
from base64 import b64encode

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.stack.services import Program, Visitor, standing

pytestmark = pytest.mark.stack
TOKEN = "a-token-of-this-test"
PRODUCTION = {
    "RAPPORT_MODE": "production",
    "SECRET_KEY": "k3yR4nd0mEnough" * 5,
    "FIELD_KEYS": f"first:{b64encode(b'k' * 32).decode()}",
    "BASE_URL": "https://rapport.example",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "no",
    "LOG_LEVEL": "DEBUG",
    "METRICS_TOKEN": TOKEN,
}
MARKS = ("quillmark", "5550187", "555 0187", "marker.example", "scoliosis", "wq3nck9s")


@pytest.fixture(scope="module")
def stack(new_home):
    with standing(new_home("watched"), **PRODUCTION) as stack:
        stack.world = stack.make_world()
        stack.serve("--access-logfile", "-")
        stack.work()
        stack.ring()
        yield stack


def lines(log):
    return [json.loads(line) for line in log.read_text().splitlines()]


def samples(stack):
    page = Visitor(stack).ask("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200, page.text
    return [one for family in text_string_to_metric_families(page.text) for one in family.samples]


def test_web_worker_and_beat_write_lines_that_name_nobody(stack):
    program = Program(stack, stack.world["secret"])
    zoe = {"name": "Quillmark Baker", "email": "quillmark@marker.example", "phone": "+12125550187"}
    made = program.call("POST", "clients/", zoe, **{"X-Request-ID": "made-by-the-test-1"})
    assert made.status_code == 201, made.text
    assert made.headers["X-Request-ID"] == "made-by-the-test-1"
    program.call("GET", "clients/?q=Quillmark+scoliosis")
    program.call("POST", "clients/", {"name": "", "email": "quillmark@marker", "phone": "555 0187"})
    for path in ("/m/willow/wq3NcK9sPbG7Y2xZ1vT4uQ/", "/Quillmark/Baker/?token=wq3NcK9sPbG7Y2xZ1vT4uQ"):
        Visitor(stack).ask("GET", path)
    words = {"client": made.json()["id"], "channel": "email", "text": "About your scoliosis, Quillmark"}
    written = program.call("POST", "messages/", words)
    assert written.status_code == 201, written.text

    def worked():
        return any(one["event"] == "task" for one in lines(stack.worker_log))

    stack.wait_for(worked)
    stack.wait_for(lambda: any(rang_by(written, one) for one in lines(stack.worker_log)), 30)
    for log in (stack.web_log, stack.worker_log, stack.beat_log):
        text = log.read_text().lower()
        assert not [mark for mark in MARKS if mark in text], text[-3000:]
        assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in lines(log))

    asked = {"event": "request", "request_id": "made-by-the-test-1"}
    line = next(one for one in lines(stack.web_log) if asked.items() <= one.items())
    assert line["practice"] > 0
    assert line["key"] > 0


def rang_by(answer, line):
    """A task's line that names the request which rang for it."""
    return line["event"] == "task" and line.get("request_id") == answer.headers["X-Request-ID"]


def test_one_scrape_tells_of_every_process(stack):
    for _ in range(6):  # whichever of the two web processes answers
        Visitor(stack).ask("GET", "/livez")

    def told(name, **labels):
        return [
            one.value for one in samples(stack) if one.name == name and labels.items() <= one.labels.items()
        ]

    task = "followups.tasks.send_due_messages"
    stack.wait_for(lambda: told("rapport_tasks_total", task=task, outcome="success"))
    stack.wait_for(lambda: told("rapport_requests_total", route="livez") >= [6.0])
    stack.wait_for(lambda: told("rapport_beat_age_seconds"))
    assert told("rapport_up", part="database") == told("rapport_up", part="redis") == [1.0]
    assert len(told("rapport_queue_age_seconds")) == 3
    page = str(samples(stack)).lower()
    assert not [mark for mark in (*MARKS, "willow", "frank") if mark in page]
