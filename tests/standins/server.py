"""The part of a stand-in that is plain HTTP."""

import contextlib
import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.standins.faults import Faults


class Call(dict):
    """One request as it arrived: method, path, query, form or json, headers."""


class Standin:
    """Answers calls, keeps them, and plays faults. A subclass says what is taken and what is answered."""

    def __init__(self, *, port=0, seed=1):
        self.faults = Faults(seed=seed)
        self.latency = 0.0
        self.calls = []
        self.lock = threading.Lock()
        standin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                standin.handle(self)

            do_POST = do_GET

        class Server(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                """A caller that was killed is no news; anything else is."""
                if not isinstance(sys.exception(), ConnectionError):
                    super().handle_error(request, client_address)

        self.server = Server(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def handle(self, handler):
        call = self.read(handler)
        with self.lock:
            self.calls.append(call)
        fault = self.faults.next() if call["method"] == "POST" else ""
        if fault == "reset":
            return self.cut(handler)
        if fault == "busy":
            return self.answer(
                handler, 429, self.refusal(429, 20429, "Too Many Requests"), {"Retry-After": "7"}
            )
        if fault == "error_500":
            return self.answer(handler, 500, self.refusal(500, 20500, "Internal Server Error"))
        status, body, headers = self.take(call)
        time.sleep(self.latency)
        if fault == "lost":
            return self.cut(handler)
        if fault == "late_500":
            return self.answer(handler, 500, self.refusal(500, 20500, "Internal Server Error"))
        if fault == "slow":
            time.sleep(self.faults.delay)
        return self.answer(handler, status, body, headers)

    def read(self, handler):
        parts = urlsplit(handler.path)
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        kind = handler.headers.get("Content-Type", "")
        form = {key: values[0] for key, values in parse_qs(raw.decode()).items()} if "form" in kind else {}
        return Call(
            method=handler.command,
            path=parts.path,
            query={key: values[0] for key, values in parse_qs(parts.query).items()},
            form=form,
            json=json.loads(raw) if "json" in kind else None,
            headers=dict(handler.headers),
        )

    def answer(self, handler, status, body, headers=None):
        data = b"" if body is None else json.dumps(body).encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the caller gave up waiting
            self.write(handler, status, data, headers or {})

    def write(self, handler, status, data, headers):
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def cut(self, handler):
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    def take(self, call):
        raise NotImplementedError

    def refusal(self, status, code, message):
        raise NotImplementedError


@contextlib.contextmanager
def running(standin):
    thread = threading.Thread(
        target=standin.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield standin
    finally:
        standin.server.shutdown()
        standin.server.server_close()
