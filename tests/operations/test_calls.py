"""No transaction is held round a call: the watch that every test stands under, and that it would see one."""

import contextlib
import socket
import threading

import pytest
import urllib3
from django.db import transaction

from followups import tasks
from practices.webhooks import post
from tests.calls import CalledInTransaction, watching_calls


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
