"""A mail server that remembers, and answers as it is told."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class MailServer(socketserver.ThreadingTCPServer):
    """mails     what it took
    says      command → what it answers instead of yes; "" cuts the line
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails, self.says = [], {}

    @property
    def port(self):
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.answer("220 standin")
        while line := self.rfile.readline():
            command = line.split()[0].decode().upper()
            wanted = self.server.says.get(command)
            if wanted == "":
                return
            if command == "DATA" and not wanted:
                wanted = self.take()
                if wanted == "":
                    return
            self.answer(wanted or ("221 bye" if command == "QUIT" else "250 yes"))

    def take(self):
        self.answer("354 go on")
        words = b""
        while (line := self.rfile.readline()) != b".\r\n":
            words += line.removeprefix(b".") if line.startswith(b"..") else line
        if "END" in self.server.says:
            return self.server.says["END"]
        self.server.mails.append(message_from_bytes(words, policy=policy.default))
        return "250 taken"

    def answer(self, words):
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def mail_server():
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
