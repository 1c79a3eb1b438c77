"""What may be said about an error or by a library: kinds and places, never what it was about.

Text that we did not write is not searched for names, which cannot be known; it is left out unless its form is known.
A log call's template stays when it is a constant of the code; what is merged into it stays only as a number, or when
our own code says it (a house test reads each of our calls). An exception is its class, its place in the code and, where
the database speaks, its SQLSTATE and constraint. A path is the route that it led to.
"""

import re
import traceback
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Any

HIDDEN = "[…]"
OURS = ("config", "practices", "clients", "bookings", "journeys", "followups", "metrics")
MOST_FRAMES, MOST_BEFORE = 30, 4

# Sentences of Python itself: they speak of code and never of values.
SAFE_SENTENCES = re.compile(
    r"(module |type object )?'[\w.]+' (object )?has no attribute '\w+'"
    r"|name '\w+' is not defined"
    r"|No module named '[\w.]+'"
    r"|cannot import name '\w+' from '[\w.]+' \(\S+\)"
    r"|cannot access local variable '\w+' where it is not associated with a value"
    r"|'\w+' object is not (subscriptable|iterable|callable)"
    r"|unsupported operand type\(s\) for [^ ]+: '\w+' and '\w+'"
    r"|[\w.]+\(\) missing \d+ required (positional|keyword-only) arguments?: ('\w+'(, | and |, and )?)+"
)
URL = re.compile(r"\b([a-z][a-z0-9+.-]*)://(?:[^\s/@]*@)?([^\s/?#'\"<>]+)[^\s'\"<>]*", re.IGNORECASE)
EMAIL = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
QUERY = re.compile(r"\?[^\s'\"]+")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|‘[^’]*’")
SECRET = re.compile(
    r"\b(password|passwd|secret|token|bearer|basic|authorization|api[-_]?key|cookie|signature)\b(\s*[:=]\s*|\s+)\S+",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\w.-])\+?\(?\d[\d\s().-]{5,}\d(?![\w-])")
RUN = re.compile(r"[\w+/=~-]{16,}")
CLASS_NAME = re.compile(r"([A-Z][a-z0-9]+)+")


def text(words: str) -> str:
    """Text with everything out that looks like an address, a number of somebody, a secret or a signed link."""
    words = URL.sub(lambda found: f"{found[1]}://{found[2]}/{HIDDEN}", words)
    words = QUERY.sub(f"?{HIDDEN}", words)
    words = SECRET.sub(hide_value, words)
    words = EMAIL.sub(HIDDEN, words)
    words = PHONE.sub(HIDDEN, words)
    return RUN.sub(lambda found: HIDDEN if is_random(found[0]) else found[0], words)


def hide_value(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{HIDDEN}"


def foreign(words: str) -> str:
    """A sentence of a library, which may have merged values into it already: without what stands in quotes."""
    return text(QUOTED.sub(HIDDEN, words))


def is_random(run: str) -> bool:
    """Tokens, keys, signatures and the ids in links: long, and not a word or a name of the code."""
    if CLASS_NAME.fullmatch(run):
        return False
    has_digit = any(sign.isdigit() for sign in run)
    is_mixed = run != run.lower() and run != run.upper()
    return has_digit or is_mixed


def template(words: str, values: Any, *, is_ours: bool) -> str:
    """A log line: its template, with what may be said of the values."""
    if not values:
        return text(words) if is_ours else foreign(words)
    said: Any
    if isinstance(values, Mapping):
        said = {name: value(values[name], is_ours=is_ours, name=str(name)) for name in values}
    else:
        values = values if isinstance(values, tuple) else (values,)
        said = tuple(value(one, is_ours=is_ours) for one in values)
    try:
        return SECRET.sub(hide_value, _readable(words) % said)
    except (TypeError, ValueError, KeyError):
        return f"{foreign(words)} {HIDDEN}"


def _readable(words: str) -> str:
    """All values are text by now, whatever form the template asks for."""
    return re.sub(r"%(\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]", lambda found: f"%{found[1] or ''}s", words)


NAMES_THAT_MAY_SPEAK = {"name", "id", "task_name", "task_id", "runtime", "description", "state", "hostname"}
PLAIN = re.compile(r"[\w.:@ -]{1,200}")


def value(one: Any, *, is_ours: bool, name: str = "") -> str:
    """What may be said of a value that is merged into a line."""
    if one is None or isinstance(one, bool | float | timedelta | datetime | date):
        return str(one)
    if isinstance(one, int):
        return str(one) if abs(one) < 10**9 else HIDDEN  # a longer one may be somebody's number
    if isinstance(one, BaseException):
        return type(one).__name__
    if isinstance(one, type):
        return one.__qualname__
    if isinstance(one, str):
        may_speak = is_ours or (name in NAMES_THAT_MAY_SPEAK and PLAIN.fullmatch(one))
        return one if name in {"id", "task_id"} and may_speak else text(one) if may_speak else HIDDEN
    if isinstance(one, Mapping) and is_ours:
        return str({text(str(key)): value(inner, is_ours=True) for key, inner in one.items()})
    return HIDDEN


def path(asked: str) -> str:
    """The path of a request that led nowhere: words stay, whatever could be a name, a number or a token goes."""
    parts = asked.partition("?")[0].split("/")
    return "/".join(part if part in KNOWN_PARTS or not part else HIDDEN for part in parts)


KNOWN_PARTS = {
    "accounts",
    "api",
    "v1",
    "book",
    "p",
    "m",
    "hooks",
    "static",
    "invitations",
    "clients",
    "metrics",
}


WARNING = re.compile(r"(?P<file>[^\n:]+):(?P<line>\d+): (?P<kind>\w+): ")


def warning(said: Any) -> str:
    """A warning of Python: its kind and its place."""
    found = WARNING.match(str(said[0])) if isinstance(said, tuple) and said else None
    return f"{found['kind']} at {short(found['file'])}:{found['line']}" if found else HIDDEN


def error(raised: BaseException, *, deep: int = MOST_BEFORE) -> dict[str, Any]:
    """An exception as facts: kind, place, and those before it."""
    facts: dict[str, Any] = {"type": kind(raised), "where": list(frames(raised.__traceback__))}
    if said := sentence(raised):
        facts["said"] = said
    cause = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)
    if cause is not None and deep:
        facts["after"] = error(cause, deep=deep - 1)
    return facts


def kind(raised: BaseException) -> str:
    one = type(raised)
    return one.__qualname__ if one.__module__ == "builtins" else f"{one.__module__}.{one.__qualname__}"


def sentence(raised: BaseException) -> str:
    """What an exception says, where that cannot be about anybody."""
    diagnosis = getattr(raised, "diag", None)
    if diagnosis is not None:  # psycopg2: its message may hold the row
        parts = (diagnosis.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
        return " ".join(part for part in parts if part)
    said = str(raised) if isinstance(raised, AttributeError | ImportError | NameError | TypeError) else ""
    if type(raised).__name__ == "ImproperlyConfigured":
        return foreign(str(raised))
    return said if SAFE_SENTENCES.fullmatch(said) else ""


def frames(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace)[-MOST_FRAMES:]:
        yield f"{short(frame.filename)}:{frame.lineno} {frame.name}"


def short(filename: str) -> str:
    """The file as people name it: from the package on."""
    for mark in ("/site-packages/", "/lib/python3"):
        before, found, after = filename.rpartition(mark)
        if found:
            return after if mark == "/site-packages/" else after.partition("/")[2]
    return "/".join(filename.rsplit("/", 3)[-3:])
