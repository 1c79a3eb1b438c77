"""One line per record, whoever wrote it: JSON in production, words elsewhere, redacted everywhere.

structlog renders; the loggers are those of Python's logging, so that Django, Celery, gunicorn and every library pass
the same gate. A line names its request, practice, member, key and task. Fields beyond those are taken only by name.

Loggers that speak of values whatever the level (SQL with its parameters, bodies of calls) are held at WARNING.
"""

import http.client
import json
import logging
import sys
from typing import Any

import structlog

from config.watch import redaction
from config.watch.context import bound, route_of
from config.watch.noise import StrangersHost

# What a log call may add with `extra`: words and numbers of ours.
FIELDS = ("method", "route", "status", "ms", "queries", "outcome", "seconds")
# django.db.backends logs SQL with parameters, the others log what they send; beat and strategy log every ring.
HELD = {
    "django.db.backends": "WARNING",
    "django.template": "WARNING",
    "twilio": "WARNING",
    "urllib3": "WARNING",
    "requests": "WARNING",
    "python_http_client": "WARNING",
    "celery.beat": "WARNING",
    "celery.worker.strategy": "WARNING",
    "celery.app.trace": "WARNING",
    "amqp": "WARNING",
    "kombu": "WARNING",
}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
WRAPPERS = 4  # functions between who says something and the logger: gunicorn has one, Celery has two
Line = dict[str, Any]


def speak(logger: Any, method: str, line: Line) -> Line:
    """Say the record in words that may be said; an access log's in facts."""
    record: logging.LogRecord = line["_record"]
    values = line.pop("positional_args", None)
    if record.name == "gunicorn.access" and isinstance(values, dict):
        line["event"] = "answered"
        asked = {"method": values["m"], "path": redaction.path(str(values["U"])), "status": values["s"]}
        return line | asked | {"ms": values["M"]}
    line["event"] = words_of(record, values)
    return line


def words_of(record: logging.LogRecord, values: Any) -> str:
    """What may be said of a record; called while it is being logged."""
    is_ours = record.name.partition(".")[0] in redaction.OURS
    if record.name.startswith("django.") and getattr(record, "request", None) is not None:
        return of_a_request(record)
    if record.name == "py.warnings":
        return redaction.warning(values)
    if not (is_ours or is_constant(record)):
        return redaction.HIDDEN
    return redaction.template(str(record.msg), values, is_ours=is_ours).strip()


def is_constant(record: logging.LogRecord) -> bool:
    """Whether what is logged stands in the code as it is, so that no value can have been merged into it before."""
    if not isinstance(record.msg, str):
        return False
    frame: Any = sys._getframe()
    while frame is not None and (frame.f_code.co_filename, frame.f_lineno) != (
        record.pathname,
        record.lineno,
    ):
        frame = frame.f_back
    for _ in range(WRAPPERS):
        if frame is None:
            return False
        constants = {
            value for name, value in frame.f_globals.items() if name.isupper() and type(value) is str
        }
        if record.msg in frame.f_code.co_consts or record.msg in constants:
            return True
        frame = frame.f_back
    return False


def of_a_request(record: logging.LogRecord) -> str:
    """What Django says of an answer, without the path it ends with."""
    said = redaction.foreign(str(record.msg).partition(":")[0].replace("%s", "")).strip()
    return said or http.client.responses.get(getattr(record, "status_code", 0), "Error")


def place(logger: Any, method: str, line: Line) -> Line:
    """Add when, how bad, by whom, and whose request, practice and task it was."""
    record: logging.LogRecord = line["_record"]
    request = getattr(record, "request", None)
    line |= {"level": record.levelname.lower(), "logger": record.name} | bound(request)
    line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    if request is not None and hasattr(request, "path"):
        line["route"] = route_of(request)
    if hasattr(record, "status_code"):
        line["status"] = record.status_code
    return line


def explain(logger: Any, method: str, line: Line) -> Line:
    """An exception as its kind and place; its words may be about somebody."""
    about = line.pop("exc_info", None)
    line.pop("stack_info", None)
    raised = about[1] if isinstance(about, tuple) else about
    if isinstance(raised, BaseException):
        line["error"] = redaction.error(raised)
    return line


def in_full(logger: Any, method: str, line: Line) -> Line:
    """On a developer's own machine an exception is shown as Python shows it."""
    line.pop("stack_info", None)
    return line


def in_words(logger: Any, method: str, line: Line) -> Line:
    """An exception in a terminal: one line for each place."""
    if facts := line.pop("error", None):
        lines = []
        while facts:
            lines += [f"  {place}" for place in facts["where"]] + [f"{facts['type']} {facts.get('said', '')}"]
            facts = facts.get("after")
        line["exception"] = "\n".join(lines)
    return line


class Formatter(structlog.stdlib.ProcessorFormatter):
    """A line that cannot be said must neither stop the work nor be said by logging's own complaint."""

    def format(self, record: logging.LogRecord) -> str:
        try:
            return super().format(record)
        except Exception as trouble:
            facts = {"event": "unspeakable", "logger": record.name, "error": {"type": type(trouble).__name__}}
            return json.dumps(facts)


def formatter(*, mode: str) -> Formatter:
    steps: list[Any] = [speak, place, in_full if mode == "development" else explain]
    if mode == "production":
        rendering: list[Any] = [structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        rendering = [
            in_words,
            structlog.dev.ConsoleRenderer(
                colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    return Formatter(
        use_get_message=False,
        pass_foreign_args=True,
        processors=[
            *steps,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            Formatter.remove_processors_meta,
            *rendering,
        ],
    )


def configuration(*, mode: str, level: str) -> dict[str, Any]:
    """LOGGING. gunicorn's workers get our handler too, whatever gunicorn was started with."""
    if mode == "production":
        logging.raiseExceptions = False  # logging's own complaint would print the values
        logging.captureWarnings(True)  # Python's warnings become lines too
    through_us = {"handlers": ["console"], "propagate": False, "level": level}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "mode": mode}},
        "filters": {"strangers_host": {"()": StrangersHost}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            **{name: {"level": held} for name, held in HELD.items()},
            **dict.fromkeys(("gunicorn.error", "gunicorn.access"), through_us),
            "django": {"handlers": [], "propagate": True},  # Django's own handlers would write a second line
            "django.security.DisallowedHost": {"filters": ["strangers_host"]},
        },
    }
