"""When to try again, what counts as heard, and where a webhook may go. Values only."""

import re
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
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

NAT64 = IPv6Network("64:ff9b::/96")
UNICAST = IPv6Network("2000::/3")
"""RFC 4291: all that is given to hosts of the open internet so far. 64:ff9b:1::/48 and fec0::/10 are outside, say."""
NOT_FOR_HOSTS = [IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
"""Inside, and yet: Teredo and its like, examples, 6to4, examples again. Older Pythons know not all of them."""

GONE = 410
DISABLED_AFTER = timedelta(days=4)
DISABLED_AFTER_TRIES = len(SCHEDULE)
"""As many as one fact is tried: after days in which nothing was tried, one failure is not four days of silence."""
LONGEST_REST = timedelta(minutes=5)
"""How long an address that could not be reached keeps its other facts waiting; each try of it costs a worker most."""


def is_heard(status: int) -> bool:
    """Only a 2xx answer counts; a redirect is not followed."""
    return 200 <= status < 300


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after this many tries; None when there are no more."""
    return SCHEDULE[attempts] if attempts < len(SCHEDULE) else None


def rest_after(attempts: int) -> timedelta:
    """How long an address that could not be reached, at this try of a fact, is left alone altogether."""
    return min(wait_after(attempts) or LONGEST_REST, LONGEST_REST)


def is_deaf(failing_since: datetime, tries: int, *, at: datetime) -> bool:
    """Whether an endpoint has heard nothing for so long, and so often, that it is switched off."""
    return at - failing_since > DISABLED_AFTER and tries >= DISABLED_AFTER_TRIES


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet: nothing private, local, reserved, multicast or tunnelled.

    An address that carries one of IPv4 and reaches it is judged by that.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        ip = _carried(ip) or ip
    if isinstance(ip, IPv6Address) and (ip not in UNICAST or any(ip in net for net in NOT_FOR_HOSTS)):
        return False
    return ip.is_global and not ip.is_multicast


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address behind ::ffff:0:0/96 and, where a network has IPv6 alone, behind 64:ff9b::/96."""
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else ip.ipv4_mapped


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
