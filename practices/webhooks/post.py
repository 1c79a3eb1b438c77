"""Post one webhook: resolve the host once, refuse private addresses, connect to exactly what was resolved."""

import socket
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

from practices.webhooks.rules import is_public

TIMEOUT = urllib3.Timeout(connect=5, read=15)
MAX_ANSWER = 4096


class NotReached(Exception):
    """The endpoint could not be reached, or its host is not to be reached from here."""


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Send one POST and return the HTTP status. Redirects are not followed, no proxy or cookie is used.

    Raises      NotReached
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = resolve(host, port)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    named = f"{host}:{parts.port}" if parts.port else host
    try:
        with _pool(parts.scheme, address, port, host) as pool:
            answer = pool.request(
                "POST",
                path,
                body=body,
                headers={**headers, "Host": named, "User-Agent": "Rapport-Webhooks/1"},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            answer.read(MAX_ANSWER)
            answer.release_conn()
            return int(answer.status)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise NotReached(type(error).__name__) from error


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    """A connection to the pinned address, with the certificate checked against the name."""
    if scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=TIMEOUT, maxsize=1, server_hostname=host, assert_hostname=host
        )
    return urllib3.HTTPConnectionPool(address, port, timeout=TIMEOUT, maxsize=1)


def resolve(host: str, port: int) -> str:
    """The address to connect to. One private address among several refuses them all: that is how rebinding begins.

    Raises      NotReached
    """
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:  # the latter of a name that no resolver takes
        raise NotReached("the host name is unknown") from error
    if not settings.WEBHOOKS_MAY_STAY_LOCAL and not all(is_public(address) for address in found):
        raise NotReached("the host is not in the open internet")
    return sorted(found)[0]
