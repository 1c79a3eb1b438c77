"""Post one webhook: look the host up once, refuse private addresses, connect to exactly what was found.

All of it, from the name to the status, ends by one moment, however slowly the other side drips.
"""

import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from practices.webhooks.rules import is_public

SECONDS_TO_CONNECT = 5.0  # shared by the addresses of the name
SECONDS = SECONDS_TO_CONNECT + 15.0  # to answer, as docs/api.md tells receivers


class NotReached(Exception):
    """The endpoint could not be reached, or its host is not to be reached from here."""


class Deadline:
    """A moment by which all must be over."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds.

        Raises      TimeoutError when there are none
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Send one POST and return the HTTP status. Redirects are not followed, no proxy or cookie is used.

    What comes after the status is not read: whoever has said 200 has heard.
    Raises      NotReached
    """
    parts, deadline = urlsplit(url), Deadline(SECONDS)
    try:
        with connected(parts, deadline) as connection:
            connection.settimeout(deadline.left)
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            asked = HTTPConnection(parts.hostname or "", 80)  # whose socket is there already
            asked.sock = connection
            asked.request(
                "POST", path, body, {**headers, "Host": host_of(parts), "User-Agent": "Rapport-Webhooks/1"}
            )
            answer = HTTPResponse(cast(socket.socket, _Answer(connection, deadline)), method="POST")
            answer.begin()
            return answer.status
    except (HTTPException, OSError) as error:
        raise NotReached(type(error).__name__) from error


def host_of(parts: SplitResult) -> str:
    """The host as the request names it."""
    return parts.netloc.rpartition("@")[2]


@contextmanager
def connected(parts: SplitResult, deadline: Deadline) -> Iterator[socket.socket]:
    """A connection to one of the checked addresses, with the certificate checked against the name."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with closing(connect(resolve(host, port, deadline), deadline)) as plain:
        if parts.scheme != "https":
            yield plain
            return
        plain.settimeout(deadline.left)
        with ssl.create_default_context().wrap_socket(
            plain, server_hostname=host.removesuffix(".")
        ) as sealed:
            yield sealed


def connect(found: list[tuple[Any, ...]], deadline: Deadline) -> socket.socket:
    """The first address that takes us, in the order of the resolver; each has its share of the time that is left.

    Raises      OSError of the last one
    """
    budget, last = Deadline(min(SECONDS_TO_CONNECT, deadline.left)), OSError("no address")
    for number, (family, kind, protocol, _name, address) in enumerate(found):
        try:
            trying = socket.socket(family, kind, protocol)
        except OSError as error:  # a family that this machine does not speak
            last = error
            continue
        try:
            trying.settimeout(budget.left / (len(found) - number))
            trying.connect(address)
        except BaseException as error:
            trying.close()
            if not isinstance(error, OSError):
                raise
            last = error
        else:
            return trying
    raise last


def resolve(host: str, port: int, deadline: Deadline) -> list[tuple[Any, ...]]:
    """Where to connect to, as getaddrinfo says it and in its order, which knows what this machine can reach.

    One private address among several refuses them all: that is how rebinding begins.
    Raises      NotReached
    """
    try:
        found = look_up(host, port, deadline)
    except TimeoutError:
        raise
    except (OSError, UnicodeError) as error:  # the latter of a name that no resolver takes
        raise NotReached("the host name is unknown") from error
    if not settings.WEBHOOKS_MAY_STAY_LOCAL and not all(is_public(str(info[4][0])) for info in found):
        raise NotReached("the host is not in the open internet")
    return found


def look_up(host: str, port: int, deadline: Deadline) -> list[tuple[Any, ...]]:
    """getaddrinfo, which cannot be told how long to wait, in a thread that is left alone when it takes too long."""
    answers: queue.Queue[Any] = queue.Queue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return cast(list[tuple[Any, ...]], answer)


class _Answer(io.RawIOBase):
    """What comes over a connection until the deadline, for HTTPResponse, which wants a file of a socket."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self.connection, self.deadline = connection, deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.connection.settimeout(self.deadline.left)
        return self.connection.recv_into(buffer)
