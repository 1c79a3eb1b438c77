"""Typed readers of the environment. Each fails loudly, in one sentence, at start."""

import base64
import os
import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demo", "development", "test")
# A server that vanished without a word (a pulled plug, a failover) is given up after 5 s when connecting and after
# 20 s of unanswered bytes later; an idle connection is asked every 30 s whether it is still there. Sockets ignore this.
CONNECTION = {
    "connect_timeout": "5",
    "keepalives": "1",
    "keepalives_idle": "30",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}


def text(name: str, default: str | None = None) -> str:
    """A setting as text. Without a default it must be there."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return value


def flag(name: str, default: bool) -> bool:
    """A setting that is on or off: 1, true, yes, on; 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def whole(name: str, default: int) -> int:
    """A setting that is a whole number, 0 or more."""
    value = os.environ.get(name, "")
    if not value:
        return default
    if not value.strip().isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def share(name: str, default: float = 1.0) -> float:
    """A setting that is a part of a whole: more than 0, at most 1."""
    value = os.environ.get(name, "")
    try:
        part = float(value or default)
    except ValueError:
        part = 0.0
    if 0 < part <= 1:
        return part
    raise ImproperlyConfigured(f"{name} must be a number above 0 and at most 1, not {value!r}.")


def listed(name: str, default: str = "") -> list[str]:
    """A setting of several values, separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def keyring(name: str, default: str = "") -> list[str]:
    """Named keys, each name:base64 of 16, 24 or 32 bytes.

    No name stands there twice: what a key has sealed is found by its name, and would open with neither.
    """
    entries = listed(name, default)
    names = [entry.partition(":")[0] for entry in entries]
    for entry in entries:
        known_as, _, secret = entry.partition(":")
        if not re.fullmatch(r"[\w-]+", known_as) or not _is_key(secret):
            raise ImproperlyConfigured(
                f"{name} holds name:base64 of 32 random bytes, separated by commas; {known_as!r} does not."
            )
        if names.count(known_as) > 1:
            raise ImproperlyConfigured(f"{name} holds two keys named {known_as!r}: each needs its own name.")
    return entries


def _is_key(secret: str) -> bool:
    try:
        return len(base64.b64decode(secret, altchars=b"-_", validate=True)) in {16, 24, 32}
    except ValueError:
        return False


def mode() -> str:
    """What this process is: production unless told otherwise."""
    value = os.environ.get("RAPPORT_MODE", "production")
    if value not in MODES:
        raise ImproperlyConfigured(f"RAPPORT_MODE must be one of {', '.join(MODES)}, not {value!r}.")
    return value


def database(url: str, **connection: str) -> dict[str, Any]:
    """Django's settings for a database address: postgres://user:password@host:port/name?host=/socket/folder.

    What libpq knows (sslmode, keepalives_idle, …) may be given after the question mark, and comes before `connection`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "The database address must begin with postgres:// (PostgreSQL 15 or later)."
        )
    options = CONNECTION | connection | {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", "") or (parts.hostname or "")
    return {
        "ENGINE": "config.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
