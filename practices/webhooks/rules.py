"""When to try again, what counts as heard, and where a webhook may go. Values only."""

from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Waits before each try; the last comes 75 hours and 35 minutes after the fact."""

GONE = 410
DISABLED_AFTER = timedelta(days=4)


def is_heard(status: int) -> bool:
    """Only a 2xx answer counts; a redirect is not followed."""
    return 200 <= status < 300


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after this many tries; None when there are no more."""
    return SCHEDULE[attempts] if attempts < len(SCHEDULE) else None


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet: nothing private, local, reserved or multicast."""
    ip = ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return ip.is_global and not ip.is_multicast


def what_is_wrong_with(url: str) -> str | None:
    """Why this address cannot be an endpoint, as a code, or None. The host is looked up later, at each try."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "malformed"
    if parts.scheme != "https":
        return "not_https"
    if not parts.hostname or parts.username or parts.password:
        return "malformed"
    if port not in {None, 443, 8443}:
        return "odd_port"
    try:
        return None if is_public(parts.hostname) else "not_public"
    except ValueError:
        local = parts.hostname == "localhost" or parts.hostname.endswith(
            (".localhost", ".local", ".internal")
        )
        return "not_public" if local or "." not in parts.hostname else None
