"""No transaction is held round a call: the watch that every test stands under, and that it would see one."""

import contextlib
import json
import socket
import threading
import time
from urllib.parse import urlencode

import pytest
import urllib3
from django.db import connection, transaction
from django.utils import timezone

from followups import tasks
from practices import keys
from practices.tenancy import visit
from practices.webhooks import post
from tests.calls import CalledInTransaction, watching_calls
from tests.factories import make_practice


@pytest.fixture
def listener():
    """Somebody far away, who answers."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer():
        while True:
            try:
                talk, _ = server.accept()
            except OSError:
                return
            talk.recv(4096)
            talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            talk.close()

    threading.Thread(target=answer, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    server.close()


@pytest.mark.parametrize(
    "call",
    [
        lambda url: urllib3.request("GET", url, retries=False),
        lambda url: post.post(url, b"{}", {}),
        lambda url: socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1].strip("/")))),
        lambda url: socket.getaddrinfo("provider.example", 443),
    ],
)
def test_a_call_inside_a_transaction_is_seen_and_refused(db, listener, call):
    with (
        watching_calls() as seen,
        transaction.atomic(),
        pytest.raises((CalledInTransaction, post.NotReached)),
    ):
        call(listener)
    assert len(seen) >= 1
    assert "test_calls.py" in seen[0]


def test_a_connection_opened_before_is_seen_when_it_is_used_inside(db, listener):
    port = int(listener.rsplit(":", 1)[1].strip("/"))
    opened = socket.create_connection(("127.0.0.1", port))
    with watching_calls() as seen, transaction.atomic(), pytest.raises(CalledInTransaction):
        opened.sendall(b"GET / HTTP/1.1\r\n\r\n")
    opened.close()
    assert seen[0].startswith("sendall to ('127.0.0.1'")


def test_a_caller_that_catches_everything_is_seen_all_the_same(db, listener):
    with watching_calls() as seen, transaction.atomic(), contextlib.suppress(Exception):
        urllib3.request("GET", listener, retries=False)
    assert len(seen) == 1


def test_a_bell_rung_before_the_commit_is_seen(db, monkeypatch):
    monkeypatch.setattr(tasks, "_silent_until", 0.0)
    with watching_calls() as seen, transaction.atomic():
        tasks.ring(tasks.send_due_messages)
    assert seen[0].startswith("published followups.tasks.send_due_messages")


def test_the_same_outside_a_transaction_is_fine(db, listener):
    with watching_calls() as seen:
        assert post.post(listener, b"{}", {}) == 200
    assert seen == []


HOLDERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%%'
"""


def sent_slowly(server, head, body):
    """The answer's first line, and how many transactions were open while the body was awaited."""
    host, port = server.thread.host, server.thread.port
    with socket.create_connection((host, port)) as line:
        line.sendall(
            "\r\n".join([*head, f"Host: {host}:{port}", f"Content-Length: {len(body)}", "", ""]).encode()
        )
        line.sendall(body[:1])
        time.sleep(0.5)
        with connection.cursor() as cursor:
            cursor.execute(HOLDERS)
            held = cursor.fetchone()[0]
        line.sendall(body[1:])
        return line.makefile().readline().strip(), held


@pytest.mark.parametrize("size", [10, 100_000])
@pytest.mark.parametrize("once", [[], ["Idempotency-Key: slow"]])
@pytest.mark.django_db(transaction=True)
def test_a_program_that_sends_slowly_holds_no_transaction(live_server, size, once):
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    with visit(willow.practice):
        _, secret = keys.make(
            willow.practice, name="Slow", scopes=["clients:write"], by=willow.owner, at=timezone.now()
        )
    body = json.dumps({"name": "Zoe Baker", "pronouns": " " * size}).encode()
    head = [
        "POST /api/v1/clients/ HTTP/1.1",
        f"Authorization: Bearer {secret}",
        "Content-Type: application/json",
        *once,
    ]
    answer, held = sent_slowly(live_server, head, body)
    assert held == 0
    assert answer.split()[1] in {"201", "422"}


@pytest.mark.django_db(transaction=True)
def test_a_person_who_sends_slowly_holds_no_transaction(live_server, client):
    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    client.force_login(willow.owner.user)
    page = client.get("/p/willow/clients/new/", headers={"Host": live_server.url.removeprefix("http://")})
    token = page.context["csrf_token"]
    body = urlencode({"csrfmiddlewaretoken": token, "name": "Zoe Baker", "notes": "n" * 100_000}).encode()
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in (client.cookies | page.cookies).items())
    head = [
        "POST /p/willow/clients/new/ HTTP/1.1",
        f"Cookie: {cookies}",
        "Content-Type: application/x-www-form-urlencoded",
    ]
    answer, held = sent_slowly(live_server, head, body)
    assert held == 0
    assert answer.split()[1] == "302"
