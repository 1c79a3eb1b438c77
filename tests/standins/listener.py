"""A program that hears webhooks, and answers as it is told."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listener:
    """Hears on a port of its own.

    answers     statuses to answer with, one after the other; then 204
    headers     sent with each answer
    seconds     how long it takes to answer
    meanwhile   called while it thinks
    context     of TLS, where it shall speak that
    """

    def __init__(self, *, host="127.0.0.1", port=0, context=None):
        self.heard, self.answers, self.headers, self.seconds = [], [], {}, 0.0
        self.meanwhile = lambda: None
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status = listener.answers.pop(0) if listener.answers else 204
                listener.meanwhile()
                time.sleep(listener.seconds)
                self.send_response(status)
                for name, value in {"Content-Length": "0", **listener.headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                """A caller that hung up is no news here."""

        self.server = Server((host, port), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    @property
    def port(self):
        return self.server.server_port

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook?from=rapport"

    @property
    def kinds(self):
        return [json.loads(body)["type"] for _, body in self.heard]

    @property
    def ids(self):
        return [headers["webhook-id"] for headers, _ in self.heard]


@contextmanager
def listening(**where):
    listener = Listener(**where)
    try:
        yield listener
    finally:
        listener.server.shutdown()
        listener.server.server_close()
