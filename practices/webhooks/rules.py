"""When to try again, what counts as heard, and where a webhook may go. Values only."""

import re
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

WEB_ADDRESS = re.compile(
    r"https?://[a-z0-9.:_\[\]-]+([/?]([a-z0-9._~:/?@!$&'()*+,;=-]|%[0-9a-f]{2})*)?", re.IGNORECASE
)
"""RFC 3986 without what a webhook has no use for: names and passwords, and fragments, which are never sent."""

LABEL = re.compile(r"[a-z0-9_-]{1,63}", re.IGNORECASE)
LONGEST_NAME = 253
"""RFC 1035: a name is made of labels, each short, none empty."""

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
    if not parts.hostname or not WEB_ADDRESS.fullmatch(url):
        return "malformed"
    if not is_address(parts.hostname) and not is_name(parts.hostname):
        return "malformed"
    if parts.scheme != "https":
        return "not_https"
    if port not in {None, 443, 8443}:
        return "odd_port"
    if is_address(parts.hostname):
        return None if is_public(parts.hostname) else "not_public"
    local = parts.hostname == "localhost" or parts.hostname.endswith((".localhost", ".local", ".internal"))
    return "not_public" if local or "." not in parts.hostname else None


def is_address(host: str) -> bool:
    """Whether a host is written as an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_name(host: str) -> bool:
    """Whether a resolver takes this for a name at all."""
    return len(host) <= LONGEST_NAME and all(map(LABEL.fullmatch, host.removesuffix(".").split(".")))
